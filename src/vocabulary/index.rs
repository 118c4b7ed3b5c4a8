//! The names of series, characters and emotions as they occur in text: a trie of folded tokens.
//!
//! It has every form of a name that people write: as it is, given name first, with and without its qualifier, without
//! apostrophes, in one word. It has the single words of a character's name too.
//!
//! A name has a [`Strength`] as evidence for its tag. `recognise` weighs it in a path.

use std::borrow::{Borrow, Cow};
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::english::is_english_word;
use super::fold::{Class, fold_char, fold_word};
use super::hash::FastMap;
use super::name::{
    family_name, in_one_word, is_acronym, is_typed_face, other_order, split_qualifier, with_other_marks, without_middle,
};
use super::phrases::everyday_phrases;
use super::tokens::Tokens;
use super::{Definition, Vocabulary};
use crate::tag::{CHARACTER, EMOTION, SERIES};

/// How strong a name is as evidence for its tag, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Strength {
    /// Means its tag anywhere.
    Strong,
    /// Is so short that it may be an acronym of something else.
    Short,
    /// Is also an everyday word.
    Common,
    /// Means its tag beside the series, and alone beside an emotion.
    Famous,
    /// Means its tag beside the series.
    Weak,
    /// Is one word of a longer name, and means its tag beside the series.
    SingleWord,
    /// Is such a word, and the name of a family.
    FamilyName,
    /// Is such a word and also an everyday English one: means its tag beside the series, where it stands alone.
    EnglishWord,
    /// Is a phrase that means no tag, and hides the names in it.
    Decoy,
}

/// The namespaces that recognition knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum TagKind {
    Series,
    Character,
    Emotion,
    #[default]
    Other,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(super) struct Name {
    pub(super) word: u32,
    pub(super) strength: Strength,
    /// How many of its tokens are a qualifier: one in `saber_(fate)`.
    pub(super) n_qualifier: u8,
    /// Whether it is written with a slash, so that it may lie across two folders.
    pub(super) has_slash: bool,
    /// Whether it has spaces or punctuation.
    pub(super) is_divided: bool,
    /// Whether it ends in an exclamation mark (`Free!`).
    pub(super) has_mark: bool,
}

/// What recognition must know of a word.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct TagFacts {
    pub(super) kind: TagKind,
    /// Whether it was read from an uncurated list.
    pub(super) is_uncurated: bool,
    /// Its series: a character's parents, a series itself.
    pub(super) series: Vec<u32>,
    /// Those and all the series that they imply.
    pub(super) wider: Vec<u32>,
}

/// A folded token. The program's own lie in its data, where they stay.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct TokenText(#[serde(borrow)] Cow<'static, str>);

impl Borrow<str> for TokenText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Names {
    tokens: FastMap<TokenText, u32>,
    edges: FastMap<(u32, u32), u32>,
    /// The names that end at each node, one node after the other, and where those of a node begin.
    ends: Vec<Name>,
    begins: Vec<u32>,
    facts: Vec<TagFacts>,
    /// Nodes, each with a word whose name that ends there is taken away.
    #[serde(skip)]
    pub(super) taken_away: HashSet<(u32, u32)>,
    /// The same as `ends` by node while the tree grows.
    #[serde(skip)]
    growing: Vec<Vec<Name>>,
    /// Where names are divided while the tree grows.
    #[serde(skip)]
    scratch: Tokens,
}

/// Words of names that say nothing of whom is seen.
const NOBODY: &[&str] = &["girl", "boy", "woman"];

/// Words between names that are no names.
const PARTICLES: &[&str] = &["and", "da", "de", "der", "di", "el", "la", "le", "no", "of", "san", "the", "van", "von"];

impl Names {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let facts = (0..).take(vocabulary.words.len()).map(|id| facts(vocabulary, id)).collect();
        let mut names = Self { growing: vec![Vec::new()], facts, ..Self::default() };
        for (id, word) in vocabulary.live() {
            if names.facts(id).kind != TagKind::Other {
                names.add_word(id, word);
            }
        }
        let no_word = as_id(names.facts.len());
        names.facts.push(TagFacts::default());
        everyday_phrases().for_each(|phrase| names.add(no_word, phrase, Strength::Decoy));
        for ends in std::mem::take(&mut names.growing) {
            names.begins.push(as_id(names.ends.len()));
            names.ends.extend(ends);
        }
        names.begins.push(as_id(names.ends.len()));
        names
    }

    pub(super) fn token(&self, text: &str) -> Option<u32> {
        self.tokens.get(text).copied()
    }

    pub(super) fn step(&self, node: u32, token: u32) -> Option<u32> {
        self.edges.get(&(node, token)).copied()
    }

    pub(super) fn ending_at(&self, node: u32) -> impl Iterator<Item = &Name> {
        let begin = |node: usize| self.begins.get(node).map_or(0, |&at| at as usize);
        let ends = self.ends.get(begin(node as usize)..begin(node as usize + 1)).unwrap_or_default();
        ends.iter().filter(move |name| self.taken_away.is_empty() || !self.taken_away.contains(&(node, name.word)))
    }

    /// The node at which a whole text ends.
    pub(super) fn node(&self, text: &str) -> Option<u32> {
        let tokens = Tokens::of_name(text);
        let mut ids = tokens.tokens.iter().map(|token| self.token(tokens.text(token)));
        ids.try_fold(0, |node, id| self.step(node, id?))
    }

    pub(super) fn facts(&self, word: u32) -> &TagFacts {
        self.facts.get(word as usize).expect("every word has facts")
    }

    /// How near a word is to some series: 2 if it belongs to one, 1 if both belong to a wider one, else 0.
    pub(super) fn nearness(&self, word: u32, series: &[u32]) -> u8 {
        let facts = self.facts(word);
        if facts.series.iter().any(|own| series.contains(own)) {
            return 2;
        }
        let is_wide = |id: &u32| facts.wider.contains(id);
        u8::from(series.iter().any(|&id| self.facts(id).wider.iter().any(is_wide)))
    }

    /// Finds the one word of a namespace that a whole text names by itself.
    pub(super) fn named(&self, namespace: &str, text: &str) -> Option<u32> {
        let mut words = self.whole(namespace, text).filter(|name| name.strength <= Strength::Common);
        let first = words.next()?.word;
        words.all(|name| name.word == first).then_some(first)
    }

    /// Finds the one word of a namespace that a whole text names beside some series, by names of a strength at least.
    pub(super) fn named_beside(&self, namespace: &str, text: &str, series: &[u32], least: Strength) -> Option<u32> {
        let near = |name: &Name| self.nearness(name.word, series);
        let names: Vec<Name> = self.whole(namespace, text).filter(|name| name.strength <= least).collect();
        let most = names.iter().map(near).max().filter(|&most| most > 0)?;
        let mut nearest = names.iter().filter(|name| near(name) == most);
        let first = nearest.next()?.word;
        nearest.all(|name| name.word == first).then_some(first)
    }

    fn whole(&self, namespace: &str, text: &str) -> impl Iterator<Item = Name> {
        let kind = kind(namespace);
        let names = self.node(text).into_iter().flat_map(|node| self.ending_at(node));
        names.copied().filter(move |name| self.facts(name.word).kind == kind)
    }

    fn add_word(&mut self, id: u32, word: &Definition<u32>) {
        let kind = self.facts(id).kind;
        let family = if kind == TagKind::Character { family_name(word) } else { None };
        let is_costume = kind == TagKind::Character
            && word.parents.iter().any(|&parent| self.facts(parent).kind == TagKind::Character);
        let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let is_listed = |name: &str| word.common.iter().any(|common| letters(common) == letters(name));
        // The words of a character's name in the other order are the same words.
        let common = |name: &str| {
            is_listed(name) || kind == TagKind::Character && other_order(name).is_some_and(|order| is_listed(&order))
        };
        for name in std::iter::once(&word.tag).chain(&word.aliases).map(|tag| tag.name()) {
            let base = split_qualifier(name).map(|(base, _)| base);
            let strength = match () {
                // `another_(anime)` is what `another anime` looks like.
                () if common(name) && kind == TagKind::Series && is_acronym(name, word) => Strength::Short,
                () if common(name) || base.is_some_and(common) => Strength::Common,
                () if kind != TagKind::Emotion && is_english_name(name) => Strength::Common,
                () => Strength::Strong,
            };
            self.add_forms(id, name, strength, word.is_uncurated);
            // The bare name is that of the character without the costume.
            if kind == TagKind::Emotion || is_costume {
                continue;
            }
            if let Some(base) = base {
                let is_word = kind == TagKind::Character && !base.contains('_');
                let strength = if is_word { of_bare_name(base) } else { Strength::Common };
                self.add_forms(id, base, strength, word.is_uncurated);
            }
            if kind == TagKind::Character {
                let base = base.unwrap_or(name);
                if let Some(order) = other_order(base) {
                    self.add_forms(
                        id,
                        &order,
                        if base == name { strength } else { Strength::Common },
                        word.is_uncurated,
                    );
                }
                if let Some(short) = without_middle(base) {
                    self.add_forms(id, &short, strength, word.is_uncurated);
                }
                self.add_single_words(id, base, family);
            }
        }
        for (names, strength) in [(&word.famous, Strength::Famous), (&word.weak, Strength::Weak)] {
            for name in names {
                self.add_forms(id, name, strength, word.is_uncurated);
            }
        }
        for phrase in &word.decoys {
            self.add_forms(id, phrase, Strength::Decoy, false);
        }
    }

    fn add_single_words(&mut self, id: u32, name: &str, family: Option<&str>) {
        let parts = name.split(['_', '・', '·', '=', '＝', ' ']);
        let is_name = |part: &&str| !PARTICLES.contains(part) && !NOBODY.contains(part);
        for part in parts.clone().filter(|part| parts.clone().count() > 1 && is_name(part)) {
            if part.chars().filter(|c| c.is_alphanumeric()).count() > 1 {
                let strength = of_single_word(part);
                let is_family = strength == Strength::SingleWord && family == Some(part);
                self.add(id, part, if is_family { Strength::FamilyName } else { strength });
            }
        }
    }

    /// Adds a name and the other ways to write it.
    fn add_forms(&mut self, id: u32, name: &str, strength: Strength, is_uncurated: bool) {
        let strength = strength.max(self.greatest_strength(id, name, is_uncurated));
        self.add(id, name, strength);
        with_other_marks(name).for_each(|form| self.add(id, &form, strength));
        if let Some(together) = in_one_word(name).filter(|_| strength != Strength::Decoy) {
            self.add(id, &together, strength);
        }
    }

    /// The greatest strength of a name: single characters, and single words of uncurated lists, are taken for everyday words.
    fn greatest_strength(&self, id: u32, name: &str, is_uncurated: bool) -> Strength {
        let chars = name.chars().count();
        let is_kana = name.chars().all(|c| matches!(fold_char(c).1, Class::Hiragana | Class::Katakana));
        let is_short = chars <= 3 && (name.is_ascii() || is_kana);
        let is_single = !name.contains(|c: char| !c.is_alphanumeric());
        let is_emotion = self.facts(id).kind == TagKind::Emotion;
        match () {
            () if is_emotion => Strength::Strong,
            () if is_uncurated && is_single || chars == 1 => Strength::Common,
            () if is_short => Strength::Short,
            () => Strength::Strong,
        }
    }

    fn add(&mut self, word: u32, name: &str, strength: Strength) {
        let mut tokens = std::mem::take(&mut self.scratch);
        tokens.take_name(name);
        self.add_tokens(word, name, strength, &tokens);
        self.scratch = tokens;
    }

    fn add_tokens(&mut self, word: u32, name: &str, strength: Strength, tokens: &Tokens) {
        let is_typed_face = self.facts(word).kind == TagKind::Emotion && is_typed_face(name);
        if is_typed_face || tokens.tokens.iter().all(|token| token.class == Class::Digit) {
            return;
        }
        let mut node = 0;
        for token in &tokens.tokens {
            let n_tokens = as_id(self.tokens.len());
            let text = tokens.text(token);
            let id = match self.tokens.get(text) {
                Some(&id) => id,
                None => *self.tokens.entry(TokenText(text.to_owned().into())).or_insert(n_tokens),
            };
            let n_nodes = as_id(self.growing.len());
            node = *self.edges.entry((node, id)).or_insert(n_nodes);
            if node == n_nodes {
                self.growing.push(Vec::new());
            }
        }
        let has_mark = name.ends_with(['!', '！']);
        let is_divided = name.contains(|c: char| !c.is_alphanumeric());
        let ends = self.growing.get_mut(node as usize).expect("every node has a list");
        // Words are added one after the other, so the last name is of this word if any is.
        match ends.last_mut().filter(|known| known.word == word) {
            Some(known) => {
                known.strength = known.strength.min(strength);
                known.has_mark |= has_mark;
                known.is_divided |= is_divided;
            }
            None => {
                let qualifier = split_qualifier(name).map(|(_, qualifier)| Tokens::of_name(qualifier).tokens.len());
                let n_qualifier = qualifier.unwrap_or(0).min(tokens.tokens.len() - 1);
                ends.push(Name {
                    word,
                    strength,
                    n_qualifier: u8::try_from(n_qualifier).unwrap_or(u8::MAX),
                    has_slash: name.contains('/'),
                    is_divided,
                    has_mark,
                });
            }
        }
    }
}

/// The strength of a single word of a character's name.
fn of_single_word(word: &str) -> Strength {
    let mut folded = String::new();
    fold_word(word, &mut folded);
    let is_short = word.is_ascii() && word.len() < 3;
    if is_short || is_english_word(&folded) { Strength::EnglishWord } else { Strength::SingleWord }
}

/// Whether a name is one everyday English word.
fn is_english_name(name: &str) -> bool {
    let mut folded = String::new();
    fold_word(name, &mut folded);
    is_english_word(&folded)
}

/// The strength of `name_(series)` without its qualifier.
fn of_bare_name(name: &str) -> Strength {
    if of_single_word(name) == Strength::SingleWord { Strength::Weak } else { Strength::EnglishWord }
}

fn as_id(len: usize) -> u32 {
    u32::try_from(len).expect("memory ends before four thousand million names")
}

fn kind(namespace: &str) -> TagKind {
    match namespace {
        SERIES => TagKind::Series,
        CHARACTER => TagKind::Character,
        EMOTION => TagKind::Emotion,
        _ => TagKind::Other,
    }
}

fn facts(vocabulary: &Vocabulary, id: u32) -> TagFacts {
    let is_series = |id: &u32| kind(vocabulary.word(*id).tag.namespace()) == TagKind::Series;
    let word = vocabulary.word(id);
    let kind = kind(word.tag.namespace());
    let (series, wider) = match kind {
        TagKind::Series => (vec![id], [vec![id], vocabulary.ancestors(id)].concat()),
        TagKind::Character => (word.parents.clone(), vocabulary.ancestors(id)),
        TagKind::Emotion | TagKind::Other => (Vec::new(), Vec::new()),
    };
    let only_series = |ids: Vec<u32>| ids.into_iter().filter(is_series).collect();
    TagFacts { kind, is_uncurated: word.is_uncurated, series: only_series(series), wider: only_series(wider) }
}
