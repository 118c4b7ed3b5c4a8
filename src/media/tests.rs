//! Every format and every way to fail, on the files in `fixtures/`.
//!
//! What the files show is written down here as numbers; how they are made is in `examples/edge_fixtures`.

mod broken;
mod damaged;
mod hostile;
mod messages;
mod still;

use std::path::Path;

use super::*;

/// A fixture's bytes and its format, recognised as an import does it.
fn fixture(path: &str) -> (Vec<u8>, Option<Format>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let format = Format::recognise(&bytes, path.extension().and_then(|ext| ext.to_str()));
    (bytes, format)
}

/// Reads a fixture as an import does: recognised, probed, decoded at full size; the reason if that fails.
fn read(path: &str, limits: &Limits) -> Result<Decoded, String> {
    let (bytes, format) = fixture(path);
    let Some(format) = format else { return Err(why_not_a_picture(&bytes).to_string()) };
    let facts = probe(&bytes, format, limits).map_err(|error| error.to_string())?;
    let decoded = decode(&bytes, &facts, u32::MAX, limits).map_err(|error| error.to_string())?;
    // What a header tells without pixels is what decoding finds.
    assert_eq!(Facts { has_alpha: facts.has_alpha, ..decoded.facts.clone() }, facts, "{path}");
    assert!(facts.has_alpha || !decoded.facts.has_alpha, "{path}: transparency that the header leaves no room for");
    Ok(decoded)
}
