//! Files that hold the same bytes, and which of them to keep.

use std::path::{Path, PathBuf};

use super::error::Result;
use super::selection::compile;
use super::{Asked, Gallery};
use crate::catalog::FileRow;
use crate::fingerprint::ContentHash;
use crate::query::expr::{Expr, Property, Query};

/// Files with the same content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateGroup {
    /// The content.
    pub hash: ContentHash,
    /// The size of each.
    pub bytes: u64,
    /// The one to keep.
    pub keep: PathBuf,
    /// Why that one.
    pub reason: &'static str,
    /// All of them, the one to keep first, then by path.
    pub members: Vec<DuplicateMember>,
}

/// One of several equal files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DuplicateMember {
    /// Its path.
    pub path: PathBuf,
    /// Its root cannot be reached now.
    pub offline: bool,
}

/// Lists the groups of equal files among the media that fit a query, by the path of the file to keep.
///
/// The file to keep is one that can be reached, whose name does not look like a copy's, the oldest, the one with the
/// shortest path: the first of these that tells them apart is the reason.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn dupes(gallery: &Gallery, asked: &Asked) -> Result<Vec<DuplicateGroup>> {
    let Query { expr, order, limit } = asked.query.clone();
    let expr = Expr::And(vec![expr, Expr::Is(Property::Duplicate)]);
    let search = compile(gallery, &Asked { query: Query { expr, order, limit }, ..*asked })?;
    let mut groups = Vec::new();
    for id in gallery.catalog.list_found(&search)? {
        let media = gallery.catalog.media(id)?;
        let files: Vec<FileRow> = gallery.catalog.list_files(id)?.into_iter().filter(|file| !file.missing).collect();
        let Some((keep, reason)) = choose(&files) else { continue };
        let mut members: Vec<_> =
            files.iter().map(|file| DuplicateMember { path: file.path.clone(), offline: file.offline }).collect();
        members.sort_by_key(|member| (member.path != keep, member.path.clone()));
        groups.push(DuplicateGroup { hash: media.hash, bytes: media.bytes, keep, reason, members });
    }
    if order.is_none() {
        groups.sort_by(|a, b| a.keep.cmp(&b.keep));
    }
    Ok(groups)
}

fn choose(files: &[FileRow]) -> Option<(PathBuf, &'static str)> {
    // The smallest number wins.
    type Rank = fn(&FileRow) -> i64;
    let rules: [(Rank, &str); 4] = [
        (|file| i64::from(file.offline), "it can be reached now"),
        (|file| i64::from(looks_copied(&file.path)), "its name is not a copy's"),
        (|file| file.stamp.mtime_ns, "it is the oldest"),
        (|file| file.path.as_os_str().len() as i64, "its path is the shortest"),
    ];
    let mut left: Vec<&FileRow> = files.iter().collect();
    for (key, reason) in rules {
        let best = left.iter().map(|file| key(file)).min()?;
        left.retain(|file| key(file) == best);
        if let [only] = left.as_slice() {
            return Some((only.path.clone(), reason));
        }
    }
    left.iter().map(|file| file.path.clone()).min().map(|path| (path, "it comes first by name"))
}

/// `name (1)`, `name copy`, `name - Copy (2)`, `name のコピー`, `name~`: what file managers and browsers make of a name.
fn looks_copied(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = stem.trim_end_matches('~');
    let numbered = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let is_numbered =
        numbered.is_some_and(|(_, n)| !n.is_empty() && n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    is_numbered || [" copy", "-copy", "_copy", "コピー", " kopie", " copie"].iter().any(|end| stem.ends_with(end))
}
