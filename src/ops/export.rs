//! Tags out: as the sidecars of other programs, one a media, in a folder of their own or beside the files.
//!
//! Only confirmed tags go out, not guesses; implied tags only on request. Nothing but sidecars is written. To an XMP file that
//! is there, tags are added, and the rest of it stays. A text sidecar that we wrote and nobody changed is replaced, another
//! one only with `force`.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::described::describe_by_id;
use super::error::Result;
use super::output::{MAX_NAME_BYTES, Outputs, Written};
use super::selection::resolve;
use super::{Described, Error, Event, Gallery, MediaTag, Phase, Progress, Refused, Selection, State};
use crate::catalog::Source;
use crate::sidecar::{Folder, csv, hydrus, kohya, xmp};
use crate::tag::Tag;

/// Whose sidecars to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SidecarFormat {
    /// `NAME.EXT.txt`, a tag a line, and notes in `NAME.EXT.notes.json`.
    Hydrus,
    /// `NAME.txt`, tags between commas.
    Kohya,
    /// `NAME.EXT.xmp`, or `NAME.xmp` if that is there and speaks of no other file.
    Xmp,
}

/// What to write, and where.
#[derive(Clone, Debug)]
pub struct ExportOptions {
    /// Whose sidecars.
    pub format: SidecarFormat,
    /// The folder to write to, in which the imported folders are laid out again; `None` for beside the files.
    pub out: Option<PathBuf>,
    /// Also tags that follow from others.
    pub implied: bool,
    /// Replace text sidecars that are there and are not ours.
    pub force: bool,
}

/// What was written.
#[derive(Debug, Default)]
pub struct ExportReport {
    /// Sidecars written.
    pub written: u64,
    /// Sidecars that say already what they should.
    pub unchanged: u64,
    /// Files without a tag or note to write.
    pub untagged: u64,
    /// Files with guessed tags, which stay in the gallery until they are accepted.
    pub guessed: u64,
    /// Sidecars that were not written, and why.
    pub refused: Vec<Refused>,
}

/// Whether a tag goes out: it was stated or accepted, and it does not merely follow from others unless those are wanted.
pub fn goes_out(tagged: &MediaTag, implied: bool) -> bool {
    tagged.confirmed && (implied || tagged.source != Source::Implied)
}

/// The tags of a media that go out, each once, by name.
fn exported_tags(media: &Described, implied: bool) -> Vec<Tag> {
    let mut tags: Vec<Tag> =
        media.tags.iter().filter(|tagged| goes_out(tagged, implied)).map(|tagged| tagged.tag.clone()).collect();
    tags.dedup();
    tags
}

/// A media as a row of a table.
pub fn csv_row(media: &Described, path: &str, implied: bool) -> String {
    let tags = exported_tags(media, implied);
    let quotes = media.quotes.iter().map(|quote| quote.replace(['\n', '\r'], " ")).collect();
    let rating =
        tags.iter().find(|tag| tag.namespace() == "rating").map_or_else(String::new, |tag| tag.name().to_owned());
    csv::write(&csv::Row { path: path.to_owned(), hash: media.hash.to_string(), tags, rating, quotes })
}

/// The first row of such a table.
pub fn csv_header() -> String {
    csv::header()
}

/// Writes a sidecar for every file of a selection that is there.
///
/// # Errors
/// If the selection or the catalogue cannot be read, the folder lies in an imported one or in a gallery, or the disk is full. A
/// sidecar that cannot be written for another reason is in the report.
pub fn export(
    gallery: &Gallery,
    selection: &Selection,
    options: &ExportOptions,
    progress: &mut dyn Progress,
) -> Result<ExportReport> {
    let mut outputs = Outputs::new(Some(gallery), options.force)?;
    match &options.out {
        Some(out) => outputs.admit_folder(out)?,
        None => outputs = outputs.beside_originals(),
    }
    let ids = resolve(gallery, selection)?;
    let mut report = ExportReport::default();
    let mut stems = Stems::default();
    if progress.on(Event::Planned { phase: Phase::Work, items: ids.len() as u64, bytes: 0 }).is_break() {
        return Ok(report);
    }
    for id in ids {
        let media = describe_by_id(gallery, id)?;
        let tags = exported_tags(&media, options.implied);
        let is_guessed = media.tags.iter().any(|tagged| !tagged.confirmed);
        for file in media.files.iter().filter(|file| file.state == State::Present) {
            report.guessed += u64::from(is_guessed);
            if tags.is_empty() && media.quotes.is_empty() {
                report.untagged += 1;
                continue;
            }
            let target = target(gallery, &file.path, options, &mut stems)?;
            match write(gallery, &target, &media, &tags, options.format, &mut outputs) {
                Ok(Written::Changed) => report.written += 1,
                Ok(Written::Unchanged) => report.unchanged += 1,
                Err(error) if error.is_full_disk() => return Err(error),
                Err(error) => report.refused.push(Refused { path: target, error }),
            }
        }
        if progress.on(Event::Done { path: &media.path, bytes: 0 }).is_break() {
            break;
        }
    }
    Ok(report)
}

fn target(gallery: &Gallery, file: &Path, options: &ExportOptions, stems: &mut Stems) -> Result<PathBuf> {
    let place = match (&options.out, gallery.root_of(file)?) {
        (Some(out), Some((_, root, _))) => {
            let below = file.strip_prefix(&root).unwrap_or(file);
            out.join(root.file_name().unwrap_or_default()).join(below)
        }
        _ => file.to_owned(),
    };
    Ok(match options.format {
        SidecarFormat::Kohya => place.with_extension("txt"),
        SidecarFormat::Hydrus => with_suffix(place, ".txt"),
        SidecarFormat::Xmp => {
            let (short, full) = (place.with_extension("xmp"), with_suffix(place, ".xmp"));
            let is_theirs = options.out.is_none() && short.exists() && !full.exists();
            if is_theirs && stems.is_alone(file) { short } else { full }
        }
    })
}

/// How many files that are no sidecars have a stem, in the folder that was looked at last.
#[derive(Default)]
struct Stems {
    folder: PathBuf,
    counts: HashMap<OsString, usize>,
}

impl Stems {
    /// Whether a file is the only one of its stem.
    fn is_alone(&mut self, file: &Path) -> bool {
        let (Some(folder), Some(stem)) = (file.parent(), file.file_stem()) else { return false };
        if self.folder != folder {
            (self.folder, self.counts) = (folder.to_owned(), HashMap::new());
            let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
            for name in names.filter(|name| !Folder::is_sidecar(name.as_bytes())) {
                *self.counts.entry(Path::new(&name).file_stem().unwrap_or_default().to_owned()).or_default() += 1;
            }
        }
        self.counts.get(stem) == Some(&1)
    }
}

/// The path with an ending after its extension.
pub(super) fn with_suffix(mut path: PathBuf, suffix: &str) -> PathBuf {
    path.as_mut_os_string().push(suffix);
    path
}

/// Writes one sidecar.
fn write(
    gallery: &Gallery,
    target: &Path,
    media: &Described,
    tags: &[Tag],
    format: SidecarFormat,
    outputs: &mut Outputs<'_>,
) -> Result<Written> {
    let path = || target.to_owned();
    let n_bytes = target.file_name().unwrap_or_default().len();
    if n_bytes > MAX_NAME_BYTES {
        return Err(Error::NameTooLong { path: path(), n_bytes, limit: MAX_NAME_BYTES });
    }
    // Opening a pipe would wait for its reader.
    if let Some(found) = fs::metadata(target).ok().filter(|found| !found.is_file()) {
        let what = if found.is_dir() { "a folder" } else { "a pipe or device" };
        return Err(Error::NoFile { path: path(), what: what.to_owned() });
    }
    if format != SidecarFormat::Xmp {
        // In kohya's naming `a.png` and `a.jpg` share one sidecar: the second is refused.
        outputs.admit(target)?;
        let bytes = if format == SidecarFormat::Hydrus { hydrus::write(tags) } else { kohya::write(tags) };
        let written = outputs.write(target, bytes.as_bytes())?;
        let notes = target.with_extension("notes.json");
        if format != SidecarFormat::Hydrus || media.quotes.is_empty() && !notes.exists() {
            return Ok(written);
        }
        // An empty list replaces notes that were exported before and are gone.
        outputs.admit(&notes)?;
        let noted = outputs.write(&notes, hydrus::write_notes(&media.quotes).as_bytes())?;
        return Ok(if written == Written::Unchanged { noted } else { written });
    }
    let present = match fs::read(target) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Error::io("read", target)(error)),
    };
    let bytes = xmp_of(gallery, media, tags, present.as_deref())?;
    match present {
        Some(present) => outputs.write_changed(target, &present, &bytes),
        None => outputs.write(target, &bytes),
    }
}

/// An XMP file of what goes out of a media, to lie beside a copy of it; none if nothing does.
pub(super) fn xmp_beside(gallery: &Gallery, media: &Described) -> Result<Option<Vec<u8>>> {
    let tags = exported_tags(media, false);
    if tags.is_empty() && media.quotes.is_empty() {
        return Ok(None);
    }
    xmp_of(gallery, media, &tags, None).map(Some)
}

fn xmp_of(gallery: &Gallery, media: &Described, tags: &[Tag], present: Option<&[u8]>) -> Result<Vec<u8>> {
    let vocabulary = gallery.vocabulary()?;
    let meaning = |keyword: &str| gallery.renamed(&vocabulary.place(keyword)?).ok();
    Ok(xmp::write(present, &xmp::Export { tags, quotes: &media.quotes }, &meaning)?)
}
