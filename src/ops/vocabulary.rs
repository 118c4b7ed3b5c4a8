//! What a gallery knows of tags: the vocabulary, with a person's own files, and the rules in the catalogue.
//!
//! A person's vocabulary files lie in the gallery's folder `vocabulary` (`tags import` puts its own there). What they and the
//! built-in vocabulary say of a tag is written into the catalogue when the tag is first used (writing all of it took 30 ms of
//! a first import), and again for all tags in the catalogue whenever the vocabulary changes, so that queries see it.
//!
//! Whatever name a source uses, the canonical tag is put on media: the vocabulary's, unless a person renamed that. Media that
//! got an alias before the vocabulary knew it get the canonical tag, in an entry of the journal.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::error::Result;
use super::gallery::VersionedVocabulary;
use super::original::stamp;
use super::{Error, Gallery, lists, original};
use crate::catalog::{Action, JournalId, RuleKind, Settled, TagId};
use crate::query::expr::{Expr, TagPattern};
use crate::tag::{MAX_CHARS, Tag};
use crate::vocabulary::{Vocabulary, read_toml};

const META: &str = "vocabulary";

/// The most bytes of a vocabulary file: Danbooru's whole list of tags with their other names has some 15 MB.
const MAX_FILE_BYTES: u64 = 256 << 20;

impl Gallery {
    /// The folder of a person's own vocabulary files.
    pub(super) fn vocabulary_dir(&self) -> PathBuf {
        self.dir.join("vocabulary")
    }

    /// The vocabulary, with a person's own files.
    pub(super) fn vocabulary(&self) -> Result<&Vocabulary> {
        Ok(&self.versioned_vocabulary()?.vocabulary)
    }

    /// The vocabulary as it was when this handle first needed it; one that another handle has read is not read again.
    fn versioned_vocabulary(&self) -> Result<&VersionedVocabulary> {
        if let Some(read) = self.vocabulary.get() {
            return Ok(read);
        }
        let (version, unwanted) = (self.vocabulary_version()?, self.catalog.list_unwanted()?);
        let mut newest = self.newest_vocabulary.lock().unwrap_or_else(PoisonError::into_inner);
        let read = match newest.take().filter(|newest| newest.version == version && newest.unwanted == unwanted) {
            Some(newest) => newest,
            None => {
                let vocabulary = self.read_vocabulary()?.without(&unwanted);
                Arc::new(VersionedVocabulary { version, unwanted, vocabulary })
            }
        };
        *newest = Some(Arc::clone(&read));
        Ok(self.vocabulary.get_or_init(|| read))
    }

    fn read_vocabulary(&self) -> Result<Vocabulary> {
        let mut vocabulary = Vocabulary::built_in();
        for path in self.vocabulary_files()? {
            let text = read_vocabulary_file(&path)?;
            if lists::is_list(&path) {
                vocabulary = vocabulary.with_listed(text);
                continue;
            }
            let wrong = |error| Error::Vocabulary { path: path.clone(), error };
            vocabulary = vocabulary.with(read_toml(&text).map_err(wrong)?).map_err(wrong)?;
        }
        Ok(vocabulary)
    }

    /// Lists the files of the folder that are to be read, in their order.
    pub(super) fn vocabulary_files(&self) -> Result<Vec<PathBuf>> {
        let dir = self.vocabulary_dir();
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("list", &dir)(error)),
        };
        let paths = entries.map(|entry| Ok(entry.map_err(Error::io("list", &dir))?.path()));
        let mut paths = paths.collect::<Result<Vec<PathBuf>>>()?;
        paths.retain(|path| lists::is_list(path) || lists::is_vocabulary(path));
        self.in_order_of_imports(paths)
    }

    /// A text that changes when the vocabulary does.
    pub(super) fn vocabulary_version(&self) -> Result<String> {
        let mut version = format!("{} {}", env!("CARGO_PKG_VERSION"), crate::vocabulary::DATA_VERSION);
        for path in self.vocabulary_files()? {
            let metadata = fs::metadata(&path).map_err(Error::io("read", &path))?;
            version.push_str(&format!(" {:?}", stamp(&metadata)));
        }
        Ok(version)
    }

    /// Reads the vocabulary anew if its files have changed.
    pub(super) fn refresh_vocabulary(&mut self) -> Result<()> {
        let version = self.vocabulary_version()?;
        let unwanted = self.catalog.list_unwanted()?;
        if self.vocabulary.get().is_some_and(|read| read.version != version || read.unwanted != unwanted) {
            self.vocabulary.take();
        }
        self.record_vocabulary()
    }

    /// Writes the vocabulary's rules into the catalogue if it changed since the last time.
    pub(super) fn record_vocabulary(&self) -> Result<()> {
        self.record_vocabulary_in(None)?;
        Ok(())
    }

    /// As [`Gallery::record_vocabulary`]; media that get another name get it in this entry of the journal, or in one of its own.
    /// Returns what followed, and the media that got another name.
    pub(super) fn record_vocabulary_in(&self, entry: Option<JournalId>) -> Result<(Settled, u64)> {
        // In a gallery that cannot be written, what was written before has to do.
        if !self.catalog.is_writable() {
            return Ok(Default::default());
        }
        let version = self.vocabulary_version()?;
        if self.catalog.meta(META)?.as_deref() == Some(version.as_str()) {
            return Ok(Default::default());
        }
        // A handle that was not refreshed since the files changed may have nothing newer than the catalogue.
        let VersionedVocabulary { version, vocabulary, .. } = self.versioned_vocabulary()?;
        if self.catalog.meta(META)?.as_ref() == Some(version) {
            return Ok(Default::default());
        }
        self.catalog.atomically(|| -> Result<(Settled, u64)> {
            let mut kept = BTreeSet::new();
            for (id, tag) in self.catalog.list_all_tags()? {
                self.learn(vocabulary, &tag, &mut kept)?;
                // An alias that the vocabulary no longer has still leads to its tag.
                if !vocabulary.knows(&tag) {
                    kept.extend(self.catalog.list_known_aliases(id)?.into_iter().map(|parent| (id, parent)));
                }
            }
            self.catalog.keep_known_rules(&kept)?;
            let n_joined = self.join_names(entry)?;
            let settled = self.catalog.settle_rules()?;
            self.catalog.put_meta(META, version)?;
            Ok((settled, n_joined))
        })
    }

    /// Replaces tags on media that the vocabulary has as aliases by their canonical tags; returns how many media had one.
    fn join_names(&self, entry: Option<JournalId>) -> Result<u64> {
        let mut joined = Vec::new();
        for (id, tag) in self.catalog.list_used_or_refused()? {
            let canonical = self.known_name(&tag)?;
            if canonical != tag {
                joined.push((id, (tag, canonical)));
            }
        }
        let (ids, names): (Vec<TagId>, Vec<(Tag, Tag)>) = joined.into_iter().unzip();
        let join = |entry| -> Result<u64> {
            let each = ids.iter().zip(&names);
            each.map(|(id, (_, canonical))| {
                Ok(self.catalog.join_tag(*id, self.catalog.ensure_tag(canonical)?, entry)?)
            })
            .sum()
        };
        match entry {
            Some(entry) => join(entry),
            None => Ok(self.change(&Action::join_names(&names), join)?.0),
        }
    }

    /// Writes into the catalogue what the vocabulary says of one tag and of all that follows from it; returns whether anything was
    /// new.
    fn learn(&self, vocabulary: &Vocabulary, tag: &Tag, rules: &mut BTreeSet<(TagId, TagId)>) -> Result<bool> {
        let (mut is_new, mut todo) = (false, vec![tag.clone()]);
        while let Some(tag) = todo.pop() {
            let canonical = self.known_name(&tag)?;
            let parents: Vec<(Tag, RuleKind)> = if canonical == tag {
                let parents = vocabulary.implied_by(&tag).map(|parent| self.renamed(parent));
                let parents = parents.collect::<Result<Vec<Tag>>>()?.into_iter().filter(|parent| *parent != tag);
                parents.map(|parent| (parent, RuleKind::Implication)).collect()
            } else {
                vec![(canonical, RuleKind::Alias)]
            };
            if parents.is_empty() {
                continue;
            }
            let child = self.catalog.ensure_tag(&tag)?;
            for (parent, kind) in parents {
                let id = self.catalog.ensure_tag(&parent)?;
                if rules.insert((child, id)) {
                    is_new |= self.catalog.put_known_rule(child, id, kind)?;
                    todo.push(parent);
                }
            }
        }
        Ok(is_new)
    }

    /// The row of a tag that is about to be used, with what the vocabulary says of it.
    pub(super) fn ensure_tag(&self, tag: &Tag) -> Result<TagId> {
        self.ensure_tags(&[tag])?;
        Ok(self.catalog.ensure_tag(tag)?)
    }

    /// The rows of tags that are about to be used, in their order.
    pub(super) fn ensure_tags(&self, tags: &[&Tag]) -> Result<Vec<TagId>> {
        let (mut is_new, mut rules) = (false, BTreeSet::new());
        for tag in tags {
            is_new |= self.learn(self.vocabulary()?, tag, &mut rules)?;
        }
        if is_new {
            self.catalog.settle_rules()?;
        }
        tags.iter().map(|tag| Ok(self.catalog.ensure_tag(tag)?)).collect()
    }

    /// The canonical tag for one that a person or a source states.
    pub(super) fn meant(&self, tag: &Tag) -> Result<Tag> {
        let renamed = self.renamed(tag)?;
        if renamed != *tag {
            return Ok(renamed);
        }
        if !tag.namespace().is_empty() {
            return self.known_name(tag);
        }
        self.vocabulary()?.place(tag.name()).map_or_else(|| Ok(renamed), |placed| self.renamed(&placed))
    }

    /// The canonical tags for some that are stated together: a given name beside its series is that character.
    pub(super) fn meant_together(&self, typed: &[Tag]) -> Result<Vec<Tag>> {
        let meant = typed.iter().map(|tag| self.meant(tag)).collect::<Result<Vec<Tag>>>()?;
        let vocabulary = self.vocabulary()?;
        let among = |tag: &Tag| match vocabulary.knows(tag) {
            true => Ok(tag.clone()),
            false => self.renamed(&vocabulary.resolve_among(tag, &meant)),
        };
        meant.iter().map(among).collect()
    }

    /// The vocabulary's name of a tag, or what a person renamed that to; the tag itself where a person refused the alias.
    fn known_name(&self, tag: &Tag) -> Result<Tag> {
        let named = if tag.to_string() == "rating:safe" {
            // Sidecars of hydrus and of older sites call it so.
            Tag::from_parts("rating", "general")
        } else {
            self.vocabulary()?.resolve(tag)
        };
        if named == *tag || self.catalog.is_unwanted(tag, &named)? { Ok(tag.clone()) } else { self.renamed(&named) }
    }

    /// What a tag is an alias of by the rules in the catalogue, where a person's rules come first; the tag itself if of none.
    pub(super) fn renamed(&self, tag: &Tag) -> Result<Tag> {
        let mut tag = tag.clone();
        // Rules never go round in a circle.
        while let Some(renamed) = self.catalog.find_alias(Some(tag.namespace()), tag.name())? {
            tag = renamed;
        }
        Ok(tag)
    }

    /// The expression with aliases replaced by their tags.
    pub(super) fn meant_by(&self, expr: &Expr) -> Result<Expr> {
        let each = |parts: &[Expr]| parts.iter().map(|part| self.meant_by(part)).collect::<Result<Vec<_>>>();
        Ok(match expr {
            Expr::And(parts) => Expr::And(each(parts)?),
            Expr::Or(parts) => Expr::Or(each(parts)?),
            Expr::Not(inner) => Expr::Not(Box::new(self.meant_by(inner)?)),
            Expr::Tag(pattern) => Expr::Tag(self.meant_by_pattern(pattern)?),
            other => other.clone(),
        })
    }

    /// The pattern of the tag that an alias stands for; any other pattern as it is.
    pub(super) fn meant_by_pattern(&self, pattern: &TagPattern) -> Result<TagPattern> {
        if pattern.name.contains('*') || pattern.name.chars().count() > MAX_CHARS {
            return Ok(pattern.clone());
        }
        let found = match self.catalog.find_alias(pattern.namespace.as_deref(), &pattern.name)? {
            None if self.catalog.is_used(pattern)? => None,
            None => match pattern.namespace.as_deref() {
                None | Some("") => self.vocabulary()?.place(&pattern.name),
                Some(namespace) => {
                    let tag = Tag::parse_in(namespace, &pattern.name).ok();
                    tag.map(|tag| self.known_name(&tag)).transpose()?
                }
            },
            known => known,
        };
        found.map_or_else(|| Ok(pattern.clone()), |tag| Ok(TagPattern::from(&self.renamed(&tag)?)))
    }

    /// Whether a tag is in use or of the vocabulary.
    pub(super) fn is_known(&self, tag: &Tag) -> Result<bool> {
        if self.catalog.is_used(&TagPattern::from(tag))? {
            return Ok(true);
        }
        Ok(self.vocabulary()?.knows(tag))
    }
}

/// Reads a vocabulary file.
pub(super) fn read_vocabulary_file(path: &Path) -> Result<String> {
    let bytes = original::read_named(path, MAX_FILE_BYTES).map_err(Error::io("read", path))?;
    String::from_utf8(bytes).map_err(|_| Error::Unreadable {
        named: path.display().to_string(),
        reason: "it is no text in UTF-8".to_owned(),
    })
}

#[cfg(test)]
mod tests;
