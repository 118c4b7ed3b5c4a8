//! How many slips of the keyboard make one word of another.

/// Counts the letters to add, drop, replace or swap with a neighbour (optimal string alignment); `None` beyond `limit`.
pub fn edit_distance(left: &[char], right: &str, limit: usize) -> Option<usize> {
    // What both begin and end with is no slip, and most names differ from the second letter on.
    let n_same = left.iter().zip(right.chars()).take_while(|(l, r)| *l == r).count();
    let (begins, left) = left.split_at(n_same);
    let right = right.get(n_bytes(begins)..)?;
    let n_same = left.iter().rev().zip(right.chars().rev()).take_while(|(l, r)| *l == r).count();
    let (left, ends) = left.split_at(left.len() - n_same);
    let right = right.get(..right.len() - n_bytes(ends))?;
    // One slip is within two letters side by side.
    if limit <= 1 && left.len() > 2 * limit || left.len().abs_diff(right.chars().count()) > limit {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=left.len()).collect();
    let mut last = None;
    for (row, r) in right.chars().enumerate() {
        let mut here = vec![row + 1];
        for (column, &l) in left.iter().enumerate() {
            let mut cost = (above[column] + usize::from(l != r)).min(above[column + 1] + 1).min(here[column] + 1);
            if column > 0 && last == Some(l) && left[column - 1] == r {
                cost = cost.min(before[column - 1] + 1);
            }
            here.push(cost);
        }
        if here.iter().min().is_some_and(|&least| least > limit) {
            return None;
        }
        last = Some(r);
        before = std::mem::replace(&mut above, here);
    }
    above.last().copied().filter(|&distance| distance <= limit)
}

fn n_bytes(letters: &[char]) -> usize {
    letters.iter().map(|c| c.len_utf8()).sum()
}

/// A slip for so many letters of a word.
const LETTERS_A_SLIP: usize = 4;

/// The most slips in one word.
const MOST_SLIPS: usize = 3;

/// The fewest letters of a word that is slipped in: of three, two are swapped.
const FEWEST_LETTERS: usize = 3;

/// The letters from which on the first may be the wrong one: a short word that begins otherwise is another word (`such`, `ouch`).
const LETTERS_OF_A_LONG_WORD: usize = 6;

/// The most letters that a short word may have lost: `crng`, which is otherwise right.
const MOST_LOST: usize = 2;

/// Counts the slips by which a name was mistyped as a text, at most `limit`: one for every four letters of it and at most three. Fewer
/// letters count as few as they are: three have two swapped, and up to five keep the first one.
pub fn slips(typed: &[char], name: &str, limit: usize) -> Option<usize> {
    let n = typed.len();
    if n < FEWEST_LETTERS {
        return None;
    }
    let most = (n / LETTERS_A_SLIP).clamp(1, MOST_SLIPS);
    if let Some(slips) = edit_distance(typed, name, most.min(limit)) {
        let mut letters = name.chars();
        let begins = [letters.next(), letters.next()];
        let is_swapped = begins == [typed.get(1).copied(), typed.first().copied()];
        let keeps_first = begins[0] == typed.first().copied() || is_swapped;
        let is_near = match n {
            0..=FEWEST_LETTERS => n == name.chars().count() && typed.iter().all(|c| name.contains(*c)),
            _ => n >= LETTERS_OF_A_LONG_WORD || keeps_first,
        };
        return is_near.then_some(slips);
    }
    let mut rest = name.chars();
    let is_within = n > FEWEST_LETTERS
        && typed.first() == name.chars().next().as_ref()
        && typed.last() == name.chars().next_back().as_ref()
        && typed.iter().all(|wanted| rest.any(|c| c == *wanted));
    let n_lost = name.chars().count().saturating_sub(n);
    (is_within && n_lost <= MOST_LOST.min(limit)).then_some(n_lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_mistyped_in_fewer_ways() {
        for (typed, name, expected) in [
            ("cryng", "crying", Some(1)),
            ("crng", "crying", Some(2)),
            ("sobing", "sobbing", Some(1)),
            ("sda", "sad", Some(1)),
            ("sap", "sad", None),
            ("sd", "sad", None),
            ("rmei", "remi", Some(1)),
            ("such", "ouch", None),
            ("ouhc", "ouch", Some(1)),
            ("cring", "crying", Some(1)),
            ("ring", "rising", Some(2)),
            ("sing", "sighing", None),
            ("kaoir", "kaori", Some(1)),
            ("akori", "kaori", Some(1)),
            ("solo", "holo", None),
            ("nagisa_furukwa", "nagisa_furukawa", Some(1)),
        ] {
            assert_eq!(slips(&typed.chars().collect::<Vec<_>>(), name, MOST_SLIPS), expected, "{typed} {name}");
        }
    }

    #[test]
    fn slips_are_counted() {
        let count = |left: &str, right: &str| edit_distance(&left.chars().collect::<Vec<_>>(), right, 3);
        assert_eq!(count("crying", "crying"), Some(0));
        assert_eq!(count("cyring", "crying"), Some(1));
        assert_eq!(count("clanad", "clannad"), Some(1));
        assert_eq!(count("kitten", "sitting"), Some(3));
        assert_eq!(count("abcdefgh", "ijkl"), None);
        assert_eq!(count("aab", "ab"), Some(1));
        assert_eq!(count("涙が", "涙"), Some(1));
    }
}
