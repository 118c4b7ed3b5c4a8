//! Did you mean: the known word that a mistyped one is most like.

/// The word of a list that is most like the given one, if any is like it at all: at most one slip in three letters.
pub(super) fn nearest(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let distances = known.iter().map(|&candidate| (n_slips(word, candidate), candidate));
    let (distance, candidate) = distances.min_by_key(|&(distance, _)| distance)?;
    (distance <= (word.chars().count() / 3).max(1)).then_some(candidate)
}

/// The number of letters to add, drop, replace or swap with their neighbour (optimal string alignment).
fn n_slips(a: &str, b: &str) -> usize {
    // No known word is longer than a dozen letters: a longer one is like none of them.
    let a: Vec<char> = a.chars().take(24).collect();
    let b: Vec<char> = b.chars().take(24).collect();
    let mut rows = vec![(0..=b.len()).collect::<Vec<usize>>()];
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut best = (rows[i][j] + usize::from(x != y)).min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}
