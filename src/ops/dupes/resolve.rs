//! Keeping one of each group: its tags grow by what the others had, the others' files go to the desktop's trash.
//!
//! Tags are committed before the first file moves, and a file moves only if it and the one that is kept still hold what
//! the catalogue says. Nothing is deleted: what was moved can be restored from the trash, and the next import finds it again
//! with all its tags, which stay on its media.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::super::error::Result;
use super::super::gallery::now_ms;
use super::super::show::describe_by_hash;
use super::super::{Described, Error, Event, Gallery, Progress};
use super::{DuplicateGroup, DuplicateMember, GroupKind};
use crate::catalog::{JournalId, Source};
use crate::fingerprint::ContentHash;
use crate::tag::{CHARACTER, SERIES, Tag};

/// How the groups are resolved.
#[derive(Clone, Debug, Default)]
pub struct ResolveOptions {
    /// For scenes and frames, take over all tags; otherwise series and characters only.
    pub all_tags: bool,
    /// What the journal says of it.
    pub command: String,
}

/// What becomes of one member of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The file that is kept.
    pub keep: PathBuf,
    /// Its content.
    pub keep_hash: ContentHash,
    /// The file that goes to the trash.
    pub path: PathBuf,
    /// Its content.
    pub hash: ContentHash,
    /// Tags that the one that is kept does not have yet.
    pub tags: Vec<Tag>,
    /// Notes that it does not have yet.
    pub quotes: Vec<String>,
    /// Why nothing becomes of it.
    pub refused: Option<String>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ResolveReport {
    /// Files that were moved to the trash.
    pub trashed: Vec<PathBuf>,
    /// The bytes they take.
    pub bytes: u64,
    /// Tags and notes that were taken over.
    pub copied: u64,
    /// Files that were left, and why.
    pub left: Vec<(PathBuf, String)>,
}

/// Says what would become of some groups: which files would go, which tags be taken over.
///
/// Alternates are left alone, and so is an animation of which the one that is kept shows only a part.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn plan_resolve(gallery: &Gallery, groups: &[DuplicateGroup], options: &ResolveOptions) -> Result<Vec<Move>> {
    let (mut moves, mut planned) = (Vec::new(), BTreeSet::new());
    for group in groups {
        let Some(kept) = group.members.iter().find(|member| member.path == group.keep) else { continue };
        let keeper = describe_by_hash(gallery, &kept.hash)?;
        let (mut tags, mut quotes) = (names(&keeper), keeper.quotes.iter().cloned().collect::<BTreeSet<_>>());
        for member in group.members.iter().filter(|member| member.path != group.keep) {
            // A file can be in an exact group and in another one.
            if !planned.insert(member.path.clone()) {
                continue;
            }
            let media = describe_by_hash(gallery, &member.hash)?;
            let refused = refusal(group, &keeper, member, &media);
            let is_taken = |tag: &Tag| {
                options.all_tags
                    || matches!(group.kind, GroupKind::Exact | GroupKind::Near)
                    || [SERIES, CHARACTER].contains(&tag.namespace())
            };
            let own = media.tags.iter().filter(|tag| tag.confirmed && tag.source != Source::Implied).map(|t| &t.tag);
            let new_tags: Vec<Tag> =
                own.filter(|tag| refused.is_none() && is_taken(tag) && tags.insert((*tag).clone())).cloned().collect();
            let mut new_quotes = Vec::new();
            if refused.is_none() && (options.all_tags || matches!(group.kind, GroupKind::Exact | GroupKind::Near)) {
                new_quotes.extend(media.quotes.iter().filter(|quote| quotes.insert((*quote).clone())).cloned());
            }
            moves.push(Move {
                keep: group.keep.clone(),
                keep_hash: kept.hash,
                path: member.path.clone(),
                hash: member.hash,
                tags: new_tags,
                quotes: new_quotes,
                refused,
            });
        }
    }
    Ok(moves)
}

fn names(media: &Described) -> BTreeSet<Tag> {
    media.tags.iter().filter(|tag| tag.confirmed).map(|tag| tag.tag.clone()).collect()
}

fn refusal(group: &DuplicateGroup, keeper: &Described, member: &DuplicateMember, media: &Described) -> Option<String> {
    /// What a member may show beyond the one that is kept: a frame's time.
    const SLACK_MS: i64 = 250;
    let run_ms = media.duration_ms.unwrap_or(0);
    let shared_ms =
        member.overlap.map(|o| i64::try_from((o.to.saturating_sub(o.from)).as_millis()).unwrap_or(i64::MAX));
    if !member.certain {
        Some("it may be an alternate".to_owned())
    } else if !group.keep.exists() {
        Some(format!("{} cannot be reached", group.keep.display()))
    } else if keeper.readable().is_none() || media.readable().is_none() || member.offline {
        Some("it cannot be reached".to_owned())
    } else if shared_ms.is_some_and(|shared| run_ms - shared > SLACK_MS) {
        Some("it shows more than the one that is kept".to_owned())
    } else {
        None
    }
}

/// Takes over tags and notes, then moves files to the trash. `progress` can stop it between two files.
///
/// # Errors
/// If the catalogue cannot be written. A file that cannot be moved is in the report.
pub fn resolve(
    gallery: &Gallery,
    moves: &[Move],
    options: &ResolveOptions,
    progress: &mut dyn Progress,
) -> Result<ResolveReport> {
    let _lock = gallery.lock()?;
    let mut report = ResolveReport::default();
    let todo: Vec<&Move> = moves.iter().filter(|one| one.refused.is_none()).collect();
    let entry = take_over(gallery, &todo, options, &mut report)?;
    let mut flow = progress.on(Event::Planned { items: todo.len() as u64, bytes: 0 });
    for one in todo {
        if flow.is_break() {
            break;
        }
        match trash_one(one) {
            Ok(bytes) => {
                note(gallery, entry, &one.path)?;
                report.bytes += bytes;
                report.trashed.push(one.path.clone());
            }
            Err(reason) => report.left.push((one.path.clone(), reason)),
        }
        flow = progress.on(Event::Done { path: &one.path, bytes: 0 });
    }
    gallery.catalog.atomically(|| Ok::<_, Error>(gallery.catalog.close_entry(entry)?))?;
    Ok(report)
}

fn take_over(
    gallery: &Gallery,
    todo: &[&Move],
    options: &ResolveOptions,
    report: &mut ResolveReport,
) -> Result<JournalId> {
    let catalog = &gallery.catalog;
    catalog.atomically(|| {
        let entry = catalog.open_entry(&options.command, Source::Hand, now_ms())?;
        for one in todo {
            let Some(keeper) = catalog.find_media(&one.keep_hash)? else { continue };
            for tag in &one.tags {
                let id = gallery.ensure_tag(tag)?;
                report.copied += u64::from(catalog.put_on(keeper, id, Source::Copied, true, entry)?);
            }
            if !one.quotes.is_empty() {
                let notes = catalog.list_notes(keeper)?.into_iter().filter(|note| note.source == Source::Copied);
                let all: Vec<String> = notes.map(|note| note.text).chain(one.quotes.iter().cloned()).collect();
                catalog.set_notes(keeper, Source::Copied, &all, entry)?;
                report.copied += one.quotes.len() as u64;
            }
        }
        Ok(entry)
    })
}

/// Moves a file if it and the one that is kept are what they were; returns its size.
fn trash_one(one: &Move) -> std::result::Result<u64, String> {
    let path = one.path.as_path();
    let holds = |path: &Path, hash: &ContentHash| -> std::result::Result<u64, String> {
        let bytes = fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        if ContentHash::of(&bytes) == *hash {
            Ok(bytes.len() as u64)
        } else {
            Err(format!("{} has changed: import it again", path.display()))
        }
    };
    holds(&one.keep, &one.keep_hash)?;
    let n_bytes = holds(path, &one.hash)?;
    // Two names of one file: the trash would take both.
    let same = |a: &Path, b: &Path| a.canonicalize().ok().is_some_and(|real| b.canonicalize().ok() == Some(real));
    if same(path, &one.keep) {
        return Err("it is the one that is kept, by another name".to_owned());
    }
    trash::delete(path).map_err(|error| format!("it cannot be moved to the trash: {error}"))?;
    Ok(n_bytes)
}

fn note(gallery: &Gallery, entry: JournalId, path: &Path) -> Result<()> {
    let catalog = &gallery.catalog;
    catalog.atomically(|| -> Result<()> {
        catalog.note_trashed(entry, path.as_os_str().as_bytes())?;
        if let Some((root, _, below)) = gallery.root_of(path)?
            && let Some(file) = catalog.find_file(root, &below)?
        {
            catalog.set_missing(file.id, Some(now_ms()))?;
            catalog.refresh_media(file.media)?;
        }
        Ok(())
    })
}
