//! JSON in parts: one object within a limit, or the members of a large one without parsing all of it.
//!
//! A parsed `Value` takes up to forty times the bytes of its text, so at most [`MAX_BYTES`] are parsed at once. A file about a
//! whole folder may be larger. [`members`] finds the members of its object by quotes and brackets alone.
//!
//! Python's `json` writes two things that are not JSON: `NaN` and infinities, and a lone surrogate where a text was cut within
//! a character beyond U+FFFF. Others write line breaks into texts, and numbers beyond all bounds. Each costs its value, which is
//! read as `null`, and not the file.

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Value};

use super::encoding;
use super::error::Error;

/// The largest JSON text parsed at once: what one media's sidecar may have.
pub(super) const MAX_BYTES: usize = 1 << 20;

/// Decodes and parses one object; a list is taken for one of tags.
pub(super) fn read(bytes: &[u8]) -> Result<Map<String, Value>, Error> {
    let (_, text) = encoding::decode(bytes, MAX_BYTES)?;
    if text.trim_start().starts_with('[') { object(&format!("{{\"tags\":{text}}}")) } else { object(&text) }
}

/// Parses one object.
pub(super) fn object(text: &str) -> Result<Map<String, Value>, Error> {
    if text.len() > MAX_BYTES {
        return Err(Error::TooLarge { limit: MAX_BYTES });
    }
    let parsed = serde_json::from_str(text).or_else(|error| match repaired(text) {
        Cow::Borrowed(_) => Err(error),
        Cow::Owned(text) => serde_json::from_str(&text).map(without_cut),
    });
    match parsed {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Error::Json("it is not an object".to_owned())),
        // The parser's own messages name its types.
        Err(error) if error.is_eof() => Err(Error::Json("it ends before its brackets are closed".to_owned())),
        Err(error) => Err(Error::Json(format!("it is wrong in line {}, column {}", error.line(), error.column()))),
    }
}

/// The value with `null` for texts in which a character was lost.
fn without_cut(value: Value) -> Value {
    match value {
        Value::String(text) if text.contains('\u{FFFD}') => Value::Null,
        Value::Array(list) => list.into_iter().map(without_cut).collect(),
        Value::Object(object) => object.into_iter().map(|(key, value)| (key, without_cut(value))).collect(),
        other => other,
    }
}

/// The text with a space for control characters in texts, `null` for numbers that JSON cannot write and U+FFFD for lone surrogates.
fn repaired(text: &str) -> Cow<'_, str> {
    let (mut out, mut copied, mut at) = (String::new(), 0, 0);
    let mut replace = |from: usize, to: usize, by: &str| {
        out.push_str(text.get(copied..from).unwrap_or_default());
        out.push_str(by);
        copied = to;
    };
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut in_string = false;
    while let Some(&byte) = text.as_bytes().get(at) {
        let mut length = 1;
        match byte {
            b'"' => in_string = !in_string,
            b'\\' if in_string => {
                length = 2;
                match unit(at) {
                    Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => length = 12,
                    Some(0xD800..=0xDFFF) => {
                        length = 6;
                        replace(at, at + length, "\u{FFFD}");
                    }
                    _ => {}
                }
            }
            // What no JSON may have in a text, and what careless programs write.
            0..=0x1F if in_string => replace(at, at + 1, " "),
            b'0'..=b'9' if !in_string => {
                let number = text.get(at..).unwrap_or_default();
                length = number.bytes().take_while(|c| c.is_ascii_digit() || b".eE+-".contains(c)).count();
                let is_finite =
                    number.get(..length).and_then(|number| number.parse::<f64>().ok()).is_some_and(f64::is_finite);
                if !is_finite {
                    let sign = usize::from(at > 0 && text.as_bytes().get(at - 1) == Some(&b'-'));
                    replace(at - sign, at + length, "null");
                }
            }
            b'N' | b'I' | b'-' if !in_string => {
                let rest = text.get(at..).unwrap_or_default();
                if let Some(word) =
                    ["NaN", "-NaN", "Infinity", "-Infinity"].iter().find(|word| rest.starts_with(**word))
                {
                    length = word.len();
                    replace(at, at + length, "null");
                }
            }
            _ => {}
        }
        at += length;
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// The strings that a value is or holds: a string, a list of strings, or a string among other things.
pub(super) fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    list.iter().filter_map(Value::as_str)
}

/// The members of an object by their bytes: the key with its quotes, and the value.
///
/// Values are not checked. A text that is no object has no members. The list ends where the text is no JSON.
pub(super) fn members(text: &str) -> Members<'_> {
    let bytes = text.as_bytes();
    let at = skip_space(bytes, 0);
    let at = if bytes.get(at) == Some(&b'{') { at + 1 } else { bytes.len() };
    Members { bytes, at }
}

/// The iterator of [`members`].
pub(super) struct Members<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Iterator for Members<'_> {
    type Item = (Range<usize>, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut start = skip_space(self.bytes, self.at);
        if self.bytes.get(start) == Some(&b',') {
            start = skip_space(self.bytes, start + 1);
        }
        self.at = self.bytes.len();
        let key_end = skip_string(self.bytes, start)?;
        let colon = skip_space(self.bytes, key_end);
        if self.bytes.get(colon) != Some(&b':') {
            return None;
        }
        let value = skip_space(self.bytes, colon + 1);
        let end = skip_value(self.bytes, value)?;
        self.at = end;
        Some((start..key_end, value..end))
    }
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest.iter().take_while(|c| c.is_ascii_whitespace()).count()
}

/// Where the string that begins at a quote ends.
fn skip_string(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?.strip_prefix(b"\"")?;
    let mut is_escaped = false;
    let length = rest.iter().position(|&c| {
        let is_end = c == b'"' && !is_escaped;
        is_escaped = c == b'\\' && !is_escaped;
        is_end
    })?;
    Some(from + length + 2)
}

/// Where the value ends, before a comma or bracket of the level it is on.
fn skip_value(bytes: &[u8], from: usize) -> Option<usize> {
    let (mut at, mut depth) = (from, 0_usize);
    loop {
        match bytes.get(at)? {
            b'"' => at = skip_string(bytes, at)?,
            b'{' | b'[' => (at, depth) = (at + 1, depth + 1),
            b'}' | b']' | b',' if depth == 0 => return (at > from).then_some(at),
            b'}' | b']' => (at, depth) = (at + 1, depth - 1),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_writes_is_read() {
        let read = |text: &str| object(text).map(|object| Value::Object(object).to_string());
        for (text, expected) in [
            (r#"{"score":NaN,"tags":["NaN", "-Infinity"]}"#, r#"{"score":null,"tags":["NaN","-Infinity"]}"#),
            (r#"{"a":-Infinity,"b":[Infinity,-1]}"#, r#"{"a":null,"b":[null,-1]}"#),
            (r#"{"a":"cut \ud83d","b":["\ude00 x","c"]}"#, r#"{"a":null,"b":[null,"c"]}"#),
            ("{\"a\":\"x\ny\u{1}\",\"b\":[1e999,-1e999,1.5]}", r#"{"a":"x y ","b":[null,null,1.5]}"#),
            (r#"{"a":"\ud83d\ude00 \\ud83d","b":NaN}"#, r#"{"a":"😀 \\ud83d","b":null}"#),
        ] {
            assert_eq!(read(text).unwrap(), expected, "{text}");
        }
        for text in ["{", "{NaN", r#"{"a":"\ud83d"#, r#"{"a":Nan}"#] {
            assert!(read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn members_are_found_without_parsing() {
        let text = r#" {"a": {"b": "}\"]"}, "c,\\" :[1,{}] ,"d":3}"#;
        let found: Vec<_> = members(text).map(|(key, value)| (&text[key], &text[value])).collect();
        assert_eq!(found, [(r#""a""#, r#"{"b": "}\"]"}"#), (r#""c,\\""#, "[1,{}] "), (r#""d""#, "3")]);
        for text in ["", "[1]", "{", "{}", r#"{"a"}"#, r#"{"a":}"#, r#"{"a":"b"#, r#"{"a":1"#] {
            assert_eq!(members(text).count(), 0, "{text}");
        }
    }
}
