//! Rules between tags: aliases and implications, a person's own and the vocabulary's.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

use super::error::Result;
use super::import::read_all_again;
use super::part::Part;
use super::vocabulary::read_vocabulary_file;
use super::{Error, Gallery, lists};
use crate::catalog::{Action, JournalId, Rule, RuleAction, RuleKind, Settled};
use crate::fingerprint::ContentHash;
use crate::query::expr::TagPattern;
use crate::tag::Tag;
use crate::vocabulary::{read_danbooru_csv, read_toml};

/// A change of one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleChange {
    /// The first tag is another name of the second: all media that have it have the second one in its place.
    Alias(Tag, Tag),
    /// The first tag implies the second.
    Imply(Tag, Tag),
    /// The first tag is called as the second from now on, on all media and whoever states it.
    Rename(Tag, Tag),
    /// The first tag is no longer another name of the second.
    RemoveAlias(Tag, Tag),
    /// The first tag no longer implies the second.
    RemoveImplication(Tag, Tag),
}

/// What a change of rules did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleReport {
    /// Rules that changed.
    pub changed: u64,
    /// Media whose tag was renamed.
    pub renamed: u64,
    /// The tag that was renamed, and what it is called now.
    pub names: Option<(Tag, Tag)>,
    /// Implied tags that were put on media.
    pub put_on: u64,
    /// Implied tags that were taken off.
    pub taken_off: u64,
    /// The tag that a rule leads to, if nothing is known of it, and one that may be meant.
    pub near_miss: Option<(Tag, Tag)>,
    /// The journal's entry, if anything was changed that it records.
    pub entry: Option<JournalId>,
}

impl RuleChange {
    fn action(&self) -> Action {
        let (change, tag, to) = match self {
            Self::Alias(tag, to) => (RuleAction::Alias, tag, to),
            Self::Imply(tag, to) => (RuleAction::Imply, tag, to),
            Self::Rename(tag, to) => (RuleAction::Rename, tag, to),
            Self::RemoveAlias(tag, to) => (RuleAction::RemoveAlias, tag, to),
            Self::RemoveImplication(tag, to) => (RuleAction::RemoveImplication, tag, to),
        };
        Action::ChangeRule { change, tag: tag.to_string(), to: to.to_string() }
    }
}

impl RuleReport {
    fn new(changed: u64, settled: Settled) -> Self {
        Self { changed, put_on: settled.put_on, taken_off: settled.taken_off, ..Self::default() }
    }
}

/// Changes a rule, at once for all media that are tagged already; one entry of the journal.
///
/// # Errors
/// If both tags are one, nothing is known of a tag that is to be renamed, rules would go round in a circle, which is then shown, or
/// the catalogue cannot be written; then nothing changed.
pub fn change_rule(gallery: &Gallery, change: &RuleChange) -> Result<RuleReport> {
    gallery.record_vocabulary()?;
    let catalog = &gallery.catalog;
    let near_miss = match change {
        RuleChange::Alias(_, to) | RuleChange::Imply(_, to) if !gallery.is_known(&gallery.meant(to)?)? => {
            near(gallery, to)?.map(|near| (to.clone(), near))
        }
        _ => None,
    };
    let (report, entry) = gallery.change(&change.action(), |entry| {
        let (mut renamed, mut names) = (0, None);
        let changed = match change {
            RuleChange::Rename(from, to) => {
                let (from, to) = (known(gallery, from)?, to.clone());
                let to = in_namespace_of(&from, to);
                renamed = rename(gallery, &from, &to, entry)?;
                names = Some((from, to));
                true
            }
            RuleChange::Alias(child, typed) => {
                refuse_same(child, typed, "another name of")?;
                let parent = gallery.meant(typed)?;
                if parent == *child {
                    return Err(Error::OtherNameOf { name: typed.clone(), tag: child.clone() });
                }
                let (from, to) = (gallery.ensure_tag(child)?, gallery.ensure_tag(&parent)?);
                let is_new = catalog.put_rule(from, to, RuleKind::Alias, entry)?;
                catalog.drop_other_aliases(from, to, entry)?;
                renamed = catalog.join_tag(from, to, entry)?;
                is_new || renamed > 0
            }
            RuleChange::Imply(child, parent) => {
                // A rule for an alias would not be listed with the tag itself.
                let (child, parent) = (gallery.meant(child)?, gallery.meant(parent)?);
                refuse_same(&child, &parent, "implied by")?;
                catalog.put_rule(
                    gallery.ensure_tag(&child)?,
                    gallery.ensure_tag(&parent)?,
                    RuleKind::Implication,
                    entry,
                )?
            }
            RuleChange::RemoveAlias(child, parent) | RuleChange::RemoveImplication(child, parent) => {
                let (own, meant) = (gallery.meant(child)?, gallery.meant(parent)?);
                let mut is_removed = false;
                for (child, parent) in [(child, parent), (child, &meant), (&own, &meant)] {
                    is_removed = is_removed
                        || catalog.remove_rule(gallery.ensure_tag(child)?, catalog.ensure_tag(parent)?, entry)?;
                }
                if is_removed && matches!(change, RuleChange::RemoveAlias(..)) {
                    // What a source states under the other name is another tag now.
                    read_all_again(gallery)?;
                }
                is_removed
            }
        };
        let settled = catalog.settle_rules()?;
        Ok(RuleReport { renamed, names, ..RuleReport::new(u64::from(changed), settled) })
    })?;
    Ok(RuleReport { near_miss, entry, ..report })
}

fn refuse_same(child: &Tag, parent: &Tag, what: &'static str) -> Result<()> {
    if child == parent { Err(Error::RuleWithItself { tag: child.clone(), what }) } else { Ok(()) }
}

/// Finds a tag that some media have or the vocabulary knows, by the name that it is listed under or any other.
fn known(gallery: &Gallery, named: &Tag) -> Result<Tag> {
    let is_used = gallery.catalog.is_used(&TagPattern::from(named))?;
    let tag = if is_used { named.clone() } else { gallery.meant(named)? };
    if gallery.is_known(&tag)? { Ok(tag) } else { Err(Error::NoSuchTag { near: near(gallery, &tag)?, tag }) }
}

/// A tag that may be meant by one that nothing is known of.
pub(super) fn near(gallery: &Gallery, tag: &Tag) -> Result<Option<Tag>> {
    let pattern = TagPattern::from(tag);
    Ok(match gallery.near_miss_of(&pattern)? {
        Some(near) => Some(near),
        None => gallery.holder_of(tag)?,
    })
}

/// A name alone stays in the namespace of the tag whose name it becomes.
fn in_namespace_of(from: &Tag, to: Tag) -> Tag {
    if to.namespace().is_empty() { Tag::parse_in(from.namespace(), to.name()).unwrap_or(to) } else { to }
}

fn rename(gallery: &Gallery, from: &Tag, to: &Tag, entry: JournalId) -> Result<u64> {
    if from == to {
        return Err(Error::CalledSo { tag: to.clone() });
    }
    gallery.catalog.rename_tag(gallery.ensure_tag(from)?, gallery.ensure_tag(to)?, entry).map_err(Error::from)
}

/// Lists the rules of a person, and those of the vocabulary for tags that the gallery knows, by tag.
pub fn list_rules(gallery: &Gallery) -> Result<Vec<Rule>> {
    gallery.record_vocabulary()?;
    Ok(gallery.catalog.list_rules()?)
}

/// Takes over a vocabulary: a TOML file in the vocabulary's format becomes part of the gallery, in the place of what was imported from
/// the same path before; a CSV of Danbooru's tags becomes rules. Either is one entry of the journal.
///
/// # Errors
/// If the file cannot be read or understood, or its rules contradict the others; then nothing changed.
pub fn import_vocabulary(gallery: &Gallery, path: &Path) -> Result<RuleReport> {
    let text = read_vocabulary_file(path)?;
    gallery.record_vocabulary()?;
    if path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("toml")) {
        import_toml(gallery, path, &text)
    } else {
        import_csv(gallery, path, &text)
    }
}

fn import_toml(gallery: &Gallery, path: &Path, text: &str) -> Result<RuleReport> {
    let wrong = |error| Error::Vocabulary { path: path.to_owned(), error };
    let words = read_toml(text).map_err(wrong)?;
    let list = ContentHash::of(text.as_bytes());
    let name = lists::vocabulary_name(list);
    let file = std::path::absolute(path).map_err(Error::io("find", path))?;
    let is_new = gallery.standing_list(&file)? != Some(list);
    // Until the import is in the journal, nobody reads it.
    write_vocabulary_file(gallery, name.as_ref(), text)?;
    let action = Action::ImportWords { file: file.to_string_lossy().into(), list: Some(list.to_string()), is_new };
    let known: HashSet<(&Tag, &Tag)> = gallery.vocabulary()?.aliases().collect();
    // A handle keeps the vocabulary that it has read: this one reads it with the file.
    let gallery = Gallery::open(&gallery.dir, gallery.thumbs.dir())?;
    let done = gallery.change(&action, |entry| {
        let catalog = &gallery.catalog;
        // A person's, so that undo takes them off again: the vocabulary's stay when it changes.
        for (alias, tag) in gallery.vocabulary()?.aliases().filter(|rule| !known.contains(rule)) {
            let (from, to) = (catalog.ensure_tag(alias)?, catalog.ensure_tag(tag)?);
            catalog.put_rule(from, to, RuleKind::Alias, entry)?;
            catalog.drop_other_aliases(from, to, entry)?;
        }
        let (settled, renamed) = gallery.record_vocabulary_in(Some(entry))?;
        let changed = if is_new { words.n_rules() as u64 } else { 0 };
        Ok(RuleReport { renamed, ..RuleReport::new(changed, settled) })
    });
    let (report, entry) = done.map_err(|error| match error {
        Error::Vocabulary { error, .. } => wrong(error),
        other => other,
    })?;
    Ok(RuleReport { entry, ..report })
}

fn import_csv(gallery: &Gallery, path: &Path, text: &str) -> Result<RuleReport> {
    let wrong = |error| Error::Vocabulary { path: path.to_owned(), error };
    let words = read_danbooru_csv(text).map_err(wrong)?;
    let vocabulary = gallery.vocabulary()?.clone().with(words.clone()).map_err(wrong)?;
    let list = ContentHash::of(text.as_bytes());
    let name = lists::file_name(list);
    let is_new = !gallery.vocabulary_files()?.iter().any(|file| file.ends_with(&name));
    // Until the import is in the journal, nobody reads it.
    write_vocabulary_file(gallery, name.as_ref(), &vocabulary.listed_names(&words))?;
    let catalog = &gallery.catalog;
    let action = Action::ImportWords { file: path.to_string_lossy().into(), list: Some(list.to_string()), is_new };
    let (report, entry) = gallery.change(&action, |entry| {
        let mut changed = 0;
        let present = gallery.vocabulary()?;
        let known: HashSet<(&Tag, &Tag)> = present.implications().chain(present.aliases()).collect();
        let implications = vocabulary.implications().map(|rule| (rule, RuleKind::Implication));
        let aliases = vocabulary.aliases().map(|rule| (rule, RuleKind::Alias));
        for ((child, parent), kind) in implications.chain(aliases).filter(|(rule, _)| !known.contains(rule)) {
            let (child, parent) = (catalog.ensure_tag(child)?, catalog.ensure_tag(parent)?);
            changed += u64::from(child != parent && catalog.put_rule(child, parent, kind, entry)?);
        }
        let settled = catalog.settle_rules()?;
        Ok(RuleReport::new(changed, settled))
    })?;
    Ok(RuleReport { entry, ..report })
}

/// Writes a file into the folder of a person's own vocabulary.
fn write_vocabulary_file(gallery: &Gallery, name: &OsStr, text: &str) -> Result<()> {
    let path = gallery.vocabulary_dir().join(name);
    let write = || {
        let mut part = Part::in_folder(&gallery.vocabulary_dir())?;
        part.write(text.as_bytes())?;
        part.sync()?;
        part.replace(&path)
    };
    write().map_err(Error::io("write", &path))
}
