//! Files that hold the same bytes.

use std::path::{Path, PathBuf};

use super::super::alike::GroupKind;
use super::super::error::Result;
use super::super::selection::compile;
use super::super::trash::lies_in_trash;
use super::super::{BoundQuery, Gallery};
use super::{DuplicateGroup, DuplicateMember};
use crate::catalog::FileRow;
use crate::fingerprint::Transform;
use crate::query::expr::{Expr, Property, Query};

/// What is in a trash may be gone tomorrow: nothing outside of it is given up for it.
pub(super) const NOT_IN_TRASH: &str = "it is in no trash";

/// Lists the groups of equal files, each with the file to keep ([`choose`]).
pub(super) fn groups(gallery: &Gallery, asked: &BoundQuery) -> Result<Vec<DuplicateGroup>> {
    let Query { expr, order, limit } = asked.query.clone();
    let expr = Expr::And(vec![expr, Expr::Is(Property::Duplicate)]);
    let search = compile(gallery, &asked.instead(Query { expr, order, limit }))?;
    let mut groups = Vec::new();
    for id in gallery.catalog.list_found(&search)? {
        // Another command may have forgotten it meanwhile.
        let Some(media) = gallery.catalog.find_media_by_id(id)? else { continue };
        let files: Vec<FileRow> = gallery.catalog.list_files(id)?.into_iter().filter(|file| !file.missing).collect();
        let Some((keep, reason)) = choose(&files) else { continue };
        let mut members: Vec<_> = files
            .iter()
            .map(|file| DuplicateMember {
                path: file.path.clone(),
                hash: media.hash,
                bytes: media.facts.bytes,
                offline: file.offline,
                one_file: false,
                distance: 0,
                certain: true,
                transform: Transform::None,
                overlap: None,
                frame: None,
                extent: None,
                flaw: None,
            })
            .collect();
        members.sort_by_key(|member| (member.path != keep, member.path.clone()));
        groups.push(DuplicateGroup { kind: GroupKind::Exact, keep, reason: reason.to_owned(), members });
    }
    if order.is_none() {
        groups.sort_by(|a, b| a.keep.cmp(&b.keep));
    }
    Ok(groups)
}

/// The file to keep of several with the same bytes, and why: it lies in no trash, can be reached, has no name of a copy, is the
/// oldest, has the shortest path. The first of these that tells one file from all others is the reason.
pub(super) fn choose(files: &[FileRow]) -> Option<(PathBuf, &'static str)> {
    // The smallest number wins.
    type Rank = fn(&FileRow) -> i64;
    let rules: [(Rank, &str); 5] = [
        (|file| i64::from(lies_in_trash(&file.path)), NOT_IN_TRASH),
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
pub(super) fn looks_copied(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let stem = stem.trim_end_matches('~');
    let numbered = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let is_numbered =
        numbered.is_some_and(|(_, n)| !n.is_empty() && n.len() <= 2 && n.bytes().all(|b| b.is_ascii_digit()));
    is_numbered || [" copy", "-copy", "_copy", "コピー", " kopie", " copie"].iter().any(|end| stem.ends_with(end))
}
