//! Files and media that show the same: groups of them, and which of each to keep.
//!
//! ```text
//! files with the same bytes ──────────────────────────▶ exact ┐
//! pairs found by ops/likeness ─▶ connected by certain pairs ─▶ near, scene, frame ┴▶ DuplicateGroup: one to keep, and why
//! ```
//! Nothing here changes a file; `resolve` does, when it is asked to.

mod exact;
mod extent;
mod keeper;
mod links;
mod listed;
mod measured;
mod near;
mod pending;
mod plan;
mod reject;
mod resolve;
mod sheet;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use super::alike::GroupKind;
use super::error::Result;
use super::inode::Inode;
use super::{BoundQuery, Gallery, Progress};
use crate::fingerprint::{ContentHash, Overlap, Transform};

pub use extent::Extent;
pub(super) use pending::settle_moves;
pub use plan::{Move, Refusal, ResolveOptions, plan_resolve};
pub use reject::reject;
pub use resolve::{Left, NotHeld, NotMoved, ResolveReport, resolve};
pub(super) use resolve::{holds, set_missing};
pub use sheet::{DuplicateSheet, duplicate_sheet};

/// What to look for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DupesOptions {
    /// Near-duplicates, scenes, frames and parts, too.
    pub near: bool,
    /// Also media that are perhaps alternates of the one to keep: another face, other colours.
    pub alternates: bool,
}

/// Files or media that show the same.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateGroup {
    /// In what way.
    pub kind: GroupKind,
    /// The one to keep.
    pub keep: PathBuf,
    /// Why that one: a sentence.
    pub reason: String,
    /// All of them, the one to keep first, then by path.
    pub members: Vec<DuplicateMember>,
}

/// One of several that show the same.
#[derive(Clone, Debug, PartialEq)]
pub struct DuplicateMember {
    /// Its path.
    pub path: PathBuf,
    /// Its content.
    pub hash: ContentHash,
    /// Its size in bytes.
    pub bytes: u64,
    /// Its root cannot be reached now.
    pub offline: bool,
    /// It is the file to keep itself under another name: a hard link, or its folder is mounted twice.
    pub one_file: bool,
    /// How far from the one to keep it is: 0 the same, 64 nothing in common.
    pub distance: u32,
    /// Whether it is certainly the same; otherwise it may be an alternate.
    pub certain: bool,
    /// What was done to the one to keep to make this one.
    pub transform: Transform,
    /// The stretch of time that it shares with the one to keep, which is the *other* of it.
    pub overlap: Option<Overlap>,
    /// Which frame of the one to keep it is.
    pub frame: Option<FramePlace>,
    /// How much of the one to keep it shows, and how large, where that is known.
    pub extent: Option<Extent>,
    /// What is wrong with it, if that is why another one is kept; as in "it is …".
    pub flaw: Option<&'static str>,
}

/// A frame of an animation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FramePlace {
    /// Its number, from 0.
    pub number: u32,
    /// When it appears, from the beginning of a run.
    pub at: Duration,
}

/// Lists the groups among the media that fit a query, exact ones first, then by the path of the one to keep. Media that
/// were not compared yet are compared first, which `progress` watches; when it breaks off, only exact groups are listed.
///
/// # Errors
/// If the catalogue cannot be read, or a comparison cannot be written down.
pub fn dupes(
    gallery: &Gallery,
    asked: &BoundQuery,
    options: DupesOptions,
    progress: &mut dyn Progress,
) -> Result<Vec<DuplicateGroup>> {
    let mut groups = exact::groups(gallery, asked)?;
    if options.near {
        let mut flow = super::likeness::catch_up(gallery, progress)?.map_continue(|()| Vec::new());
        if flow.is_continue() {
            let is_stored = super::likeness::is_free(gallery)?;
            flow = near::groups(gallery, asked, options.alternates, is_stored, progress)?;
        }
        groups.extend(flow.continue_value().into_iter().flatten());
    }
    for group in &mut groups {
        let kept = Inode::of(&group.keep);
        for member in group.members.iter_mut().filter(|member| member.path != group.keep) {
            member.one_file = kept.is_some() && Inode::of(&member.path) == kept;
        }
    }
    Ok(groups)
}

/// The bytes that are freed if only the one to keep of each group is left. Each file counts once, however many names and groups
/// it has. Frames, parts and possible alternates do not count, since they are no copies.
pub fn spare_bytes(groups: &[DuplicateGroup]) -> u64 {
    let mut counted = BTreeSet::new();
    let copies = groups.iter().filter(|group| group.kind.is_of_copies()).flat_map(|group| {
        group.members.iter().filter(|member| member.path != group.keep && member.certain && !member.one_file)
    });
    let is_new = |member: &&DuplicateMember| match Inode::of(&member.path) {
        Some(inode) => counted.insert((Some(inode), None)),
        None => counted.insert((None, Some(member.path.clone()))),
    };
    copies.filter(is_new).map(|member| member.bytes).sum()
}
