//! Words joining a vocabulary, and who wins when two sources disagree.
//!
//! A person's file wins over what is known; a bulk list only adds. An entry whose name is already somebody's alias adds
//! to that word, so `[[series]] name = "your_name"` speaks of the known film. An explicit alias rule is the way to
//! rename: `alias` of a canonical tag makes `tag` canonical in its place, or joins the two words if both were known.

use super::name::{other_order, split_qualifier};
use super::{Error, Vocabulary, Word};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

/// Words from one file, ready to join a vocabulary.
#[derive(Clone, Debug, Default)]
pub struct UserWords {
    pub(super) entries: Vec<Entry>,
    /// Alias and the tag it stands for.
    pub(super) aliases: Vec<(Tag, Tag)>,
    /// Whether what is already known wins.
    pub(super) yields: bool,
}

/// What one source says of one tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) tag: Tag,
    pub(super) aliases: Vec<Tag>,
    pub(super) common: Vec<String>,
    pub(super) weak: Vec<String>,
    pub(super) unless: Vec<String>,
    pub(super) parents: Vec<Tag>,
    pub(super) intensity: Option<u8>,
    /// Whether the name's qualifier may tell the series.
    pub(super) qualified: bool,
}

impl Entry {
    pub(super) fn new(tag: Tag) -> Self {
        Self {
            tag,
            aliases: Vec::new(),
            common: Vec::new(),
            weak: Vec::new(),
            unless: Vec::new(),
            parents: Vec::new(),
            intensity: None,
            qualified: false,
        }
    }
}

impl UserWords {
    /// Counts the words and rules.
    pub fn n_rules(&self) -> usize {
        self.entries.len() + self.aliases.len()
    }
}

impl Vocabulary {
    /// Adds words to the vocabulary.
    ///
    /// # Errors
    /// [`Error::Cycle`] if the implications would go in a circle.
    pub fn with(mut self, extra: UserWords) -> Result<Self, Error> {
        self.names = std::sync::OnceLock::new();
        let UserWords { entries, aliases, yields } = extra;
        self.known.reserve(entries.len() * 4);
        self.words.reserve(entries.len());
        let mut parents = Vec::new();
        for mut entry in entries {
            if yields {
                self.move_to_emotion(&mut entry);
            }
            let id = self.word_for(&entry.tag, yields);
            for alias in entry.aliases {
                self.add_alias(alias, id, yields);
            }
            let word = self.word_mut(id);
            word.bulk &= yields;
            word.common.extend(entry.common);
            word.weak.extend(entry.weak);
            word.unless.extend(entry.unless);
            word.intensity = entry.intensity.or(word.intensity);
            parents.extend(entry.parents.into_iter().map(|parent| (id, parent)));
            if entry.qualified {
                self.add_weak_base(id);
            }
        }
        for (alias, tag) in aliases {
            self.rename(alias, tag);
        }
        for (id, parent) in parents {
            let parent = self.word_for(&parent, yields);
            self.add_parent(id, parent);
        }
        if yields {
            self.learn_series_from_qualifiers();
        }
        self.add_given_first_orders();
        self.refuse_cycles()?;
        Ok(self)
    }

    /// A general tag that the emotion facet knows is that emotion, and its aliases are too.
    fn move_to_emotion(&self, entry: &mut Entry) {
        let emotion = |tag: &Tag| Tag::from_parts(EMOTION, tag.name());
        if entry.tag.namespace().is_empty() && self.known.contains_key(&emotion(&entry.tag)) {
            entry.tag = emotion(&entry.tag);
            entry.aliases.iter_mut().for_each(|alias| *alias = emotion(alias));
        }
    }

    fn word_for(&mut self, tag: &Tag, bulk: bool) -> u32 {
        if let Some(&id) = self.known.get(tag) {
            return id;
        }
        let id = u32::try_from(self.words.len()).expect("memory ends before four thousand million words");
        self.known.insert(tag.clone(), id);
        self.words.push(Word {
            tag: tag.clone(),
            aliases: Vec::new(),
            common: Vec::new(),
            weak: Vec::new(),
            unless: Vec::new(),
            parents: Vec::new(),
            intensity: None,
            bulk,
        });
        id
    }

    fn word_mut(&mut self, id: u32) -> &mut Word {
        self.words.get_mut(id as usize).expect("ids come from this vocabulary")
    }

    fn add_alias(&mut self, alias: Tag, id: u32, yields: bool) {
        match self.known.get(&alias).copied() {
            Some(owner) if owner == id || yields => {}
            Some(owner) if self.word(owner).tag == alias => self.join(owner, id),
            owner => {
                if let Some(owner) = owner {
                    self.word_mut(owner).aliases.retain(|known| *known != alias);
                }
                self.known.insert(alias.clone(), id);
                self.word_mut(id).aliases.push(alias);
            }
        }
    }

    /// Makes `tag` the canonical name of what `alias` means, or gives `alias` to the word of `tag`.
    fn rename(&mut self, alias: Tag, tag: Tag) {
        match (self.known.get(&alias).copied(), self.known.get(&tag).copied()) {
            (Some(id), owner) if self.word(id).tag == alias && owner.is_none_or(|owner| owner == id) => {
                self.known.insert(tag.clone(), id);
                let word = self.word_mut(id);
                word.aliases.retain(|known| *known != tag);
                word.aliases.push(std::mem::replace(&mut word.tag, tag));
            }
            (_, Some(id)) => self.add_alias(alias, id, false),
            (_, None) => {
                let id = self.word_for(&tag, false);
                self.add_alias(alias, id, false);
            }
        }
    }

    /// Joins a canonical word to another: names, parents and children.
    fn join(&mut self, from: u32, into: u32) {
        let old = self.word(from).clone();
        for name in old.aliases.into_iter().chain([old.tag]) {
            self.known.insert(name.clone(), into);
            self.word_mut(into).aliases.push(name);
        }
        for parent in old.parents {
            self.add_parent(into, parent);
        }
        for word in &mut self.words {
            word.parents.iter_mut().filter(|parent| **parent == from).for_each(|parent| *parent = into);
        }
        self.word_mut(into).parents.retain(|&parent| parent != into);
        let common = old.common;
        let word = self.word_mut(into);
        word.common.extend(common);
        word.weak.extend(old.weak);
        word.unless.extend(old.unless);
        word.intensity = word.intensity.or(old.intensity);
    }

    fn add_parent(&mut self, id: u32, parent: u32) {
        let word = self.word_mut(id);
        if !word.parents.contains(&parent) {
            word.parents.push(parent);
        }
    }

    /// A bulk list's `name_(series)` is also called by its bare name, beside the series.
    fn add_weak_base(&mut self, id: u32) {
        let base = split_qualifier(self.word(id).tag.name()).map(|(base, _)| base.to_owned());
        self.word_mut(id).weak.extend(base);
    }

    fn learn_series_from_qualifiers(&mut self) {
        let is_character = |word: &Word| word.bulk && word.tag.namespace() == CHARACTER;
        let ids: Vec<u32> = self.live().filter(|(_, word)| is_character(word)).map(|(id, _)| id).collect();
        for id in ids {
            let name = self.word(id).tag.name().to_owned();
            let Some((base, qualifier)) = split_qualifier(&name) else { continue };
            let named = |name: &str| self.known.get(&Tag::from_parts(SERIES, name)).copied();
            let Some(series) = named(qualifier).or_else(|| named(&format!("{qualifier}_(series)"))) else { continue };
            self.add_parent(id, series);
            if let Some((person, _)) = split_qualifier(base) {
                let plain = Tag::from_parts(CHARACTER, &format!("{person}_({qualifier})"));
                if let Some(&character) = self.known.get(&plain).filter(|&&character| character != id) {
                    self.add_parent(id, character);
                }
            }
        }
    }

    /// Gives `furukawa_nagisa` the alias `nagisa_furukawa`, unless that name is taken.
    fn add_given_first_orders(&mut self) {
        let mut orders = Vec::new();
        for (id, word) in self.live().filter(|(_, word)| word.tag.namespace() == CHARACTER && !word.bulk) {
            for tag in std::iter::once(&word.tag).chain(&word.aliases) {
                if let Some(order) = other_order(tag.name()) {
                    orders.push((id, Tag::from_parts(CHARACTER, &order)));
                }
            }
        }
        for (id, order) in orders {
            if !self.known.contains_key(&order) {
                self.add_alias(order, id, true);
            }
        }
    }
}
