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
    type Rank = fn(&FileRow, &[&FileRow]) -> i64;
    let rules: [(Rank, &str); 5] = [
        (|file, _| i64::from(lies_in_trash(&file.path)), NOT_IN_TRASH),
        (|file, _| i64::from(file.offline), "it can be reached now"),
        (|file, all| n_copy_marks(&file.path, all.iter().map(|file| &*file.path)), "its name is not a copy's"),
        (|file, _| file.stamp.mtime_ns, "it is the oldest"),
        (|file, _| file.path.as_os_str().len() as i64, "its path is the shortest"),
    ];
    let mut left: Vec<&FileRow> = files.iter().collect();
    for (key, reason) in rules {
        let ranks: Vec<i64> = left.iter().map(|file| key(file, &left)).collect();
        let best = ranks.iter().min()?;
        left = left.iter().zip(&ranks).filter(|(_, rank)| *rank == best).map(|(file, _)| *file).collect();
        if let [only] = left.as_slice() {
            return Some((only.path.clone(), reason));
        }
    }
    left.iter().map(|file| file.path.clone()).min().map(|path| (path, "it comes first by name"))
}

/// How often a name was made a copy's by file managers and browsers: `name (1)`, `name copy`, `name - Copy`, `name (copy)`,
/// `name のコピー`, `name~` once, `name (3) (copy)` twice; `name_2` once beside `name` alone. A number alone may also be the original's.
pub(super) fn n_copy_marks<'a>(path: &Path, mut others: impl Iterator<Item = &'a Path>) -> i64 {
    let stem = stem(path);
    let is_numbered = |other: &str| {
        let number = stem.strip_prefix(other).and_then(|rest| rest.strip_prefix(['_', '-', ' ']));
        number.is_some_and(|number| matches!(number.len(), 1 | 2) && number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    i64::from(others.any(|other| is_numbered(&self::stem(other)))) + n_marks(&stem)
}

/// A file's name without its ending, in small letters.
fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn n_marks(stem: &str) -> i64 {
    const ENDS: [&str; 6] = [" copy", "-copy", "_copy", "コピー", " kopie", " copie"];
    let (mut rest, mut n) = (stem, 0);
    loop {
        let bracketed = rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')).filter(|(_, within)| {
            let is_number = matches!(within.len(), 1 | 2) && within.bytes().all(|byte| byte.is_ascii_digit());
            is_number || ENDS.iter().any(|end| within.ends_with(end.trim_start()))
        });
        let before = bracketed.map(|(before, _)| before).or_else(|| rest.strip_suffix('~'));
        let Some(before) = before.or_else(|| ENDS.iter().find_map(|end| rest.strip_suffix(end))) else { return n };
        (rest, n) = (before.trim_end(), n + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_copies_are_told_by_how_often_they_were_copied() {
        for (name, n) in [
            ("a.gif", 0),
            ("a (3).gif", 1),
            ("a (copy).gif", 1),
            ("a (3) (copy).gif", 2),
            ("a - Copy (2).gif", 2),
            ("a (another copy).gif", 1),
            ("a のコピー.gif", 1),
            ("a.gif~", 0),
            ("a~.gif", 1),
            ("a (2011).gif", 0),
            ("a (photocopy).gif", 1),
            ("(1).gif", 1),
            ("copy.gif", 0),
        ] {
            assert_eq!(n_copy_marks(Path::new(name), std::iter::empty()), n, "{name}");
        }
        for (name, other, n) in [
            ("b/Moonlight_2.png", "a/moonlight.png", 1),
            ("moonlight 12 (copy).png", "moonlight.png", 1),
            ("moonlight-12.jpg", "moonlight.png", 1),
            ("moonlight_2.png", "moonlight_1.png", 0),
            ("moonlight_2011.png", "moonlight.png", 0),
            ("moonlight2.png", "moonlight.png", 0),
            ("_2.png", "x.png", 0),
        ] {
            assert_eq!(n_copy_marks(Path::new(name), [Path::new(other)].into_iter()), n, "{name} beside {other}");
        }
    }
}
