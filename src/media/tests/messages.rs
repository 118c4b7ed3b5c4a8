//! Messages: one short line each, without the terms and type names of foreign decoders.

use super::*;
use crate::guard::guarded;

/// What such messages are full of and ours are not.
const FOREIGN: [&str; 22] = [
    "`",
    "::",
    "{",
    "}",
    "[",
    "]",
    "\\",
    "SOF",
    "SOS",
    "DAC",
    "IFD",
    "Marker",
    "Decoder",
    "Decoding",
    "Error",
    "Failed",
    "Invalid",
    "Unknown",
    "Unexpected",
    "unwrap",
    "None",
    "Some(",
];

/// Fails if a message is not one short line, or has terms of a foreign decoder.
#[track_caller]
fn assert_ours(message: &str, name: &str) {
    let foreign = FOREIGN.iter().find(|word| message.contains(**word));
    assert_eq!(foreign, None, "{name}: {message}");
    assert!(message.len() < 200 && !message.contains('\n'), "{name}: {message}");
}

fn files(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let entries = std::fs::read_dir(path).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap())).collect();
    names.sort();
    names
}

fn said(bytes: &[u8], format: Format) -> Option<String> {
    let limits = Limits { pixels: 4_000_000, decoded_bytes: 16 << 20, ..Limits::default() };
    let read = || probe(bytes, format, &limits).and_then(|facts| decode(bytes, &facts, 64, &limits));
    // A foreign decoder may panic, which an import catches.
    guarded(read)?.err().map(|error| error.to_string())
}

#[test]
fn messages_for_all_fixtures_are_plain() {
    for name in ["broken", "hostile"].into_iter().flat_map(files) {
        let (bytes, format) = fixture(&name);
        let message = format.map_or_else(|| Some(why_not_a_picture(&bytes).to_string()), |format| said(&bytes, format));
        message.iter().for_each(|message| assert_ours(message, &name));
    }
}

#[test]
fn messages_for_cut_and_changed_files_are_plain() {
    let mut n_refused = 0;
    for name in ["still", "anim"].into_iter().flat_map(files) {
        let (bytes, format) = fixture(&name);
        let Some(format) = format else { continue };
        for step in 1..24 {
            let cut = &bytes[..bytes.len() * step / 24];
            // Most of what can be wrong is in the first bytes.
            let mut changed = bytes.clone();
            let at = (step * step * 7) % bytes.len().min(400);
            changed[at] ^= [0xFF, 0x80, 0x07][step % 3];
            for message in [cut, &changed].into_iter().filter_map(|bytes| said(bytes, format)) {
                assert_ours(&message, &name);
                n_refused += 1;
            }
        }
    }
    assert!(n_refused > 1000, "{n_refused}");
}

#[test]
fn kinds_that_are_not_supported_are_not_called_damaged() {
    let (jpeg, _) = fixture("still/420.jpg");
    let frame = jpeg.windows(2).position(|two| two == [0xFF, 0xC0]).unwrap();
    let changed = |at: usize, byte: u8| {
        let mut bytes = jpeg.clone();
        bytes[at] = byte;
        said(&bytes, Format::Jpeg).unwrap()
    };
    assert_eq!(changed(frame + 1, 0xC3), "lossless JPEG is not supported");
    assert_eq!(changed(frame + 1, 0xC9), "JPEG with arithmetic coding is not supported");
    assert_eq!(changed(frame + 1, 0xC5), "hierarchical JPEG is not supported");
    assert_eq!(changed(frame + 1, 0xF7), "JPEG-LS is not supported");
    assert_eq!(changed(frame + 4, 12), "12-bit JPEG is not supported");
    let (tiff, _) = fixture("still/orientation-6.tif");
    // The compression and the colours are the fourth and the fifth of the directory's entries.
    for (entry, value) in [(3, 50_001u16), (4, 8)] {
        let mut bytes = tiff.clone();
        let at = 8 + 2 + 12 * entry + 8;
        bytes[at..at + 2].copy_from_slice(&value.to_le_bytes());
        let message = said(&bytes, Format::Tiff).unwrap();
        assert!(message.starts_with("TIFF with ") && message.ends_with(" is not supported"), "{message}");
    }
}
