//! Patterns in which `*` stands for any run of characters, the empty one included. Nothing else is special.

/// Whether the pattern fits the whole text, byte for byte.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    fits_by(pattern.as_bytes(), text.as_bytes(), |a, b| a == b)
}

/// Whether the pattern fits the whole text, `A` to `Z` being `a` to `z`.
pub(super) fn fits_ignoring_case(pattern: &str, text: &str) -> bool {
    fits_by(pattern.as_bytes(), text.as_bytes(), |a, b| a.eq_ignore_ascii_case(&b))
}

/// Tries the text behind each `*` at its first possible place and moves on from the last `*` only: an earlier one never
/// needs to be tried again, so the cost is at most the product of the lengths.
fn fits_by(pattern: &[u8], text: &[u8], is_same: fn(u8, u8) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    // The place in the pattern behind its last `*`, and the end of the text that this `*` holds.
    let mut retry: Option<(usize, usize)> = None;
    while let Some(&byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                retry = Some((p, t));
            }
            Some(&wanted) if is_same(wanted, byte) => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((behind, held)) = retry else { return false };
                retry = Some((behind, held + 1));
                (p, t) = (behind, held + 1);
            }
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|&b| b == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn asterisks_hold_any_run() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("*", "泣き顔", true),
            ("*_furukawa", "nagisa_furukawa", true),
            ("*_furukawa", "furukawa", false),
            ("a*b*c", "a_b_b_c", true),
            ("a*b*c", "a_c_b", false),
            ("*aab", "aaaab", true),
            ("a*", "a", true),
            ("a?b", "axb", false),
            ("[a]", "a", false),
            ("泣*顔", "泣き顔", true),
            ("A", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
        assert!(fits_ignoring_case("*/CLANNAD/*", "/home/x/clannad/1.gif"));
        assert!(!fits_ignoring_case("é", "É"));
    }

    /// The definition, exponential in the number of asterisks.
    fn by_definition(pattern: &[u8], text: &[u8]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some((b'*', rest)) => (0..=text.len()).any(|held| by_definition(rest, &text[held..])),
            Some((byte, rest)) => text.split_first().is_some_and(|(b, text)| b == byte && by_definition(rest, text)),
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_definition(pattern in "[ab*]{0,8}", text in "[ab]{0,10}") {
            prop_assert_eq!(fits(&pattern, &text), by_definition(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
