//! The graphics protocol of kitty and Ghostty: a PNG in base64, in chunks of at most 4096 bytes.
//!
//! ```text
//! ESC _G a=T,f=100,i=ID,q=2,C=1[,c=COLUMNS,r=ROWS],m=1 ; BASE64 ESC \     all but the last with m=1
//! ESC _G m=0 ; BASE64 ESC \
//! ```
//! `q=2` keeps the terminal from answering into our input, `C=1` keeps the cursor where it is. There is one picture at a
//! time, always under the same number, so that taking it away needs no memory of what was shown.

use crate::cli::base64;

/// The number that our one picture has in the terminal; any will do.
const ID: u32 = 0x6e61;
const CHUNK_BYTES: usize = 4096;

/// Transmits a PNG and shows it at the cursor, scaled to some columns and rows if they are given.
pub(super) fn encode(png: &[u8], cells: Option<(u16, u16)>) -> Vec<u8> {
    let scaled = cells.map(|(columns, rows)| format!(",c={columns},r={rows}")).unwrap_or_default();
    let text = base64::encode(png);
    let chunks: Vec<&[u8]> = text.as_bytes().chunks(CHUNK_BYTES).collect();
    let mut out = Vec::with_capacity(text.len() + chunks.len() * 16);
    for (at, chunk) in chunks.iter().enumerate() {
        let more = u8::from(at + 1 < chunks.len());
        let first = if at == 0 { format!("a=T,f=100,i={ID},q=2,C=1{scaled},") } else { "q=2,".to_owned() };
        out.extend_from_slice(format!("\u{1b}_G{first}m={more};").as_bytes());
        out.extend_from_slice(chunk);
        out.extend_from_slice(b"\x1b\\");
    }
    out
}

/// Takes our picture off the screen and out of the terminal's memory.
pub(super) fn erase() -> Vec<u8> {
    format!("\u{1b}_Ga=d,d=I,i={ID},q=2\u{1b}\\").into_bytes()
}
