//! What a gallery knows of tags: the vocabulary, with a person's own files, and the rules in the catalogue.
//!
//! A person's vocabulary files lie in the gallery's folder `vocabulary` (`tags import` puts them there). What they and the
//! program's own words say of a tag is written into the catalogue as soon as the tag is used (writing all of it took 30 ms
//! of a first import), and again for all tags there are whenever the vocabulary changes, so that queries see what follows.
//!
//! Names that people type are turned into the canonical tag, except that of a character in the other order of its words:
//! whoever writes `nagisa_furukawa` finds it so, and `furukawa_nagisa` follows from it.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use super::error::Result;
use super::gallery::Words;
use super::original::stamp;
use super::{Error, Gallery, original};
use crate::catalog::{RuleKind, TagId};
use crate::query::expr::{Expr, TagPattern};
use crate::tag::{CHARACTER, MAX_CHARS, SERIES, Tag};
use crate::vocabulary::{Vocabulary, read_toml};

const META: &str = "vocabulary";

/// The most bytes of a vocabulary file: Danbooru's whole list of tags with their other names has some 15 MB.
const MAX_WORDS_BYTES: u64 = 256 << 20;

impl Gallery {
    /// The folder of a person's own vocabulary files.
    pub(super) fn vocabulary_dir(&self) -> PathBuf {
        self.dir.join("vocabulary")
    }

    /// Everything that is known of tags.
    pub(super) fn vocabulary(&self) -> Result<&Vocabulary> {
        Ok(&self.words()?.vocabulary)
    }

    /// The vocabulary as it was when this handle first needed it; one that another handle has read is not read again.
    fn words(&self) -> Result<&Words> {
        if let Some(words) = self.words.get() {
            return Ok(words);
        }
        let version = self.vocabulary_version()?;
        let mut newest = self.newest_words.lock().unwrap_or_else(PoisonError::into_inner);
        let words = match newest.take().filter(|words| words.version == version) {
            Some(words) => words,
            None => Arc::new(Words { vocabulary: self.read_vocabulary()?, version }),
        };
        *newest = Some(Arc::clone(&words));
        Ok(self.words.get_or_init(|| words))
    }

    fn read_vocabulary(&self) -> Result<Vocabulary> {
        let mut vocabulary = Vocabulary::built_in();
        for path in self.vocabulary_files()? {
            let text = read_words(&path)?;
            let wrong = |error| Error::Vocabulary { path: path.clone(), error };
            vocabulary = vocabulary.with(read_toml(&text).map_err(wrong)?).map_err(wrong)?;
        }
        Ok(vocabulary)
    }

    fn vocabulary_files(&self) -> Result<Vec<PathBuf>> {
        let dir = self.vocabulary_dir();
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Error::io("list", &dir)(error)),
        };
        let paths = entries.map(|entry| Ok(entry.map_err(Error::io("list", &dir))?.path()));
        let mut paths = paths.collect::<Result<Vec<PathBuf>>>()?;
        paths.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
        paths.sort();
        Ok(paths)
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

    /// Gives up what is known of tags if the files say something else by now.
    pub(super) fn look_for_words(&mut self) -> Result<()> {
        let version = self.vocabulary_version()?;
        if self.words.get().is_some_and(|words| words.version != version) {
            self.words.take();
        }
        self.learn_words()
    }

    /// Writes the vocabulary's rules into the catalogue if it changed since the last time.
    pub(super) fn learn_words(&self) -> Result<()> {
        // What was written the last time has to do.
        if !self.catalog.is_writable() {
            return Ok(());
        }
        let version = self.vocabulary_version()?;
        if self.catalog.meta(META)?.as_deref() == Some(version.as_str()) {
            return Ok(());
        }
        // A handle that has not looked again since the files changed knows nothing newer than what is written.
        let Words { version, vocabulary } = self.words()?;
        if self.catalog.meta(META)?.as_ref() == Some(version) {
            return Ok(());
        }
        self.catalog.atomically(|| -> Result<()> {
            let mut kept = BTreeSet::new();
            for (_, tag) in self.catalog.list_all_tags()? {
                self.learn(vocabulary, &tag, &mut kept)?;
            }
            self.catalog.keep_known_rules(&kept)?;
            self.catalog.settle_rules()?;
            Ok(self.catalog.put_meta(META, version)?)
        })
    }

    /// Writes down what the vocabulary says of one tag and of all that follows from it; tells whether anything was new.
    fn learn(&self, vocabulary: &Vocabulary, tag: &Tag, rules: &mut BTreeSet<(TagId, TagId)>) -> Result<bool> {
        let (mut is_new, mut todo) = (false, vec![tag.clone()]);
        while let Some(tag) = todo.pop() {
            let canonical = vocabulary.resolve(&tag);
            let parents: Vec<(Tag, RuleKind)> = if canonical == tag {
                vocabulary.implied_by(&tag).map(|parent| (parent.clone(), RuleKind::Implication)).collect()
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
        if self.learn(self.vocabulary()?, tag, &mut BTreeSet::new())? {
            self.catalog.settle_rules()?;
        }
        Ok(self.catalog.ensure_tag(tag)?)
    }

    /// The tag that is meant by one that a person typed.
    pub(super) fn meant(&self, tag: &Tag) -> Result<Tag> {
        let canonical = self.named(tag)?;
        self.renamed(if is_reordered(tag, &canonical) { tag } else { &canonical })
    }

    /// The one tag that all names of a thing stand for, also those with their words in the other order.
    pub(super) fn canonical(&self, tag: &Tag) -> Result<Tag> {
        self.renamed(&self.named(tag)?)
    }

    fn named(&self, tag: &Tag) -> Result<Tag> {
        Ok(match self.catalog.find_alias(Some(tag.namespace()), tag.name())? {
            Some(tag) => tag,
            None if tag.namespace().is_empty() => self.vocabulary()?.place(tag.name()).unwrap_or_else(|| tag.clone()),
            None => self.vocabulary()?.resolve(tag),
        })
    }

    /// The name that a tag has today, after any number of renamings.
    pub(super) fn renamed(&self, tag: &Tag) -> Result<Tag> {
        let mut tag = tag.clone();
        // Rules never go round in a circle.
        while let Some(renamed) = self.catalog.find_renamed(&tag)? {
            tag = renamed;
        }
        Ok(tag)
    }

    /// The expression with other names of tags replaced by what they stand for.
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

    /// The pattern of what another name of a tag stands for; any other pattern as it is.
    pub(super) fn meant_by_pattern(&self, pattern: &TagPattern) -> Result<TagPattern> {
        if pattern.name.contains('*') || pattern.name.chars().count() > MAX_CHARS {
            return Ok(pattern.clone());
        }
        let found = match self.catalog.find_alias(pattern.namespace.as_deref(), &pattern.name)? {
            None if self.catalog.is_used(pattern)? => None,
            None => match pattern.namespace.as_deref() {
                None | Some("") => self.vocabulary()?.place(&pattern.name),
                Some(namespace) => Tag::parse_in(namespace, &pattern.name)
                    .ok()
                    .map(|tag| self.vocabulary().map(|vocabulary| vocabulary.resolve(&tag)))
                    .transpose()?,
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
        let vocabulary = self.vocabulary()?;
        Ok(vocabulary.resolve(tag) != *tag || vocabulary.tags().any(|known| known == tag))
    }

    /// A known tag that is spelled nearly like one that nothing is known of.
    pub(super) fn near_miss(&self, tag: &Tag) -> Result<Option<Tag>> {
        if self.is_known(tag)? {
            return Ok(None);
        }
        let near = self.vocabulary()?.nearest(tag.name());
        match near.filter(|near| near != tag && near.namespace() == tag.namespace()) {
            Some(near) => Ok(Some(near)),
            // People are called by one of their names, and series by the beginning of theirs.
            None if [CHARACTER, SERIES].contains(&tag.namespace()) => self.holder_of(tag),
            None => Ok(None),
        }
    }

    /// A known tag that is spelled nearly like a searched one that nothing is known of; a word without a namespace may miss
    /// a tag of any.
    pub(super) fn near_miss_of(&self, pattern: &TagPattern) -> Result<Option<Tag>> {
        let vocabulary = self.vocabulary()?;
        if pattern.name.contains('*') || self.catalog.is_used(pattern)? || vocabulary.place(&pattern.name).is_some() {
            return Ok(None);
        }
        let typed = match pattern.namespace.as_deref() {
            None | Some("") => pattern.name.clone(),
            Some(namespace) => format!("{namespace}:{}", pattern.name),
        };
        Ok(vocabulary.nearest(&typed).filter(|near| near.name() != pattern.name))
    }
}

/// Reads a vocabulary file.
pub(super) fn read_words(path: &Path) -> Result<String> {
    let bytes = original::read_named(path, MAX_WORDS_BYTES).map_err(Error::io("read", path))?;
    String::from_utf8(bytes).map_err(|_| Error::Unreadable {
        named: path.display().to_string(),
        reason: "it is no text in UTF-8".to_owned(),
    })
}

/// Whether two names of one namespace differ only in the order of their words.
fn is_reordered(a: &Tag, b: &Tag) -> bool {
    let words = |tag: &Tag| tag.name().split('_').map(str::to_owned).collect::<BTreeSet<_>>();
    a != b && a.namespace() == b.namespace() && words(a) == words(b)
}
