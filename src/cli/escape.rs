//! File names made safe to show: a name is data from strangers, and a terminal obeys some of it.
//!
//! Control characters (C0, C1, DEL), line and paragraph separators, characters that turn the direction of text, and bytes
//! that are no UTF-8 are written as `\n`, `\u{202e}`, `\xff`. A backslash is left alone: nobody parses these names again.

use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// A path as one safe line.
pub(super) fn path(path: &Path) -> String {
    bytes(path.as_os_str().as_bytes())
}

/// A path as one word for a shell, quoted if it has to be.
pub(super) fn shell_word(path: &Path) -> String {
    let shown = self::path(path);
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+@%:,=".contains(c);
    if shown.chars().all(is_plain) { shown } else { format!("'{}'", shown.replace('\'', r"'\''")) }
}

/// Any text as one safe line.
pub(super) fn text(text: &str) -> String {
    bytes(text.as_bytes())
}

/// Bytes as one safe line.
pub(super) fn bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if is_unsafe(c) { out.extend(c.escape_default()) } else { out.push(c) }
        }
        for byte in chunk.invalid() {
            // Writing to a String cannot fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// One character, or its number where it could not be seen by itself: marks, joiners, code points that mean nothing.
pub(super) fn character(c: char) -> String {
    if is_unsafe(c) || c.escape_debug().len() > 1 { format!("U+{:04X}", u32::from(c)) } else { c.to_string() }
}

fn is_unsafe(c: char) -> bool {
    let turns_text =
        matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    c.is_control() || turns_text || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_takes_a_quoted_path_for_one_word() {
        for (path, word) in
            [("/a/泣.png", "/a/泣.png"), ("a b.png", "'a b.png'"), ("it's", r"'it'\''s'"), ("$HOME", "'$HOME'")]
        {
            assert_eq!(shell_word(Path::new(path)), word);
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_instead() {
        for (given, shown) in [
            (&b"plain \xE6\xB3\xA3\xE3\x81\x8D\xE9\xA1\x94.gif"[..], "plain 泣き顔.gif"),
            (b"a\nb\x1b[31m", "a\\nb\\u{1b}[31m"),
            (b"\xff\xfe.gif", "\\xff\\xfe.gif"),
            ("gpj.\u{202e}exe".as_bytes(), "gpj.\\u{202e}exe"),
            (b"back\\slash", "back\\slash"),
        ] {
            assert_eq!(bytes(given), shown);
        }
        for (given, shown) in [('鷗', "鷗"), ('\u{301}', "U+0301"), ('\u{E123}', "U+E123"), ('\u{378}', "U+0378")] {
            assert_eq!(character(given), shown);
        }
    }
}
