//! From the paths a person names to roots and folders: what belongs together, what is known, what is not there.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::super::error::Result;
use super::super::gallery::now_ms;
use super::super::{Error, Gallery, Warning};
use super::report::ImportReport;
use super::scan::{LeftOut, LeftOutKind, lies_in_thumbnails};
use crate::catalog::{FILE_NAME, RootId};

/// A part of one root that is imported: the whole, a folder, or a single file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scope {
    /// The root's row.
    pub root: RootId,
    /// The root's path, absolute and without links.
    pub root_path: PathBuf,
    /// The folder or file below the root; empty for the whole root.
    pub folder: Vec<u8>,
    /// What templates are relative to: the folder a person named.
    pub base: PathBuf,
    /// Other paths that were named and lie in this one, sorted: taken even where a scan leaves out what is around them.
    pub inner: Vec<PathBuf>,
    /// The root was made for this one file.
    pub is_made_for_file: bool,
}

impl Scope {
    /// The folder or file itself.
    pub(super) fn path(&self) -> PathBuf {
        if self.folder.is_empty() {
            self.root_path.clone()
        } else {
            self.root_path.join(OsStr::from_bytes(&self.folder))
        }
    }

    /// Drops a root without files that was made for one file, or that is the folder of a gallery; the latter with a warning.
    pub(super) fn drop_needless_root(&self, gallery: &Gallery, report: &mut ImportReport) -> Result<()> {
        let catalogue = self.root_path.join(FILE_NAME);
        let is_gallery = report.left_out.iter().any(|one| one.path == catalogue);
        if (self.is_made_for_file || is_gallery) && !gallery.catalog.has_files(self.root)? {
            gallery.catalog.atomically(|| gallery.catalog.delete_root(self.root))?;
            if is_gallery {
                report.warnings.push(Warning::GalleryNamed { path: self.root_path.clone() });
            }
        }
        Ok(())
    }
}

/// Lists what to import, a scope for each path, none inside another. Roots are made where there are none; a folder takes
/// over the roots that lie in it, unless their disk is away. Thumbnails that this program made are left out of the list, with a warning.
pub(super) fn scopes(gallery: &Gallery, paths: &[PathBuf], report: &mut ImportReport) -> Result<Vec<Scope>> {
    let mut real: Vec<PathBuf> = paths.iter().map(|path| resolve(gallery, path)).collect::<Result<_>>()?;
    real.sort();
    real.dedup();
    let own = gallery.thumbs.dir().canonicalize().ok();
    real.retain(|path| {
        let is_ours = own.as_ref().is_some_and(|own| path.starts_with(own)) || lies_in_thumbnails(path);
        if is_ours {
            report.warnings.push(Warning::GalleryNamed { path: path.clone() });
            report.left_out.push(LeftOut { kind: LeftOutKind::Gallery, path: path.clone() });
        }
        !is_ours
    });
    let mut outermost: Vec<(PathBuf, Vec<PathBuf>)> = Vec::new();
    for path in real {
        match outermost.last_mut().filter(|(outer, _)| path.starts_with(outer)) {
            Some((_, inner)) => inner.push(path),
            None => outermost.push((path, Vec::new())),
        }
    }
    let scope = |(path, inner)| Ok(Scope { inner, ..scope(gallery, path)? });
    gallery.catalog.atomically(|| outermost.into_iter().map(scope).collect())
}

fn resolve(gallery: &Gallery, path: &Path) -> Result<PathBuf> {
    fs::canonicalize(path).map_err(|error| {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match gallery.root_of(&absolute) {
            Ok(Some((id, root, _))) if !gallery.is_online(id, &root).unwrap_or(true) => {
                Error::Offline { path: path.to_owned(), root }
            }
            _ => Error::unreached("read", path, error),
        }
    })
}

fn scope(gallery: &Gallery, path: PathBuf) -> Result<Scope> {
    // A folder that cannot be looked at must not be taken for a file: all that lies beside it would become a root.
    let is_dir = fs::metadata(&path).map_err(Error::io("read", &path))?.is_dir();
    let base = if is_dir { path.as_path() } else { path.parent().unwrap_or(&path) };
    let known = gallery.root_of(&path)?;
    let is_made_for_file = known.is_none() && !is_dir;
    let (root, root_path, folder) = match known {
        Some(known) => known,
        None => {
            let folder = path.strip_prefix(base).map(|below| below.as_os_str().as_bytes().to_vec()).unwrap_or_default();
            (gallery.catalog.ensure_root(base, now_ms())?, base.to_owned(), folder)
        }
    };
    if is_dir {
        for (id, inner) in gallery.catalog.list_root_paths()? {
            // The root of a disk that is away is no part of the empty folder in its place.
            if id != root && inner.starts_with(&path) && gallery.is_online(id, &inner)? {
                gallery.catalog.absorb_root(id, root, inner.strip_prefix(&root_path).unwrap_or(&inner))?;
            }
        }
    }
    Ok(Scope { root, root_path, folder, base: base.to_owned(), inner: Vec::new(), is_made_for_file })
}
