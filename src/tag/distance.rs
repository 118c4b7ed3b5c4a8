//! How many slips of the keyboard make one word of another.

/// Counts the letters to add, drop, replace or swap with a neighbour (optimal string alignment); `None` beyond `limit`.
pub fn edit_distance(left: &[char], right: &str, limit: usize) -> Option<usize> {
    let right_len = right.chars().count();
    if left.len().abs_diff(right_len) > limit {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        let count = |left: &str, right: &str| edit_distance(&left.chars().collect::<Vec<_>>(), right, 3);
        assert_eq!(count("crying", "crying"), Some(0));
        assert_eq!(count("cyring", "crying"), Some(1));
        assert_eq!(count("clanad", "clannad"), Some(1));
        assert_eq!(count("kitten", "sitting"), Some(3));
        assert_eq!(count("abcdefgh", "ijkl"), None);
    }
}
