//! Thumbnails: making those that are missing, and handing them out as a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::Result;
use super::picture::{decode, picture};
use super::selection::resolve;
use super::show::describe;
use super::store::{DEFAULT_EDGE, write_whole};
use super::{Described, Error, Event, Gallery, Progress, Selection};
use crate::render::{self, Encoding};

/// Which thumbnails, and where.
#[derive(Clone, Debug)]
pub struct ThumbsOptions {
    /// A folder to write copies to, named after the files; it may not lie in an imported folder.
    pub out: Option<PathBuf>,
    /// The longer edge at most; pictures are never enlarged.
    pub edge: u32,
    /// The format of copies, by extension: `webp`, `jpeg` or `png`.
    pub format: String,
}

impl Default for ThumbsOptions {
    fn default() -> Self {
        Self { out: None, edge: DEFAULT_EDGE, format: "webp".to_owned() }
    }
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ThumbsReport {
    /// Thumbnails that were there already.
    pub present: u64,
    /// Thumbnails that were made for the gallery.
    pub made: u64,
    /// Copies that were written.
    pub written: u64,
    /// What has none, and why.
    pub failed: Vec<(PathBuf, String)>,
}

/// Makes the missing thumbnails of a selection, or writes copies of them to a folder.
///
/// # Errors
/// If the selection is wrong, the folder lies in an imported one, or something cannot be written.
pub fn thumbs(
    gallery: &Gallery,
    selection: &Selection,
    options: &ThumbsOptions,
    progress: &mut dyn Progress,
) -> Result<ThumbsReport> {
    let encoding = Encoding::from_extension(&options.format)
        .ok_or_else(|| Error::Usage(format!("{:?} is no format for thumbnails: webp, jpeg or png", options.format)))?;
    if let Some(out) = &options.out {
        refuse_imported_folder(gallery, out)?;
    }
    let ids = resolve(gallery, selection)?;
    let mut report = ThumbsReport::default();
    let mut names = BTreeSet::new();
    if progress.on(Event::Planned { items: ids.len() as u64, bytes: 0 }).is_break() {
        return Ok(report);
    }
    for id in ids {
        let media = describe(gallery, gallery.catalog.media(id)?)?;
        let failure = match &options.out {
            Some(out) => copy_out(gallery, &media, options.edge, encoding, out, &mut names, &mut report)?,
            None => make(gallery, &media, options.edge, &mut report)?,
        };
        if let Some(reason) = failure {
            report.failed.push((media.path.clone(), reason));
        }
        if progress.on(Event::Done { path: &media.path, bytes: 0 }).is_break() {
            break;
        }
    }
    Ok(report)
}

fn make(gallery: &Gallery, media: &Described, edge: u32, report: &mut ThumbsReport) -> Result<Option<String>> {
    if gallery.thumbs.read(&media.hash, edge).is_some() {
        report.present += 1;
        return Ok(None);
    }
    match decode(media, edge) {
        Ok(picture) => {
            gallery.thumbs.write(&media.hash, edge, &picture)?;
            report.made += 1;
            Ok(None)
        }
        Err(reason) => Ok(Some(reason)),
    }
}

fn copy_out(
    gallery: &Gallery,
    media: &Described,
    edge: u32,
    encoding: Encoding,
    out: &Path,
    names: &mut BTreeSet<String>,
    report: &mut ThumbsReport,
) -> Result<Option<String>> {
    let picture = match picture(gallery, media, edge)? {
        Ok(picture) => picture,
        Err(reason) => return Ok(Some(reason)),
    };
    let stem = media.path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // The digits of the hash keep files of one name apart, and a file of the user's from being written over.
    let name = format!("{stem}-{}.{}", &media.hash.to_string()[..12], encoding.extension());
    if names.insert(name.clone()) {
        write_whole(&out.join(name), &render::encode(&render::thumbnail(&picture, edge), encoding)?)?;
        report.written += 1;
    }
    Ok(None)
}

/// Thumbnails among originals would be imported as pictures the next time.
fn refuse_imported_folder(gallery: &Gallery, out: &Path) -> Result<()> {
    let absolute = std::path::absolute(out).map_err(Error::io("find", out))?;
    let existing = absolute.ancestors().find_map(|folder| folder.canonicalize().ok()).unwrap_or(absolute);
    match gallery.root_of(&existing)? {
        Some((_, root, _)) => Err(Error::Usage(format!(
            "{} lies in the imported folder {}, where thumbnails would be taken for pictures: choose another one",
            out.display(),
            root.display()
        ))),
        None => Ok(()),
    }
}
