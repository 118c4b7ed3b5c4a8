//! Keywords in the records of the IPTC, which JPEG files hold in blocks of Photoshop's.
//!
//! ```text
//! blocks   = { "8BIM" id(16) name(length, letters, padded to even) size(32) data(padded to even) }   records: id 0x0404
//! records  = { 1C record dataset size(16) value }         a size from 0x8000 on: how many bytes hold the size
//! 1:90     how texts are encoded, ESC % G for UTF-8       2:25  a keyword, of 64 bytes at most
//! ```

use super::Unread;

/// What a block begins with; all but the first are of other programs.
const BLOCKS: [&[u8; 4]; 5] = [b"8BIM", b"MeSa", b"PHUT", b"AgHg", b"DCSR"];
const RECORDS: u16 = 0x0404;
const UTF_8: &[u8] = b"\x1B%G";
const DAMAGED: Unread = Unread("its IPTC keywords are damaged");

/// Adds the keywords in Photoshop's blocks; those before damage too.
pub(super) fn in_blocks(mut blocks: &[u8], keywords: &mut Vec<String>) -> Result<(), Unread> {
    while blocks.iter().any(|byte| *byte != 0) {
        let (id, data, rest) = block(blocks).ok_or(DAMAGED)?;
        if id == RECORDS {
            in_records(data, keywords)?;
        }
        blocks = rest;
    }
    Ok(())
}

/// The number and the data of a block, and what follows it.
fn block(bytes: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let (signature, bytes) = bytes.split_first_chunk::<4>()?;
    let (id, bytes) = bytes.split_first_chunk()?;
    let name = usize::from(*bytes.first()?) + 1;
    let (size, bytes) = bytes.get(name + name % 2..)?.split_first_chunk()?;
    let size = u32::from_be_bytes(*size) as usize;
    let (data, rest) = bytes.split_at_checked(size)?;
    let rest = rest.get(size % 2..).unwrap_or_default();
    BLOCKS.contains(&signature).then_some((u16::from_be_bytes(*id), data, rest))
}

/// Adds the keywords in records; those before damage too.
pub(super) fn in_records(mut records: &[u8], keywords: &mut Vec<String>) -> Result<(), Unread> {
    let mut is_utf8 = false;
    while records.iter().any(|byte| *byte != 0) {
        let (name, value, rest) = dataset(records).ok_or(DAMAGED)?;
        match name {
            [1, 90] => is_utf8 = value == UTF_8,
            [2, 25] => keywords.push(text(value, is_utf8)?),
            _ => {}
        }
        records = rest;
    }
    Ok(())
}

/// The record and number of a dataset, its value, and what follows it.
fn dataset(bytes: &[u8]) -> Option<([u8; 2], &[u8], &[u8])> {
    let [0x1C, record, number, high, low, rest @ ..] = bytes else { return None };
    let size = u16::from_be_bytes([*high, *low]);
    let (size, rest) = if size < 0x8000 {
        (u64::from(size), rest)
    } else {
        let (size, rest) = rest.split_at_checked(usize::from(size & 0x7FFF)).filter(|(size, _)| size.len() <= 8)?;
        (size.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)), rest)
    };
    let (value, rest) = rest.split_at_checked(usize::try_from(size).ok()?)?;
    Some(([*record, *number], value, rest))
}

/// A text as UTF-8, which most write without saying so, or else as Latin-1; what is neither is no word.
fn text(bytes: &[u8], is_utf8: bool) -> Result<String, Unread> {
    if let Ok(text) = str::from_utf8(bytes) {
        return Ok(text.trim_matches('\0').to_owned());
    }
    // Signs of Shift-JIS, GBK or Big5 are two bytes each; letters of Latin-1 stand alone between others, in the main.
    let is_letter = |byte: &u8| byte.is_ascii() && !byte.is_ascii_control() || *byte >= 0xC0;
    let is_latin = bytes.iter().all(is_letter) && bytes.windows(2).all(|two| two.iter().any(u8::is_ascii));
    if is_utf8 || !is_latin {
        return Err(Unread("its IPTC keywords are neither UTF-8 nor Latin-1"));
    }
    Ok(bytes.iter().map(|byte| char::from(*byte)).collect())
}
