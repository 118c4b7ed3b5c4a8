//! Lists in less room than they need: what to show of them so that what matters is seen.
//!
//! All number keys stay visible, and their tags are cut. Of what can be chosen, the chosen one stays visible, and the list
//! moves under it.

use std::ops::Range;

use crate::cli::text::{clip, width};

/// The tags on the number keys in at most so many rows, cut as little as will do.
pub(super) fn number_keys(tags: &[String], columns: usize, rows: usize) -> Vec<String> {
    let longest = tags.iter().map(|tag| width(tag)).max().unwrap_or(0).min(columns);
    let mut lines = Vec::new();
    for cells in (4..=longest.max(4)).rev() {
        lines = vec![String::new()];
        for (at, tag) in tags.iter().enumerate() {
            let entry = format!("{} {}", at + 1, clip(tag, cells));
            let line = lines.last_mut().expect("there is a line from the beginning");
            if line.is_empty() {
                *line = entry;
            } else if width(line) + 2 + width(&entry) <= columns {
                line.push_str("  ");
                line.push_str(&entry);
            } else {
                lines.push(entry);
            }
        }
        if lines.len() <= rows {
            break;
        }
    }
    lines.truncate(rows);
    lines
}

/// The part of a list that is seen through a window of so many rows, with what is chosen near its middle.
pub(super) fn window(n: usize, chosen: Option<usize>, rows: usize) -> Range<usize> {
    let start = chosen.unwrap_or(0).saturating_sub(rows / 2).min(n.saturating_sub(rows));
    start..(start + rows).min(n)
}

/// The first offer to show in a row so that the chosen one is seen whole.
pub(super) fn first_visible(offers: &[String], chosen: Option<usize>, columns: usize) -> usize {
    let Some(chosen) = chosen else { return 0 };
    let mut used = 0;
    let before = offers.iter().take(chosen + 1).rev();
    let fitting = before.take_while(|offer| {
        used += width(offer) + 2;
        used <= columns + 2
    });
    (chosen + 1).saturating_sub(fitting.count().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(words: &str) -> Vec<String> {
        words.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn number_keys_are_cut_only_as_far_as_needed() {
        let tags = owned("emotion:crying rain series:clannad");
        assert_eq!(number_keys(&tags, 60, 1), ["1 emotion:crying  2 rain  3 series:clannad"]);
        assert_eq!(number_keys(&tags, 30, 2), ["1 emotion:crying  2 rain", "3 series:clannad"]);
        assert_eq!(number_keys(&tags, 30, 1), ["1 emotion…  2 rain  3 series:…"]);
        assert_eq!(number_keys(&[], 30, 1), [""]);
    }

    #[test]
    fn what_is_chosen_is_always_in_the_window() {
        for (n, chosen, rows, expected) in [
            (3, Some(0), 5, 0..3),
            (9, Some(0), 4, 0..4),
            (9, Some(5), 4, 3..7),
            (9, Some(8), 4, 5..9),
            (0, None, 4, 0..0),
        ] {
            assert_eq!(window(n, chosen, rows), expected);
        }
        let offers = owned("aaaa bbbb cccc dddd");
        for (chosen, columns, expected) in [(None, 10, 0), (Some(1), 10, 0), (Some(2), 10, 1), (Some(3), 3, 3)] {
            assert_eq!(first_visible(&offers, chosen, columns), expected, "{chosen:?} {columns}");
        }
    }
}
