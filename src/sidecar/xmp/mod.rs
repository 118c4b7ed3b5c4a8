//! XMP: keywords as photo managers keep them, in a packet of RDF/XML inside a picture or in a sidecar.
//!
//! Read: `digiKam:TagsList`, `MicrosoftPhoto:LastKeywordXMP`, `lr:hierarchicalSubject`, `mediapro:CatalogSets`,
//! `acdsee:categories`, `dc:subject`, `dc:description`, `xmp:Rating`. Written: `dc:subject`,
//! `lr:hierarchicalSubject`, `digiKam:TagsList`, `xmp:Rating`, and two properties of ours:
//!
//! ```text
//! nakigao:tags      rdf:Bag of tags in our spelling, so that every tag comes back (of stars, `xmp:Rating` is what counts)
//! nakigao:quotes    rdf:Seq of texts
//! ```
//! Names are resolved by namespace, whatever the prefixes. Face regions and the language of alternatives are not read.
//! Start with [`read`] and [`write()`]; `tree` is the document with the bytes of every part.

mod read;
mod tree;
mod write;

#[cfg(test)]
mod tests;

use crate::tag::Tag;

pub use read::read;
pub(super) use read::{of_keywords, read_beside};
pub use write::{Export, write};

/// The largest packet or sidecar; Photoshop's histories reach hundreds of kilobytes.
pub const MAX_BYTES: usize = 4 << 20;

const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const DC: &str = "http://purl.org/dc/elements/1.1/";
const LR: &str = "http://ns.adobe.com/lightroom/1.0/";
const DIGIKAM: &str = "http://www.digikam.org/ns/1.0/";
const MICROSOFT: &str = "http://ns.microsoft.com/photo/1.0/";
/// Written with and without the last stroke.
const MICROSOFT_BARE: &str = "http://ns.microsoft.com/photo/1.0";
const MEDIAPRO: &str = "http://ns.iview-multimedia.com/mediapro/1.0/";
const ACDSEE: &str = "http://ns.acdsee.com/iptc/1.0/";
const XAP: &str = "http://ns.adobe.com/xap/1.0/";
/// Namespaces whose names are no keywords: `5`, `general` and `12` say nothing to other programs.
const NO_KEYWORDS: [&str; 4] = ["stars", "rating", "page", "title"];
/// A name, not a page.
const NAKIGAO: &str = "urn:nakigao:xmp:1";

/// The rating that a tag stands for (`stars:4`).
fn stars_of(tag: &Tag) -> Option<u8> {
    tag.name().parse().ok().filter(|stars| tag.namespace() == "stars" && (1..=5).contains(stars))
}
