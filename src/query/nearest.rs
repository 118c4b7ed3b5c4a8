//! Did you mean: the known word that is nearest to a mistyped one.

use crate::tag::edit_distance;

/// Finds the known word nearest to another, within one slip for every three letters. Of equally near ones the first.
pub fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let limit = (word.len() / 3).max(1);
    let distances = known.iter().filter_map(|&known| Some((edit_distance(&word, known, limit)?, known)));
    distances.min_by_key(|&(distance, _)| distance).map(|(_, known)| known)
}
