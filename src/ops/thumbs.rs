//! Thumbnails: making those that are missing, and handing them out as a folder.

use std::io::ErrorKind::NotADirectory;
use std::path::{Path, PathBuf};

use super::copy_name::CopyNames;
use super::described::describe_by_id;
use super::error::Result;
use super::picture::{decode, make_thumbnail, picture};
use super::selection::{media_of, resolve};
use super::unseen::Unseen;
use super::{ContentHash, Described, Error, Event, Gallery, Outputs, Phase, Progress, Refused, Selection};
use crate::examine::{DEFAULT_EDGE, encode_thumbnail};
use crate::render::{self, Encoding};

/// Which thumbnails, and where.
#[derive(Clone, Debug)]
pub struct ThumbsOptions {
    /// A folder to write copies to, named after the files.
    pub out: Option<PathBuf>,
    /// The longer edge at most; pictures are never enlarged.
    pub edge: u32,
    /// The format of copies, by extension: `webp`, `jpeg` or `png`.
    pub format: String,
    /// Copies replace files that are there and are not ours.
    pub force: bool,
}

impl Default for ThumbsOptions {
    fn default() -> Self {
        Self { out: None, edge: DEFAULT_EDGE, format: "webp".to_owned(), force: false }
    }
}

/// What was made.
#[derive(Debug, Default)]
pub struct ThumbsReport {
    /// Thumbnails that were there already.
    pub present: u64,
    /// Thumbnails that were made for the gallery.
    pub made: u64,
    /// Copies that were written.
    pub written: u64,
    /// What has none, and why.
    pub failed: Vec<Refused>,
}

/// Reads the thumbnail of a media as the bytes of a WebP file; one that is not there is made, and kept if that is possible.
///
/// # Errors
/// If it is not in the gallery, or there is no thumbnail and its picture cannot be seen.
pub fn thumbnail(gallery: &Gallery, hash: &ContentHash, edge: u32) -> Result<Vec<u8>> {
    let id = media_of(gallery, hash)?;
    if let Some(stored) = gallery.thumbs.read_bytes(hash, edge) {
        return Ok(stored);
    }
    Ok(make_thumbnail(&gallery.thumbs, &describe_by_id(gallery, id)?, edge)?)
}

/// Encodes the picture that stands for a media in its whole size as WebP; nothing is kept.
///
/// # Errors
/// If it is not in the gallery, its picture cannot be seen now, or a side is longer than the format holds.
pub fn whole_picture(gallery: &Gallery, hash: &ContentHash) -> Result<Vec<u8>> {
    let media = describe_by_id(gallery, media_of(gallery, hash)?)?;
    Ok(encode_thumbnail(&decode(&media, u32::MAX)?, u32::MAX)?)
}

/// Reads the thumbnail of a media, as [`thumbnail`] does, if it was made before.
///
/// # Errors
/// If it is not in the gallery.
pub fn stored_thumbnail(gallery: &Gallery, hash: &ContentHash, edge: u32) -> Result<Option<Vec<u8>>> {
    media_of(gallery, hash)?;
    Ok(gallery.thumbs.read_bytes(hash, edge))
}

/// Makes the missing thumbnails of a selection, or writes copies of them to a folder.
///
/// # Errors
/// If the selection is wrong, the folder lies in an imported one or in a gallery, or the disk is full. What else cannot be
/// read or written is in the report.
pub fn thumbs(
    gallery: &Gallery,
    selection: &Selection,
    options: &ThumbsOptions,
    progress: &mut dyn Progress,
) -> Result<ThumbsReport> {
    let encoding = Encoding::from_extension(&options.format)
        .ok_or_else(|| Error::ThumbnailFormat { format: options.format.clone() })?;
    let outputs = Outputs::new(Some(gallery), options.force)?.without_sync();
    if let Some(out) = &options.out {
        outputs.admit_folder(out)?;
    }
    let ids = resolve(gallery, selection)?;
    let mut report = ThumbsReport::default();
    let mut names = CopyNames::default();
    if progress.on(Event::Planned { phase: Phase::Work, items: ids.len() as u64, bytes: 0 }).is_break() {
        return Ok(report);
    }
    for id in ids {
        let media = describe_by_id(gallery, id)?;
        let done = match &options.out {
            Some(out) => {
                let target = out.join(names.with_digits(&media, encoding.extension()));
                let copied = copy_out(gallery, &media, options.edge, encoding, &target, &outputs);
                copied.map(|()| report.written += 1)
            }
            None => make(gallery, &media, options.edge, &mut report),
        };
        match done {
            Ok(()) => {}
            // Nothing that comes after it would fare better.
            Err(Failure::Whole(error)) => return Err(error),
            Err(Failure::One(refused)) => report.failed.push(*refused),
        }
        if progress.on(Event::Done { path: &media.path, bytes: 0 }).is_break() {
            break;
        }
    }
    Ok(report)
}

/// Why there is no thumbnail.
enum Failure {
    /// Its picture cannot be seen, or it cannot be written to its place.
    One(Box<Refused>),
    /// There would be none of any media.
    Whole(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Whole(error)
    }
}

/// Names the file whose picture cannot be seen.
fn unseen(media: &Described) -> impl FnOnce(Unseen) -> Failure + '_ {
    |reason| Failure::One(Box::new(Refused { path: media.path.clone(), error: reason.into() }))
}

fn make(
    gallery: &Gallery,
    media: &Described,
    edge: u32,
    report: &mut ThumbsReport,
) -> std::result::Result<(), Failure> {
    if gallery.thumbs.read(&media.hash, edge).is_some() {
        report.present += 1;
        return Ok(());
    }
    let webp = encode_thumbnail(&decode(media, edge).map_err(unseen(media))?, edge).map_err(Error::from)?;
    gallery.thumbs.put(&media.hash, edge, &webp)?;
    report.made += 1;
    Ok(())
}

fn copy_out(
    gallery: &Gallery,
    media: &Described,
    edge: u32,
    encoding: Encoding,
    target: &Path,
    outputs: &Outputs<'_>,
) -> std::result::Result<(), Failure> {
    let picture = picture(gallery, media, edge).map_err(unseen(media))?;
    let bytes = render::encode(&render::thumbnail(&picture, edge), encoding).map_err(Error::from)?;
    match outputs.write(target, &bytes) {
        Ok(_) => Ok(()),
        // Of the folder, not of this name.
        Err(error)
            if error.is_full_disk() || matches!(&error, Error::Io { source, .. } if source.kind() == NotADirectory) =>
        {
            Err(Failure::Whole(error))
        }
        Err(error) => Err(Failure::One(Box::new(Refused { path: target.to_owned(), error }))),
    }
}
