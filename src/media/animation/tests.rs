//! Compositing, times and structure, on the files in `fixtures/anim` and on bytes made here.

use super::super::{Limits, probe};
use super::*;

#[test]
fn a_canvas_counts_among_the_decoded_bytes_however_small_its_pieces_are() {
    let mut gif = b"GIF89a\xE8\x03\xE8\x03\x80\0\0\xff\0\0\0\0\0".to_vec();
    gif.extend(b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0;");
    let limits = Limits { decoded_bytes: 4_000_000, ..Limits::default() };
    assert!(probe(&gif, Format::Gif, &limits).is_ok());
    let limits = Limits { decoded_bytes: 3_999_999, ..limits };
    let error = probe(&gif, Format::Gif, &limits).unwrap_err().to_string();
    assert_eq!(error, "4000000 bytes of pixels is over the limit max-decoded-bytes (3999999)");
}
