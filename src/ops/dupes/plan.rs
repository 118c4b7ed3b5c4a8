//! What would become of the members of groups: which files go to the trash, what the ones that are kept take over, and what
//! stays where it is, and why.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::super::alike::GroupKind;
use super::super::described::find_described;
use super::super::error::Result;
use super::super::inode::Inode;
use super::super::{Described, Gallery, trash};
use super::{DuplicateGroup, DuplicateMember};
use crate::catalog::Source;
use crate::fingerprint::ContentHash;
use crate::tag::{CHARACTER, SERIES, Tag};

/// How the groups are resolved.
#[derive(Clone, Debug, Default)]
pub struct ResolveOptions {
    /// For scenes and frames, take over all tags; otherwise series and characters only.
    pub all_tags: bool,
    /// The trash of the person's home, for files on its mount.
    pub trash: PathBuf,
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
    /// Its size in bytes.
    pub bytes: u64,
    /// Tags that the one that is kept does not have yet.
    pub tags: Vec<Tag>,
    /// Notes that it does not have yet.
    pub quotes: Vec<String>,
    /// Why nothing becomes of it.
    pub refused: Option<Refusal>,
}

/// Why a member of a group stays where it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not certain that it shows the same.
    #[error("it may be an alternate")]
    Alternate,
    /// The file to keep is not there now.
    #[error("{} cannot be reached", .0.display())]
    NoKeeper(PathBuf),
    /// It is not there now.
    #[error("it cannot be reached")]
    Unreachable,
    /// An animation of which the one to keep is a part.
    #[error("it shows more than the one that is kept")]
    ShowsMore,
    /// The two paths lead to one file.
    #[error("it and the one that is kept are one file")]
    OneFile,
    /// The file system does not let it be moved.
    #[error("{0}")]
    Immovable(String),
}

/// Plans what becomes of some groups: which files go, and which tags are taken over.
///
/// Alternates are left alone, and so is an animation of which the one that is kept shows only a part.
pub fn plan_resolve(gallery: &Gallery, groups: &[DuplicateGroup], options: &ResolveOptions) -> Result<Vec<Move>> {
    let (mut moves, mut planned) = (Vec::new(), BTreeSet::new());
    for group in groups {
        let Some(kept) = group.members.iter().find(|member| member.path == group.keep) else { continue };
        // What another command has forgotten since the groups were listed stays where it is.
        let Some(keeper) = find_described(gallery, &kept.hash)? else { continue };
        let (mut tags, mut quotes) = (names(&keeper), keeper.quotes.iter().cloned().collect::<BTreeSet<_>>());
        for member in group.members.iter().filter(|member| member.path != group.keep) {
            // A file can be in an exact group and in another one.
            if !planned.insert(member.path.clone()) {
                continue;
            }
            let Some(media) = find_described(gallery, &member.hash)? else { continue };
            let refused = refusal(group, &keeper, member, &media, options);
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
                bytes: member.bytes,
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

fn refusal(
    group: &DuplicateGroup,
    keeper: &Described,
    member: &DuplicateMember,
    media: &Described,
    options: &ResolveOptions,
) -> Option<Refusal> {
    /// The most that a member may show beyond the one that is kept, in milliseconds: about the time of a frame.
    const SLACK_MS: i64 = 250;
    let run_ms = media.facts.duration_ms.unwrap_or(0);
    let shared_ms =
        member.overlap.map(|o| i64::try_from((o.to.saturating_sub(o.from)).as_millis()).unwrap_or(i64::MAX));
    if !member.certain {
        return Some(Refusal::Alternate);
    }
    let Some(kept) = Inode::of(&group.keep) else { return Some(Refusal::NoKeeper(group.keep.clone())) };
    if keeper.readable().is_none() || media.readable().is_none() || member.offline {
        return Some(Refusal::Unreachable);
    }
    if shared_ms.is_some_and(|shared| run_ms - shared > SLACK_MS) {
        return Some(Refusal::ShowsMore);
    }
    if Inode::of(&member.path) == Some(kept) {
        return Some(Refusal::OneFile);
    }
    trash::find_place(&member.path, &options.trash).err().map(|error| Refusal::Immovable(error.to_string()))
}
