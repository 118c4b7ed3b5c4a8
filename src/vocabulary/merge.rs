//! Adds words to a vocabulary, and decides who wins when two sources disagree.
//!
//! A person's file wins over what is known; an uncurated list only adds. A definition whose name is an alias adds to the word
//! of the alias: `[[series]] name = "your_name"` adds to the known film. An alias rule renames: `alias` of a canonical tag
//! makes `tag` canonical in its place, or joins the two words if both are known.

use super::hash::FastMap;
use super::name::{other_order, split_qualifier};
use super::tokens::Tokens;
use super::{Definition, Error, Vocabulary};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

/// Words from one file, ready to join a vocabulary.
#[derive(Clone, Debug, Default)]
pub struct UserWords {
    pub(super) definitions: Vec<Definition<Tag>>,
    /// Alias and the tag it stands for.
    pub(super) aliases: Vec<(Tag, Tag)>,
    /// Whether it is a list that nobody looked through, so that what is already known wins.
    pub(super) is_uncurated: bool,
}

impl UserWords {
    /// Counts the words and rules.
    pub fn n_rules(&self) -> usize {
        self.definitions.len() + self.aliases.len()
    }
}

impl Vocabulary {
    /// Adds words to the vocabulary.
    ///
    /// # Errors
    /// [`Error::Cycle`] if the implications would go in a circle.
    pub fn with(mut self, extra: UserWords) -> Result<Self, Error> {
        self.names = std::sync::OnceLock::new();
        self.packed_names = None;
        self.slips = std::sync::OnceLock::new();
        let UserWords { definitions, aliases, is_uncurated } = extra;
        self.known.reserve(definitions.len() * 4);
        self.words.reserve(definitions.len());
        let mut parents = Vec::new();
        let spellings = if is_uncurated { self.spellings() } else { FastMap::default() };
        for mut definition in definitions {
            if is_uncurated {
                self.move_to_emotion(&mut definition);
            }
            let id = match self.other_spelling(&definition, &spellings) {
                Some(id) => {
                    self.add_alias(definition.tag.clone(), id, true);
                    id
                }
                None => self.word_for(&definition.tag, is_uncurated),
            };
            for alias in definition.aliases {
                self.add_alias(alias, id, is_uncurated);
            }
            let word = self.word_mut(id);
            word.is_uncurated &= is_uncurated;
            word.titles.take(definition.titles);
            word.common.extend(definition.common);
            word.weak.extend(definition.weak);
            word.famous.extend(definition.famous);
            word.decoys.extend(definition.decoys);
            parents.extend(definition.parents.into_iter().map(|parent| (id, parent)));
            if is_uncurated && definition.tag.namespace() == CHARACTER {
                self.add_weak_base(id);
            }
        }
        for (alias, tag) in aliases {
            self.rename(alias, tag);
        }
        for (id, parent) in parents {
            let parent = self.word_for(&parent, is_uncurated);
            self.add_parent(id, parent);
        }
        if is_uncurated {
            self.learn_series_from_qualifiers();
        }
        self.add_given_first_orders();
        self.refuse_cycles()?;
        Ok(self)
    }

    /// The series and characters that somebody looked through, by their folded names. `None` for a name that two share.
    fn spellings(&self) -> FastMap<(&'static str, String), Option<u32>> {
        let mut spellings = FastMap::default();
        for (id, word) in self.live().filter(|(_, word)| !word.is_uncurated) {
            for tag in std::iter::once(&word.tag).chain(&word.aliases) {
                let Some(key) = spelling(tag) else { continue };
                let owner = spellings.entry(key).or_insert(Some(id));
                *owner = owner.filter(|owner| *owner == id);
            }
        }
        spellings
    }

    /// Finds the known word that an uncurated list has under another spelling or under one of its other names.
    fn other_spelling(
        &self,
        definition: &Definition<Tag>,
        spellings: &FastMap<(&'static str, String), Option<u32>>,
    ) -> Option<u32> {
        if spellings.is_empty() || self.known.contains_key(&definition.tag) {
            return None;
        }
        let known = |alias: &Tag| self.known.get(alias).copied().filter(|&id| !self.word(id).is_uncurated);
        let same = || spelling(&definition.tag).and_then(|key| spellings.get(&key).copied().flatten());
        definition.aliases.iter().find_map(known).or_else(same)
    }

    /// Makes a tag without a namespace that is also an emotion's name that emotion, with its aliases.
    fn move_to_emotion(&self, definition: &mut Definition<Tag>) {
        let emotion = |tag: &Tag| Tag::from_parts(EMOTION, tag.name());
        if definition.tag.namespace().is_empty() && self.known.contains_key(&emotion(&definition.tag)) {
            definition.tag = emotion(&definition.tag);
            definition.aliases.iter_mut().for_each(|alias| *alias = emotion(alias));
        }
    }

    fn word_for(&mut self, tag: &Tag, is_uncurated: bool) -> u32 {
        if let Some(&id) = self.known.get(tag) {
            return id;
        }
        let id = u32::try_from(self.words.len()).expect("memory ends before four thousand million words");
        self.known.insert(tag.clone(), id);
        self.words.push(Definition::new(tag.clone(), is_uncurated));
        id
    }

    pub(super) fn word_mut(&mut self, id: u32) -> &mut Definition<u32> {
        self.words.get_mut(id as usize).expect("ids come from this vocabulary")
    }

    fn add_alias(&mut self, alias: Tag, id: u32, is_uncurated: bool) {
        if is_uncurated && self.taken_away.contains_key(&alias) {
            return;
        }
        match self.known.get(&alias).copied() {
            Some(owner) if owner == id || is_uncurated => {}
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
        let word = self.word_mut(into);
        let own = std::mem::replace(&mut word.titles, old.titles);
        word.titles.take(own);
        word.common.extend(old.common);
        word.weak.extend(old.weak);
        word.famous.extend(old.famous);
        word.decoys.extend(old.decoys);
    }

    pub(super) fn add_parent(&mut self, id: u32, parent: u32) {
        let word = self.word_mut(id);
        if !word.parents.contains(&parent) {
            word.parents.push(parent);
        }
    }

    /// Gives a character of an uncurated list, `name_(series)`, its bare name as a weak one.
    fn add_weak_base(&mut self, id: u32) {
        let base = split_qualifier(self.word(id).tag.name()).map(|(base, _)| base.to_owned());
        self.word_mut(id).weak.extend(base);
    }

    fn learn_series_from_qualifiers(&mut self) {
        let is_character = |word: &Definition<u32>| word.is_uncurated && word.tag.namespace() == CHARACTER;
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
        for (id, word) in self.live().filter(|(_, word)| word.tag.namespace() == CHARACTER && !word.is_uncurated) {
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

/// A series' or character's name as it is compared: folded, without punctuation.
fn spelling(tag: &Tag) -> Option<(&'static str, String)> {
    let namespace = [SERIES, CHARACTER].into_iter().find(|namespace| *namespace == tag.namespace())?;
    let tokens = Tokens::of_name(tag.name());
    let words: Vec<&str> = tokens.tokens.iter().map(|token| tokens.text(token)).collect();
    (!words.is_empty()).then(|| (namespace, words.join(" ")))
}
