//! What a person should look at though the operation took place.

use std::fmt;
use std::path::PathBuf;

/// Something that took place otherwise than a person may expect.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// An imported folder is empty, as a disk leaves that is not mounted; it counts as offline.
    EmptyRoot {
        /// The folder.
        root: PathBuf,
        /// The files that were in it.
        n_known: usize,
    },
    /// More than half of the known files are gone from a folder; they are marked as missing.
    MostGone {
        /// The folder.
        folder: PathBuf,
        /// The files that are gone.
        n_gone: usize,
        /// The files that were known.
        n_known: usize,
    },
    /// A gallery's own files were to be imported, and were left out.
    GalleryNamed {
        /// The path as it was named.
        path: PathBuf,
    },
    /// A picture is whole, but keywords in it could not be read.
    KeywordsUnread {
        /// The picture.
        path: PathBuf,
        /// Why they could not be read.
        reason: String,
    },
    /// Thumbnails could not be written.
    ThumbnailsUnwritten {
        /// Where they would lie.
        folder: PathBuf,
        /// The files that have none.
        n: u64,
        /// Why the first one could not be written.
        reason: String,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyRoot { root, n_known } => {
                let (were, count) =
                    if *n_known == 1 { ("file was", "it counts") } else { ("files were", "they count") };
                let root = root.display();
                write!(f, "{root} is empty, and {n_known} {were} in it: until something is in it ")?;
                write!(f, "{count} as offline, with all tags kept")
            }
            Self::MostGone { folder, n_gone, n_known } => {
                write!(f, "{n_gone} of {n_known} known files are gone from {}: ", folder.display())?;
                write!(f, "they are only marked as missing, with all their tags kept")
            }
            Self::GalleryNamed { path } => {
                write!(f, "{}: a gallery's own files are never imported", path.display())
            }
            Self::KeywordsUnread { path, reason } => {
                write!(f, "{}: keywords in it may be missing: {reason}", path.display())
            }
            Self::ThumbnailsUnwritten { folder, n, reason } => {
                let files = if *n == 1 { "file" } else { "files" };
                write!(f, "thumbnails of {n} {files} are not in {}: {reason}", folder.display())
            }
        }
    }
}
