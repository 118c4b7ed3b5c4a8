//! All of it: the catalogue, the thumbnails, and the lock that keeps two imports apart.

use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use super::Error;
use super::error::Result;
use super::store::ThumbStore;
use crate::catalog::{Catalog, RootId};
use crate::vocabulary::Vocabulary;

const CATALOG: &str = "catalog.db";

/// An open gallery.
#[derive(Debug)]
pub struct Gallery {
    pub(super) dir: PathBuf,
    pub(super) thumbs: ThumbStore,
    pub(super) catalog: Catalog,
    /// Made when it is first needed: [`super::words`].
    pub(super) vocabulary: OnceLock<Vocabulary>,
}

/// Held by a command that needs the gallery for itself; let go when dropped, also by a kill.
#[derive(Debug)]
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

impl Gallery {
    /// Opens the gallery in `dir`, whose thumbnails are in `thumbs`.
    ///
    /// # Errors
    /// If there is none, or its catalogue cannot be opened.
    pub fn open(dir: &Path, thumbs: &Path) -> Result<Self> {
        let file = dir.join(CATALOG);
        if !file.is_file() {
            return Err(Error::NoGallery { dir: dir.to_owned() });
        }
        let gallery = Self {
            dir: dir.to_owned(),
            thumbs: ThumbStore::at(thumbs),
            catalog: Catalog::open(&file)?,
            vocabulary: OnceLock::new(),
        };
        gallery.look_for_roots()?;
        Ok(gallery)
    }

    /// Opens the gallery in `dir`, making it if there is none.
    ///
    /// # Errors
    /// If its folder or its catalogue cannot be made or opened.
    pub fn open_or_create(dir: &Path, thumbs: &Path) -> Result<Self> {
        fs::create_dir_all(dir).map_err(Error::io("make", dir))?;
        let catalog = Catalog::open_or_create(&dir.join(CATALOG))?;
        let gallery =
            Self { dir: dir.to_owned(), thumbs: ThumbStore::at(thumbs), catalog, vocabulary: OnceLock::new() };
        gallery.look_for_roots()?;
        Ok(gallery)
    }

    /// Opens the gallery in `dir`, or imagines an empty one there: for saying what an import would do.
    ///
    /// # Errors
    /// As [`Gallery::open`], but never that there is none.
    pub fn open_or_imagine(dir: &Path, thumbs: &Path) -> Result<Self> {
        match Self::open(dir, thumbs) {
            Err(Error::NoGallery { .. }) => Ok(Self {
                dir: dir.to_owned(),
                thumbs: ThumbStore::at(thumbs),
                catalog: Catalog::in_memory()?,
                vocabulary: OnceLock::new(),
            }),
            other => other,
        }
    }

    /// Takes the gallery for this command alone, and settles what a kill broke off.
    pub(super) fn lock(&self) -> Result<Lock> {
        let path = self.dir.join("lock");
        let file =
            File::options().create(true).truncate(false).write(true).open(&path).map_err(Error::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {
                super::dupes::settle_moves(self)?;
                Ok(Lock(file))
            }
            Err(fs::TryLockError::WouldBlock) => Err(Error::Locked { dir: self.dir.clone() }),
            Err(fs::TryLockError::Error(source)) => Err(Error::Io { doing: "lock", path, source }),
        }
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

    fn look_for_roots(&self) -> Result<()> {
        let roots = self.catalog.list_root_paths()?;
        let offline: Vec<RootId> = roots.into_iter().filter(|(_, path)| !path.is_dir()).map(|(id, _)| id).collect();
        Ok(self.catalog.set_offline_roots(&offline)?)
    }
}

/// Milliseconds since 1970.
pub(super) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
