//! An open gallery: the catalogue, and the cache of thumbnails.

use std::fs;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Error;
use super::error::Result;
use super::orders::Orders;
use super::original::{self, is_absence};
use super::store::ThumbStore;
use crate::catalog::{Action, Catalog, FILE_NAME, JournalId, RootId, Source};
use crate::tag::Tag;
use crate::vocabulary::Vocabulary;

/// The first bytes of every SQLite database, the offset of its application id, and our application id.
const SQLITE: &[u8] = b"SQLite format 3\0";
const APPLICATION_ID_AT: usize = 68;
const APPLICATION_ID: [u8; 4] = *b"naki";

/// What the `catalog.db` of a folder is, by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CatalogFile {
    /// The catalogue of a gallery.
    Ours,
    /// A database that has no application yet, as one that is being made, or a file that is empty or cannot be read.
    Unclear,
    /// There is none, or it is another program's.
    Other,
}

impl CatalogFile {
    /// Looks into a folder. Not for a gallery that this process has open: closing the file would drop the POSIX locks that SQLite
    /// holds on it.
    pub(super) fn of(folder: &Path) -> Self {
        let path = folder.join(FILE_NAME);
        // Reading a pipe would wait.
        if !fs::metadata(&path).is_ok_and(|found| found.is_file()) {
            return Self::Other;
        }
        let mut header = [0; APPLICATION_ID_AT + APPLICATION_ID.len()];
        match original::open_named(&path).and_then(|mut file| file.read_exact(&mut header)) {
            Ok(()) if !header.starts_with(SQLITE) => Self::Other,
            Ok(()) if header.ends_with(&APPLICATION_ID) => Self::Ours,
            Ok(()) if header.ends_with(&[0; APPLICATION_ID.len()]) => Self::Unclear,
            Ok(()) => Self::Other,
            Err(_) => Self::Unclear,
        }
    }
}

/// An open gallery: its catalogue, its thumbnails and its vocabulary.
///
/// It is `Send` and not `Sync`: a program with several threads gives each its own [`Gallery::reader`].
#[derive(Debug)]
pub struct Gallery {
    pub(super) dir: PathBuf,
    /// Device and inode of its catalogue; none if it is only imagined.
    file: Option<(u64, u64)>,
    pub(super) thumbs: ThumbStore,
    pub(super) catalog: Catalog,
    /// Read when it is first needed: [`super::vocabulary`].
    pub(super) vocabulary: OnceLock<Arc<VersionedVocabulary>>,
    /// Called now and then while another command has the gallery for itself: whether to go on waiting.
    pub(super) waits: fn() -> bool,
    /// The vocabulary that any handle of this gallery has read last.
    pub(super) newest_vocabulary: Arc<Mutex<Option<Arc<VersionedVocabulary>>>>,
    /// What any handle of this gallery has sorted.
    pub(super) orders: Arc<Orders>,
}

/// A vocabulary, with a text that differs when its files have changed.
#[derive(Debug)]
pub(super) struct VersionedVocabulary {
    pub(super) version: String,
    /// Rules of the vocabulary that a person does not want: aliases among these are left out of it.
    pub(super) unwanted: Vec<(Tag, Tag)>,
    pub(super) vocabulary: Vocabulary,
}

impl Gallery {
    /// Opens the gallery in `dir`, whose thumbnails are in `thumbs`.
    ///
    /// # Errors
    /// If there is none, or its catalogue cannot be opened.
    pub fn open(dir: &Path, thumbs: &Path) -> Result<Self> {
        let file = dir.join(FILE_NAME);
        match fs::metadata(&file) {
            Err(error) if is_absence(&error) => return Err(Error::NoGallery { dir: dir.to_owned() }),
            Err(error) => return Err(Error::io("open", &file)(error)),
            Ok(metadata) if !metadata.is_file() => return Err(Error::NoGallery { dir: dir.to_owned() }),
            Ok(_) => {}
        }
        Self::with(dir, ThumbStore::at(thumbs), Catalog::open(&file)?)
    }

    /// Opens the gallery in `dir`, making it if there is none.
    ///
    /// # Errors
    /// If its folder or its catalogue cannot be made or opened.
    pub fn open_or_create(dir: &Path, thumbs: &Path) -> Result<Self> {
        fs::create_dir_all(dir).map_err(Error::io("make", dir))?;
        Self::with(dir, ThumbStore::at(thumbs), Catalog::open_or_create(&dir.join(FILE_NAME))?)
    }

    /// Opens a copy of the gallery in `dir`, or an empty one, that is gone when it is dropped: for saying what an import
    /// would do without keeping others from writing meanwhile.
    ///
    /// # Errors
    /// As [`Gallery::open`], but never that there is none.
    pub fn open_or_imagine(dir: &Path, thumbs: &Path) -> Result<Self> {
        let catalog = match Self::open(dir, thumbs) {
            Err(Error::NoGallery { .. }) => Catalog::in_memory()?,
            other => other?.catalog.imagine()?,
        };
        Self::with(dir, ThumbStore::at(thumbs), catalog)
    }

    /// A copy of the gallery, for trying out a change where the gallery cannot be written.
    pub(super) fn imagine(&self) -> Result<Self> {
        Self::with(&self.dir, self.thumbs.clone(), self.catalog.imagine()?)
    }

    fn with(dir: &Path, thumbs: ThumbStore, catalog: Catalog) -> Result<Self> {
        let (vocabulary, newest_vocabulary) = (OnceLock::new(), Arc::default());
        let gallery = Self {
            dir: dir.to_owned(),
            file: file_of(dir),
            thumbs,
            catalog,
            vocabulary,
            newest_vocabulary,
            orders: Arc::default(),
            waits: || false,
        };
        gallery.look_for_roots()?;
        Ok(gallery)
    }

    /// The same gallery, whose operations wait for a command that has it for itself as long as `waits`, asked now and then,
    /// says so; by itself they wait half a second.
    #[must_use]
    pub fn waiting_while(self, waits: fn() -> bool) -> Self {
        Self { waits, ..self }
    }

    /// Opens the gallery once more, only to be read, for another thread. It is cheap enough to hold ten of them: each keeps 4 MiB
    /// of the catalogue at most, and all share what is known of tags. No reader waits for a writer; every change through one fails.
    pub fn reader(&self) -> Result<Self> {
        let reader = Self::with(&self.dir, self.thumbs.clone(), self.catalog.reader()?)?;
        let (newest_vocabulary, orders) = (Arc::clone(&self.newest_vocabulary), Arc::clone(&self.orders));
        Ok(Self { newest_vocabulary, orders, ..reader })
    }

    /// Looks again at what was looked at when the gallery was opened: which roots can be reached, and the vocabulary's files. What
    /// the catalogue holds needs no such look: each call sees what was committed before it.
    ///
    /// # Errors
    /// If a vocabulary file cannot be read or understood.
    pub fn refresh(&mut self) -> Result<()> {
        self.look_for_roots()?;
        self.refresh_vocabulary()
    }

    /// Whether its catalogue still lies where it was opened, and no other in its place.
    pub fn is_there(&self) -> bool {
        file_of(&self.dir) == self.file
    }

    /// A number that is another one after another handle or another program has changed the catalogue.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.catalog.data_version()?)
    }

    /// Gives up what is asked from now on and takes the catalogue longer than that; `None` waits for it.
    pub fn limit_time(&mut self, limit: Option<Duration>) -> Result<()> {
        Ok(self.catalog.limit_time(limit)?)
    }

    /// Whether it can be changed.
    pub fn is_writable(&self) -> bool {
        self.catalog.is_writable()
    }

    /// Makes a person's change in one transaction and one entry of the journal. The entry is returned if anything changed.
    pub(super) fn change<T>(
        &self,
        action: &Action,
        work: impl FnOnce(JournalId) -> Result<T>,
    ) -> Result<(T, Option<JournalId>)> {
        self.catalog.atomically(|| {
            let entry = self.catalog.open_entry(action, Source::Hand, now_ms())?;
            let done = work(entry)?;
            Ok((done, self.catalog.close_entry(entry)?))
        })
    }

    /// The root that holds a path, and the path below it; the innermost where several do.
    pub(super) fn root_of(&self, path: &Path) -> Result<Option<(RootId, PathBuf, Vec<u8>)>> {
        let roots = self.catalog.list_root_paths()?;
        let holding = roots.into_iter().filter_map(|(id, root)| {
            let below = path.strip_prefix(&root).ok()?.as_os_str().as_bytes().to_vec();
            Some((id, root, below))
        });
        Ok(holding.min_by_key(|(_, _, below)| below.len()))
    }

    /// Notes which roots cannot be reached now. One that cannot be looked at counts as offline, which loses no record.
    pub(super) fn look_for_roots(&self) -> Result<()> {
        let mut offline = Vec::new();
        for (root, path) in self.catalog.list_root_paths()? {
            if !self.is_online(root, &path)? {
                offline.push(root);
            }
        }
        Ok(self.catalog.set_offline_roots(&offline)?)
    }

    /// Whether a root's files can be reached. An empty folder that held files counts as offline: it may be the mount point of a
    /// disk that is not mounted, and if it was emptied, nothing is lost by that.
    pub(super) fn is_online(&self, root: RootId, path: &Path) -> Result<bool> {
        match fs::read_dir(path).map(|mut entries| entries.next().is_none()) {
            Ok(true) => Ok(!self.catalog.has_present(root)?),
            // A folder that may not be listed is there.
            Ok(false) => Ok(true),
            Err(_) => Ok(path.is_dir()),
        }
    }
}

/// Device and inode of the catalogue in a folder.
fn file_of(dir: &Path) -> Option<(u64, u64)> {
    fs::metadata(dir.join(FILE_NAME)).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Nanoseconds since 1970.
pub(super) fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fits a type in one way, or in two if it is `Sync`: then which one is meant cannot be told.
    trait OnlyUnlessSync<Way> {
        fn holds() {}
    }
    impl<T: ?Sized> OnlyUnlessSync<()> for T {}
    impl<T: ?Sized + Sync> OnlyUnlessSync<u8> for T {}

    #[test]
    fn a_gallery_goes_to_another_thread_and_is_not_shared() {
        fn is_sent<T: Send>() {}
        is_sent::<Gallery>();
        // Does not compile for a type that is `Sync`.
        <Gallery as OnlyUnlessSync<_>>::holds();
    }

    #[test]
    fn all_handles_of_a_gallery_share_one_vocabulary() {
        let dir = tempfile::tempdir().unwrap();
        let mut gallery = Gallery::open_or_create(dir.path(), &dir.path().join("thumbs")).unwrap();
        let (first, second) = (gallery.reader().unwrap(), gallery.reader().unwrap());
        let all_one = |gallery: &Gallery| {
            let words = gallery.vocabulary().unwrap();
            [&first, &second].iter().all(|reader| std::ptr::eq(reader.vocabulary().unwrap(), words))
        };
        assert!(all_one(&gallery));
        gallery.refresh().unwrap();
        assert!(all_one(&gallery), "nothing changed");
    }

    #[test]
    fn a_catalogue_is_told_by_its_first_bytes_and_a_pipe_is_not_waited_for() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join(FILE_NAME);
        let database = |id: &[u8; 4]| [SQLITE, &[1; APPLICATION_ID_AT - SQLITE.len()], id, &[1; 28]].concat();
        assert_eq!(CatalogFile::of(dir.path()), CatalogFile::Other);
        for (bytes, kind) in [
            (database(b"naki"), CatalogFile::Ours),
            (database(&[0; 4]), CatalogFile::Unclear),
            (Vec::new(), CatalogFile::Unclear),
            (database(b"GPKG"), CatalogFile::Other),
            (vec![b'x'; 100], CatalogFile::Other),
        ] {
            fs::write(&file, bytes).unwrap();
            assert_eq!(CatalogFile::of(dir.path()), kind);
        }
        fs::remove_file(&file).unwrap();
        let mode = rustix::fs::Mode::RUSR;
        rustix::fs::mknodat(rustix::fs::CWD, &file, rustix::fs::FileType::Fifo, mode, 0).unwrap();
        assert_eq!(CatalogFile::of(dir.path()), CatalogFile::Other);
    }
}
