//! The words that the program ships, as the build script read and packed them.

use super::Vocabulary;
use super::index::Names;

const WORDS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/words"));
const NAMES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/names"));
const FITS: &str = "what was packed is of this build";

impl Vocabulary {
    /// Makes the vocabulary that the program ships.
    ///
    /// It takes some milliseconds, so make it once.
    pub fn built_in() -> Self {
        Self { packed_names: Some(NAMES), ..postcard::from_bytes(WORDS).expect(FITS) }
    }
}

impl Names {
    pub(super) fn unpack(packed: &'static [u8]) -> Self {
        postcard::from_bytes(packed).expect(FITS)
    }
}
