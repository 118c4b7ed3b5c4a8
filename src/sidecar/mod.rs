//! Reads the tags that sidecars, packets in pictures, file names and folder names state, and writes tags for other programs.
//!
//! Bytes in, words out. This room opens no file and does not know which media a text is about. [`names`] finds the sidecars
//! of a media by name. [`read`] or the reader of a format makes a [`Statement`] of the bytes: words as the source wrote
//! them, with our namespace where the source gives one. Words without a namespace are placed by the vocabulary.
//!
//! Every reader limits size, depth and number, and takes time and memory in proportion to the bytes given. A reader that
//! returns a `Result` fails ([`Error`]) on bytes beyond its limit, on bytes that are no text, and on text of another format.
//! [`hydrus::write()`], [`kohya::write()`], [`xmp::write()`] and [`csv::write()`] are the exports.

pub mod booru_name;
pub mod csv;
pub mod embedded;
pub mod hydrus;
pub mod kohya;
pub mod names;
pub mod xmp;

mod encoding;
mod error;
mod folder;
mod gallery_dl;
mod html;
mod json;
mod keywords;
mod list;
mod namespace;
mod prompt;
mod prose;
mod scores;
mod statement;
mod text;
mod xdg;

#[cfg(test)]
mod tests;

pub use error::Error;
pub use folder::{FolderTemplate, TemplateError};
pub use list::List;
pub use names::{Folder, Sidecar, SidecarKind};
pub use statement::{MAX_WORDS, Post, Rating, Statement, Word};
pub use xdg::read_xdg_tags;

/// The program that wrote a statement.
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
    /// A tagging model: its words have scores and are guesses.
    Model,
}

/// Reads a sidecar about one media or, as [`SidecarKind::Album`], about its folder. [`List::read`] reads a
/// [`SidecarKind::List`].
pub fn read(kind: SidecarKind, bytes: &[u8]) -> Result<(Source, Statement), Error> {
    Ok(match kind {
        SidecarKind::Json => return read_json(bytes),
        SidecarKind::Text => return text::read(bytes),
        SidecarKind::Caption => (Source::Kohya, kohya::read(bytes)?),
        SidecarKind::Xmp => (Source::Xmp, xmp::read(bytes)?),
        SidecarKind::Album => (Source::GalleryDl, gallery_dl::read_album(bytes)?),
        SidecarKind::List => return Err(Error::Json("a list speaks of many media".to_owned())),
    })
}

/// Reads a JSON sidecar: a tagging model's if all in it are scores, gallery-dl's if it names a site or has a string of tags,
/// hydrus's otherwise.
pub fn read_json(bytes: &[u8]) -> Result<(Source, Statement), Error> {
    let object = json::read(bytes)?;
    if let Some(scored) = scores::of_object(&object) {
        return Ok((Source::Model, scored));
    }
    Ok(if gallery_dl::is_like(&object) {
        (Source::GalleryDl, gallery_dl::statement(&object))
    } else {
        (Source::Hydrus, hydrus::statement(&object))
    })
}
