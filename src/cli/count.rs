//! Numbers with their nouns: one file, two files.

use std::fmt::Display;

/// `1 file`, `2 files`: for nouns that take an s.
pub(super) fn count<N: Display + PartialEq + From<u8>>(n: N, noun: &str) -> String {
    let end = if n == N::from(1) { "" } else { "s" };
    format!("{n} {noun}{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_of_a_thing_has_no_s() {
        let said = [0, 1, 2].map(|n: u64| count(n, "rule"));
        assert_eq!(said, ["0 rules", "1 rule", "2 rules"]);
    }
}
