//! Why an operation could not be done, by what the person can do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::plain::plain;
use super::unseen::Unseen;
use crate::tag::Tag;
use crate::{catalog, query, render, sidecar, vocabulary};

/// An operation that did not take place, or was given up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder holds no gallery.
    #[error("there is no gallery in {}", dir.display())]
    NoGallery {
        /// Where it was looked for.
        dir: PathBuf,
    },
    /// A person wrote another note before.
    #[error("{} has a note already: {text:?}", path.display())]
    NoteExists {
        /// The picture or animation.
        path: PathBuf,
        /// What stands there, or its beginning.
        text: String,
    },
    /// Another import (or another command that needs the gallery for itself) is running.
    #[error("another command is changing the gallery in {}", dir.display())]
    Locked {
        /// The gallery's folder.
        dir: PathBuf,
    },
    /// A path that was named does not exist.
    #[error("{} does not exist", path.display())]
    NoSuchPath {
        /// The path as given.
        path: PathBuf,
    },
    /// A root, or something in it, is named, and the root cannot be reached.
    #[error("{} is offline: {} cannot be reached", path.display(), root.display())]
    Offline {
        /// The path as given.
        path: PathBuf,
        /// The root it lies in.
        root: PathBuf,
    },
    /// The gallery does not know what was named.
    #[error("{given} is not in the gallery")]
    NotInGallery {
        /// As given.
        given: String,
    },
    /// An import saw what was named, and could not take it in.
    #[error("{given} was not imported: {reason}")]
    NotRead {
        /// As given.
        given: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A template has a field that there is not.
    #[error("{{{field}}} is no field of a template{}", near.as_ref().map_or_else(String::new, |near| format!("; did you mean {{{near}}}?")))]
    NoSuchField {
        /// As given.
        field: String,
        /// One that is spelled nearly so.
        near: Option<String>,
    },
    /// No media has a tag that was named.
    #[error("no picture has the tag {tag}{}", near.as_ref().map_or_else(String::new, |near| format!("; did you mean {near}?")))]
    NoSuchTag {
        /// The tag.
        tag: Tag,
        /// One that is spelled nearly so, or has its words.
        near: Option<Tag>,
    },
    /// The beginning of a hash fits several media.
    #[error("{digits} fits several pictures: give more digits of the hash")]
    AmbiguousHash {
        /// As given.
        digits: String,
    },
    /// What was named is several media, where one is meant.
    #[error("{named} names {n} pictures")]
    NamesSeveral {
        /// As given.
        named: String,
        /// How many.
        n: usize,
    },
    /// No imported folder is the one that was named, or lies in it.
    #[error("{} is no imported folder", path.display())]
    NoRoot {
        /// The folder.
        path: PathBuf,
    },
    /// An imported folder that is said to be elsewhere is where it was, or part of it.
    #[error("{n_left} of the {n_known} files that are known in {} are still there", old.display())]
    RootStillThere {
        /// Where it was.
        old: PathBuf,
        /// Where it is said to be.
        new: PathBuf,
        /// The files that are known in the old place.
        n_known: usize,
        /// Of these, those that are still in it.
        n_left: usize,
    },
    /// An imported folder is not where it is said to be.
    #[error("{} holds none of the {n_known} files that are known in {}", new.display(), old.display())]
    RootNotThere {
        /// Where it was.
        old: PathBuf,
        /// Where it is said to be.
        new: PathBuf,
        /// The files that are known in the old place.
        n_known: usize,
    },
    /// A pattern of what to leave out is not understood.
    #[error("the pattern {pattern:?} cannot be understood: {reason}")]
    Pattern {
        /// As given.
        pattern: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Nothing was named, and doing it to everything must be said.
    #[error("nothing is selected: name files, folders or hashes, or give a query")]
    NothingSelected,
    /// Forgetting would lose tags, and that was not asked for.
    #[error("{media} of the pictures to forget {} tags, which would be lost", if *media == 1 { "has" } else { "have" })]
    TagsWouldBeLost {
        /// How many.
        media: u64,
    },
    /// A file or folder of ours, or one that was asked for, cannot be read or written.
    #[error("cannot {doing} {}: {}", path.display(), plain(source))]
    Io {
        /// The verb.
        doing: &'static str,
        /// Which one.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// An output file that is already there and would be lost.
    #[error("{} is already there", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// An output file that is already there and was not written by us, or was changed since.
    #[error("{} is already there, and nakigao did not write it or it was changed since", path.display())]
    NotOurs {
        /// The file.
        path: PathBuf,
    },
    /// An output file among originals, where the next import would take it for one.
    #[error("{} lies in the imported folder {}, where nothing is written among the originals", path.display(), root.display())]
    AmongOriginals {
        /// The file.
        path: PathBuf,
        /// The imported folder.
        root: PathBuf,
    },
    /// An output file that would be one of a gallery's.
    #[error("{} lies among the files of the gallery in {}", path.display(), dir.display())]
    InGallery {
        /// The file.
        path: PathBuf,
        /// The gallery's folder.
        dir: PathBuf,
    },
    /// An output that is no file.
    #[error("{} is {what}, not a file", path.display())]
    NoFile {
        /// The path.
        path: PathBuf,
        /// What it is.
        what: String,
    },
    /// An output file's name that no disk takes; it cannot be cut, since it tells whose file it is.
    #[error("the name of {} has {n_bytes} bytes, and disks take {limit}", path.display())]
    NameTooLong {
        /// The file.
        path: PathBuf,
        /// The bytes of its name.
        n_bytes: usize,
        /// The most that disks take.
        limit: usize,
    },
    /// A pipe that was to be written to.
    #[error("cannot write {}: {why}", path.display())]
    Pipe {
        /// The path.
        path: PathBuf,
        /// What its reader did not do.
        why: &'static str,
    },
    /// Something in the folder of thumbnails is no thumbnail, so that nothing is deleted there.
    #[error("{} is in the folder of thumbnails and is none{}: nothing was deleted", path.display(), more(*others))]
    AmongThumbs {
        /// The first such file or folder.
        path: PathBuf,
        /// How many others there are.
        others: usize,
    },
    /// An output file whose name does not say a format that can be written.
    #[error("{} does not end in .png, .jpg or .webp", path.display())]
    OutputFormat {
        /// The file.
        path: PathBuf,
    },
    /// A sheet that moves, in a file whose name says another format.
    #[error("{}: a sheet that moves is a WebP, GIF or APNG: name a file that ends in .webp, .gif or .png", path.display())]
    MovingFormat {
        /// The file.
        path: PathBuf,
    },
    /// A page that is larger than allowed, at the least quality, with half of its frames and the smallest cells.
    #[error("{}: {} kB at the least quality and with small cells, {} are allowed: take fewer pictures, fewer rows on a page, or a \
             shorter time", path.display(), bytes.div_ceil(1000), limit / 1000)]
    TooManyBytes {
        /// The file.
        path: PathBuf,
        /// The size of the smallest.
        bytes: u64,
        /// The most.
        limit: u64,
    },
    /// A font that was named and is none, or is damaged.
    #[error("{} is not a font that can be read: name a .ttf, .otf, .ttc or .otc file", path.display())]
    Font {
        /// The file.
        path: PathBuf,
    },
    /// What was to be taken back is not the newest change that stands.
    #[error("it was taken back already, or something else was changed since")]
    ChangedSince,
    /// Two contents are meant and one was named.
    #[error("both hold the same bytes: nothing can tell them apart")]
    SameContent,
    /// Something was named by nothing.
    #[error("a name is empty: name a file, a folder or the beginning of a hash")]
    EmptyName,
    /// An output was named twice.
    #[error("{} would be written twice", path.display())]
    WrittenTwice {
        /// The file.
        path: PathBuf,
    },
    /// Thumbnails in a format that cannot be written.
    #[error("{format:?} is no format for thumbnails: webp, jpeg or png")]
    ThumbnailFormat {
        /// As given.
        format: String,
    },
    /// What is to be a folder is none.
    #[error("{} is no folder", path.display())]
    NoFolder {
        /// As given.
        path: PathBuf,
    },
    /// A folder is said to be in a part of itself.
    #[error("{} lies in {}", path.display(), folder.display())]
    LiesWithin {
        /// The part.
        path: PathBuf,
        /// The folder.
        folder: PathBuf,
    },
    /// A rule between a tag and itself.
    #[error("{tag} cannot be {what} itself")]
    RuleWithItself {
        /// The tag.
        tag: Tag,
        /// What the rule says.
        what: &'static str,
    },
    /// A tag is to become another name of what is another name of it.
    #[error("{name} is another name of {tag}; to call it {name}, rename {tag} to that")]
    OtherNameOf {
        /// The other name.
        name: Tag,
        /// The tag.
        tag: Tag,
    },
    /// A tag is to get the name that it has.
    #[error("the tag is called {tag} already")]
    CalledSo {
        /// The tag.
        tag: Tag,
    },
    /// Braces in a template hold nothing that can be a field.
    #[error("{{{inside} in {template:?} is no field; write for example {{character}}")]
    NoField {
        /// What stands behind the opening brace.
        inside: String,
        /// The template.
        template: String,
    },
    /// A template has a closing brace without an opening one.
    #[error("a closing brace has no partner in {template:?}")]
    LoneBrace {
        /// The template.
        template: String,
    },
    /// The query is not understood.
    #[error("{}", .error.render(.query))]
    Query {
        /// As given.
        query: String,
        /// What is wrong with it, and where.
        error: Box<query::Error>,
    },
    /// A vocabulary file is not understood, or contradicts the others.
    #[error("{}: {error}", path.display())]
    Vocabulary {
        /// Which one.
        path: PathBuf,
        /// What is wrong.
        error: vocabulary::Error,
    },
    /// The catalogue.
    #[error(transparent)]
    Catalog(#[from] catalog::Error),
    /// The picture of a media cannot be seen.
    #[error(transparent)]
    Unseen(#[from] Unseen),
    /// There is no copy to be shared.
    #[error(transparent)]
    Share(#[from] super::ShareError),
    /// What was named is there and cannot be made use of.
    #[error("{named} cannot be read: {reason}")]
    Unreadable {
        /// The file, or the content.
        named: String,
        /// Why, in words.
        reason: String,
    },
    /// A sidecar that is there is not understood.
    #[error(transparent)]
    Sidecar(#[from] sidecar::Error),
    /// A picture cannot be drawn or encoded.
    #[error(transparent)]
    Render(#[from] render::Error),
}

impl Error {
    /// The error as a reason to stand behind a path, without naming that path again.
    pub fn reason(&self) -> String {
        match self {
            Self::Io { doing, source, .. } => format!("cannot {doing} it: {}", plain(source)),
            Self::NotOurs { .. } => "a file is there that nakigao did not write, or that was changed since".to_owned(),
            Self::NoFile { what, .. } => format!("it is {what}, not a file"),
            Self::NameTooLong { n_bytes, limit, .. } => {
                format!("its name has {n_bytes} bytes, and disks take {limit}: shorten the picture's name")
            }
            other => other.to_string(),
        }
    }

    /// Whether the disk is full, so that nothing that is written after it would fare better.
    pub(super) fn is_full_disk(&self) -> bool {
        use io::ErrorKind::{QuotaExceeded, StorageFull};
        matches!(self, Self::Io { source, .. } if matches!(source.kind(), StorageFull | QuotaExceeded))
    }

    /// The same error; one of the catalogue names the gallery in `dir`.
    #[must_use]
    pub fn in_gallery(self, dir: &Path) -> Self {
        match self {
            Self::Catalog(error) => Self::Catalog(error.at(&dir.join(catalog::FILE_NAME))),
            other => other,
        }
    }

    /// Turns an error of the system into one that names what was being done to which path.
    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }

    /// The error for a path that a person named: it does not exist, or cannot be looked at.
    pub(crate) fn unreached(doing: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::NoSuchPath { path: path.to_owned() },
            _ => Self::io(doing, path)(source),
        }
    }
}

fn more(others: usize) -> String {
    if others == 0 { String::new() } else { format!(" (and {others} more)") }
}

/// The result of the functions of this room.
pub(super) type Result<T> = std::result::Result<T, Error>;
