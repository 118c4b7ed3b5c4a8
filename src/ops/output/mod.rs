//! The one gate for everything that is written for a person: sheets, maps, copies of thumbnails, sidecars, manual pages,
//! backups.
//!
//! **Where.** Nothing is written in an imported folder (sidecars beside their files apart, when they are asked for) nor in a
//! folder that holds a gallery. The gallery's own folder takes files whose names are not the gallery's: `demo/sheet.png`
//! where the gallery is `demo`, but not `demo/catalog.db` or `demo/thumbs/…` ([`place::is_free_name`]).
//!
//! **Over what.** A file that is there is replaced if it still is as we wrote it, if the person asked for that (`force`),
//! or, where something is added to a sidecar, if it still is as it was read. The catalogue remembers what was written to
//! each path (its hash), before the file gets its name: a kill at any time leaves a file that is known. Marks in the files
//! would not do, since text sidecars have no place for any, and a picture that someone has drawn on keeps its marks. A
//! gallery that cannot be written remembers nothing: then the next run needs `force`, unless it writes the same bytes.
//! Manual pages need no gallery; they begin with a line that holds the hash of the rest.
//!
//! **How.** A file gets its name when it is whole ([`Part`]), and keeps the permissions of the one it replaces. A link is
//! followed and stays. A pipe or a terminal is written to as it is ([`stream`]: a pipe that nobody reads is an error, not a
//! wait); a disk's device, a socket or a folder is refused.

mod place;
mod stream;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

pub(super) use place::MAX_NAME_BYTES;
use place::Place;

use super::error::Result;
use super::gallery::CatalogFile;
use super::part::Part;
use super::{Error, Gallery};
use crate::fingerprint::ContentHash;

/// The beginning of the line that marks a manual page as ours; `man` takes it for a comment.
const MARK: &str = ".\\\" nakigao wrote the rest, whose BLAKE3 is ";

/// The largest file that is read as a manual page of ours, in bytes; the longest has 12 KB.
const MAX_PAGE_BYTES: u64 = 1 << 20;

/// What one command writes, and what it may replace.
#[derive(Debug)]
pub struct Outputs<'g> {
    gallery: Option<&'g Gallery>,
    /// Imported folders, and those that are about to be, without links.
    roots: Vec<PathBuf>,
    force: bool,
    beside_originals: bool,
    /// Wait until the bytes are on the disk, since a power cut could lose them; not for what is easily made again.
    sync: bool,
    /// Called now and then while the reader of a pipe takes nothing: whether to give up.
    is_given_up: fn() -> bool,
    admitted: BTreeSet<PathBuf>,
    has_stream: bool,
}

/// What came of writing a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was written.
    Changed,
    /// It held these bytes already.
    Unchanged,
}

/// Which file may be replaced.
#[derive(Clone, Copy)]
enum Over<'a> {
    /// One that is as we wrote it, or any with `force`.
    Ours,
    /// One that holds these bytes.
    These(&'a [u8]),
}

impl<'g> Outputs<'g> {
    /// Outputs of a command on a gallery, or of one that needs none; `force` replaces files that are not ours.
    pub fn new(gallery: Option<&'g Gallery>, force: bool) -> Result<Self> {
        let roots = gallery.map_or(Ok(Vec::new()), |gallery| gallery.catalog.list_root_paths())?;
        let roots = roots.into_iter().map(|(_, path)| path).collect();
        let (beside_originals, sync) = (false, true);
        Ok(Self {
            gallery,
            roots,
            force,
            beside_originals,
            sync,
            is_given_up: || false,
            admitted: BTreeSet::new(),
            has_stream: false,
        })
    }

    /// The same where these files and folders are about to be imported.
    #[must_use]
    pub fn before_import(mut self, paths: &[PathBuf]) -> Self {
        let folders = paths.iter().filter_map(|path| path.canonicalize().ok());
        self.roots.extend(
            folders.filter_map(|path| if path.is_dir() { Some(path) } else { Some(path.parent()?.to_owned()) }),
        );
        self
    }

    /// The same where `is_given_up`, asked now and then, ends the wait for the reader of a pipe.
    #[must_use]
    pub fn given_up_when(mut self, is_given_up: fn() -> bool) -> Self {
        self.is_given_up = is_given_up;
        self
    }

    /// The same for sidecars beside originals.
    pub(super) fn beside_originals(mut self) -> Self {
        self.beside_originals = true;
        self
    }

    /// The same for what can be made again at any time, in large numbers.
    pub(super) fn without_sync(mut self) -> Self {
        self.sync = false;
        self
    }

    /// Checks, before any work is done, that a file may be written and is named once.
    ///
    /// # Errors
    /// Why it may not.
    pub fn admit(&mut self, path: &Path) -> Result<()> {
        match self.place(path)? {
            Place::File(real) => {
                self.require_ours(path, &real)?;
                if !self.admitted.insert(real) {
                    return Err(Error::WrittenTwice { path: path.to_owned() });
                }
            }
            Place::Stream(..) => self.has_stream = true,
        }
        Ok(())
    }

    /// Takes back that files were admitted, which are drawn anew.
    pub(super) fn withdraw(&mut self, files: &[PathBuf]) {
        let places = files.iter().filter_map(|path| self.place(path).ok());
        let real = places.filter_map(|place| if let Place::File(real) = place { Some(real) } else { None });
        for real in real.collect::<Vec<_>>() {
            self.admitted.remove(&real);
        }
    }

    /// Checks what [`Outputs::admit`] does of a file that may get another name yet.
    pub(super) fn check(&self, path: &Path) -> Result<()> {
        match self.place(path)? {
            Place::File(real) => self.require_ours(path, &real).map(drop),
            Place::Stream(..) => Ok(()),
        }
    }

    /// Whether an admitted path leads to a pipe or the like: it may be where answers go, and is not to be mixed with them.
    pub fn has_stream(&self) -> bool {
        self.has_stream
    }

    /// Checks that files may be written to a folder, which need not be there yet.
    ///
    /// # Errors
    /// If it lies among originals or in a gallery.
    pub(super) fn admit_folder(&self, folder: &Path) -> Result<()> {
        self.refuse_place(folder, &place::real_folder(folder)?.join("any name"))
    }

    /// Where a file that must not exist yet would be written.
    pub(super) fn admit_new(&self, path: &Path) -> Result<PathBuf> {
        match self.place(path)? {
            Place::File(real) if path.symlink_metadata().is_err() => Ok(real),
            _ => Err(Error::Exists { path: path.to_owned() }),
        }
    }

    /// Writes a file as a whole.
    ///
    /// # Errors
    /// If it may not be written there, or cannot be.
    pub fn write(&self, path: &Path, bytes: &[u8]) -> Result<Written> {
        self.put(path, bytes, Over::Ours)
    }

    /// Writes a manual page, marked as ours.
    ///
    /// # Errors
    /// As [`Outputs::write`].
    pub fn write_page(&self, path: &Path, page: &[u8]) -> Result<Written> {
        let marked = [format!("{MARK}{}\n", ContentHash::of(page)).as_bytes(), page].concat();
        self.put(path, &marked, Over::Ours)
    }

    /// Replaces a file by a changed version of itself, if it still holds the bytes that were `read`.
    pub(super) fn write_changed(&self, path: &Path, read: &[u8], bytes: &[u8]) -> Result<Written> {
        self.put(path, bytes, Over::These(read))
    }

    fn put(&self, path: &Path, bytes: &[u8], over: Over<'_>) -> Result<Written> {
        let real = match self.place(path)? {
            Place::File(real) => real,
            Place::Stream(stream, _) => {
                return stream::write(path, &stream, bytes, self.is_given_up).map(|()| Written::Changed);
            }
        };
        let present = fs::metadata(&real).ok();
        if let Some(present) = &present {
            let same_size = present.len() == bytes.len() as u64;
            if same_size && fs::read(&real).map_err(Error::io("read", path))? == bytes {
                return Ok(Written::Unchanged);
            }
        }
        let present_hash = match over {
            _ if present.is_none() => None,
            Over::Ours => self.require_ours(path, &real)?,
            Over::These(read) if fs::read(&real).map_err(Error::io("read", path))? == read => None,
            Over::These(_) => return Err(Error::NotOurs { path: path.to_owned() }),
        };
        let folder = real.parent().unwrap_or(Path::new("/"));
        let failed = Error::io("write", path);
        let write = || {
            let mut part = Part::in_folder(folder)?;
            part.write(bytes)?;
            if let Some(present) = &present {
                part.set_permissions(present.permissions())?;
            }
            if self.sync {
                part.sync()?;
            }
            self.remember(&real, bytes, present_hash.as_ref());
            if present.is_some() { part.replace(&real) } else { part.claim(&real) }
        };
        match write() {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Error::NotOurs { path: path.to_owned() }),
            written => written.map(|()| Written::Changed).map_err(failed),
        }
    }

    /// Notes in the catalogue what is written to a path. If it cannot be written, the file counts as another's the next time.
    fn remember(&self, real: &Path, bytes: &[u8], present: Option<&ContentHash>) {
        if let Some(gallery) = self.gallery {
            let (name, hash) = (real.as_os_str().as_bytes(), ContentHash::of(bytes));
            let _ = gallery.catalog.put_output(name, &hash, bytes.len() as u64, present);
        }
    }

    /// Refuses a file that is there and is not as we wrote it, unless `force` allows to replace it. Returns its hash if it was
    /// computed.
    fn require_ours(&self, path: &Path, real: &Path) -> Result<Option<ContentHash>> {
        let Ok(present) = fs::metadata(real) else { return Ok(None) };
        if self.force {
            return Ok(None);
        }
        // A file of another size than we wrote need not be read.
        let name = real.as_os_str().as_bytes();
        if let Some(gallery) = self.gallery
            && gallery.catalog.may_be_output(name, present.len())?
        {
            let hash = ContentHash::of(&fs::read(real).map_err(Error::io("read", path))?);
            if gallery.catalog.is_output(name, &hash)? {
                return Ok(Some(hash));
            }
        }
        if is_marked(real) { Ok(None) } else { Err(Error::NotOurs { path: path.to_owned() }) }
    }

    fn place(&self, path: &Path) -> Result<Place> {
        let place = place::find(path)?;
        if let Place::File(real) | Place::Stream(_, Some(real)) = &place {
            self.refuse_place(path, real)?;
        }
        Ok(place)
    }

    /// Refuses a place among originals or in a gallery; the innermost of both that holds it decides.
    fn refuse_place(&self, path: &Path, real: &Path) -> Result<()> {
        let in_gallery = |dir: &Path| Err(Error::InGallery { path: path.to_owned(), dir: dir.to_owned() });
        let own = match self.gallery {
            Some(gallery) => Some(place::real_folder(&gallery.dir)?),
            None => None,
        };
        if let Some(gallery) = self.gallery
            && real.starts_with(place::real_folder(gallery.thumbs.dir())?)
        {
            return in_gallery(&gallery.dir);
        }
        for folder in real.ancestors().skip(1) {
            if !self.beside_originals && self.roots.iter().any(|root| root == folder) {
                return match real.symlink_metadata() {
                    Ok(_) => Err(Error::Exists { path: path.to_owned() }),
                    Err(_) => Err(Error::AmongOriginals { path: path.to_owned(), root: folder.to_owned() }),
                };
            }
            let is_own = own.as_deref() == Some(folder);
            if is_own || CatalogFile::of(folder) != CatalogFile::Other {
                let is_free = is_own && real.strip_prefix(folder).is_ok_and(place::is_free_name);
                return if is_free { Ok(()) } else { in_gallery(folder) };
            }
        }
        Ok(())
    }
}

/// Whether a file is a manual page of ours that nobody has changed.
fn is_marked(real: &Path) -> bool {
    let read = || {
        if fs::metadata(real).ok()?.len() > MAX_PAGE_BYTES {
            return None;
        }
        let bytes = fs::read(real).ok().filter(|bytes| bytes.starts_with(MARK.as_bytes()))?;
        let end = bytes.iter().position(|&byte| byte == b'\n')?;
        let said = std::str::from_utf8(bytes.get(MARK.len()..end)?).ok()?.parse::<ContentHash>().ok()?;
        Some(said == ContentHash::of(bytes.get(end + 1..)?))
    };
    read().unwrap_or(false)
}
