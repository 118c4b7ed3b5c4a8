//! Bytes to text and back: UTF-8 or UTF-16, with or without a byte order mark.
//!
//! Editors on Windows save text in UTF-16, and XMP may be in it. UTF-16 without a mark is taken for such only if it
//! begins with `<`, which no other text begins with in that spelling. Nothing is guessed beyond that: bytes in a legacy
//! encoding are [`Error::NotText`].

use std::borrow::Cow;

use super::error::Error;

/// The largest text of tags that is read: thousands of them.
pub(super) const MAX_TEXT_BYTES: usize = 1 << 20;

/// Ends a line: LF, CR, and what Unicode adds.
pub(super) fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// How a text was stored, so that it can be stored so again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextEncoding {
    unit: CodeUnit,
    has_mark: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeUnit {
    Utf8,
    Utf16Little,
    Utf16Big,
}

/// The text without its byte order mark.
pub(super) fn decode(bytes: &[u8], limit: usize) -> Result<(TextEncoding, Cow<'_, str>), Error> {
    if bytes.len() > limit {
        return Err(Error::TooLarge { limit });
    }
    let (unit, mark) = match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (CodeUnit::Utf8, 3),
        [0xFF, 0xFE, ..] => (CodeUnit::Utf16Little, 2),
        [0xFE, 0xFF, ..] => (CodeUnit::Utf16Big, 2),
        [b'<', 0, ..] => (CodeUnit::Utf16Little, 0),
        [0, b'<', ..] => (CodeUnit::Utf16Big, 0),
        _ => (CodeUnit::Utf8, 0),
    };
    let encoding = TextEncoding { unit, has_mark: mark > 0 };
    let bytes = bytes.get(mark..).unwrap_or_default();
    let text = match unit {
        CodeUnit::Utf8 => str::from_utf8(bytes).ok().map(Cow::Borrowed),
        CodeUnit::Utf16Little => utf16(bytes, u16::from_le_bytes).map(Cow::Owned),
        CodeUnit::Utf16Big => utf16(bytes, u16::from_be_bytes).map(Cow::Owned),
    };
    Ok((encoding, text.ok_or(Error::NotText)?))
}

/// The text in the encoding that another had.
pub(super) fn encode(text: &str, encoding: TextEncoding) -> Vec<u8> {
    let mark = if encoding.has_mark { "\u{FEFF}" } else { "" };
    let units = mark.encode_utf16().chain(text.encode_utf16());
    match encoding.unit {
        CodeUnit::Utf8 => [mark, text].concat().into_bytes(),
        CodeUnit::Utf16Little => units.flat_map(u16::to_le_bytes).collect(),
        CodeUnit::Utf16Big => units.flat_map(u16::to_be_bytes).collect(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|&pair| unit(pair));
    if rest.is_empty() { char::decode_utf16(units).collect::<Result<_, _>>().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_goes_back_to_its_bytes() {
        let little: Vec<u8> = "\u{FEFF}<涙😭>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "<涙😭>".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in ["<涙😭>".as_bytes(), "\u{FEFF}<涙😭>".as_bytes(), &little, &big] {
            let (encoding, text) = decode(bytes, 100).unwrap();
            assert_eq!(text, "<涙😭>");
            assert_eq!(encode(&text, encoding), bytes);
        }
        assert_eq!(decode(b"\x93\xFA", 100), Err(Error::NotText));
        assert_eq!(decode(b"\xFF\xFEa", 100), Err(Error::NotText));
        assert_eq!(decode(b"abc", 2), Err(Error::TooLarge { limit: 2 }));
    }
}
