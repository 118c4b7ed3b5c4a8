//! Tags that are already there: what folders, file names, downloaders and other programs say of a file, and the way back.
//!
//! Text in, tags out. This room opens no file and does not know which media it speaks of; a source that says nothing
//! gives no tags. [`names`] says which files speak of a media; [`read`] or the reader of a format makes a [`Said`] of the
//! bytes: words as the source wrote them, typed by our namespaces as far as the source types them. Which of the untyped
//! words are characters or emotions is the vocabulary's to say.
//!
//! Every reader has limits of size, depth and number, and takes time and memory in proportion to the bytes given.
//! [`hydrus::write()`], [`kohya::write()`], [`xmp::write()`] and [`csv::write()`] are the exports.

pub mod booru_name;
pub mod csv;
pub mod embedded;
pub mod gallery_dl;
pub mod hydrus;
pub mod kohya;
pub mod names;
pub mod text;
pub mod xmp;

mod encoding;
mod error;
mod folder;
mod html;
mod json;
mod list;
mod namespace;
mod prose;
mod said;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use folder::{FolderTemplate, TemplateError};
pub use list::List;
pub use names::{Folder, Kind, Sidecar};
pub use said::{MAX_WORDS, Post, Rating, Said, Word};

/// Who said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// gallery-dl.
    GalleryDl,
    /// hydrus, or another program that writes one tag a line.
    Hydrus,
    /// A caption for training.
    Kohya,
    /// A photo manager.
    Xmp,
}

/// Reads a sidecar that speaks of one media or, as [`Kind::Album`], of its folder; a [`Kind::List`] is [`List::read`]'s.
///
/// # Errors
/// [`Error`] if the bytes are not of the kind.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<(Source, Said), Error> {
    Ok(match kind {
        Kind::Json => return read_json(bytes),
        Kind::Text => return text::read(bytes),
        Kind::Caption => (Source::Kohya, kohya::read(bytes)?),
        Kind::Xmp => (Source::Xmp, xmp::read(bytes)?),
        Kind::Album => (Source::GalleryDl, gallery_dl::read_album(bytes)?),
        Kind::List => return Err(Error::Json("a list speaks of many media".to_owned())),
    })
}

/// Reads a JSON sidecar: gallery-dl's if it names a site or has a string of tags, hydrus's otherwise.
///
/// # Errors
/// [`Error`] if it is too large or no JSON object.
pub fn read_json(bytes: &[u8]) -> Result<(Source, Said), Error> {
    let (_, text) = encoding::decode(bytes, json::MAX_BYTES)?;
    let object = json::object(&text)?;
    Ok(if gallery_dl::is_like(&object) {
        (Source::GalleryDl, gallery_dl::said(&object))
    } else {
        (Source::Hydrus, hydrus::said(&object))
    })
}
