//! The names of series, characters and emotions as they occur in text: a tree of folded pieces.
//!
//! A name stands in it in every form that people write: as it is, given name first, with and without its qualifier,
//! with apostrophes dropped, in one word. A character's single words stand in it as weak names.
//!
//! How much a name proves by itself is its [`Strength`]; `recognise` decides what that means in a path.

use super::fold::{Class, fold_char, fold_word};
use super::name::{other_order, split_qualifier};
use super::ordinary::is_ordinary;
use super::pieces::Pieces;
use super::quick::QuickMap;
use super::{Vocabulary, Word};
use crate::tag::{CHARACTER, EMOTION, SERIES};

/// What a name proves where it stands, most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// It means its tag anywhere.
    Strong,
    /// It is an everyday word as well.
    Common,
    /// It means its tag beside the series.
    Weak,
    /// It is one word of a longer name, and means the tag beside the series.
    Word,
    /// It means its tag beside the series, where it stands alone.
    Ordinary,
    /// It is a phrase that means nothing, and hides the names in it.
    Decoy,
}

/// What kind of thing a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Series,
    Character,
    Emotion,
    Other,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) word: u32,
    pub(super) strength: Strength,
    /// How many of its pieces are a qualifier: one in `saber_(fate)`.
    pub(super) n_qualifier: usize,
    /// Whether it is written with a slash, so that it may lie across two folders.
    pub(super) has_slash: bool,
}

/// What recognition must know of a word.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) kind: Kind,
    /// Whether a bulk list brought it.
    pub(super) is_bulk: bool,
    /// Its series: a character's parents, a series itself.
    pub(super) series: Vec<u32>,
    /// Those and all the series that they imply.
    pub(super) wider: Vec<u32>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pieces: QuickMap<String, u32>,
    edges: QuickMap<(u32, u32), u32>,
    ends: Vec<Vec<Name>>,
    subjects: Vec<Subject>,
    /// Where names are divided while the tree grows.
    scratch: Pieces,
}

/// Words that join names and are none.
const PARTICLES: &[&str] = &["and", "da", "de", "der", "di", "el", "la", "le", "no", "of", "san", "the", "van", "von"];

impl Names {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let subjects = (0..).take(vocabulary.words.len()).map(|id| subject(vocabulary, id)).collect();
        let mut names = Self { ends: vec![Vec::new()], subjects, ..Self::default() };
        for (id, word) in vocabulary.live() {
            if names.subject(id).kind != Kind::Other {
                names.add_word(id, word);
            }
        }
        names
    }

    pub(super) fn piece(&self, text: &str) -> Option<u32> {
        self.pieces.get(text).copied()
    }

    pub(super) fn step(&self, node: u32, piece: u32) -> Option<u32> {
        self.edges.get(&(node, piece)).copied()
    }

    pub(super) fn ending_at(&self, node: u32) -> &[Name] {
        self.ends.get(node as usize).map_or(&[], Vec::as_slice)
    }

    pub(super) fn subject(&self, word: u32) -> &Subject {
        self.subjects.get(word as usize).expect("one subject a word")
    }

    /// How near a word is to some series: 2 if it belongs to one, 1 if both belong to a wider one, else 0.
    pub(super) fn nearness(&self, word: u32, series: &[u32]) -> u8 {
        let subject = self.subject(word);
        if subject.series.iter().any(|own| series.contains(own)) {
            return 2;
        }
        let is_wide = |id: &u32| subject.wider.contains(id);
        u8::from(series.iter().any(|&id| self.subject(id).wider.iter().any(is_wide)))
    }

    /// Finds the one word of a namespace that a whole text names by itself.
    pub(super) fn named(&self, namespace: &str, text: &str) -> Option<u32> {
        let mut words = self.whole(namespace, text).filter(|name| name.strength <= Strength::Common);
        let first = words.next()?.word;
        words.all(|name| name.word == first).then_some(first)
    }

    /// Finds the one word of a namespace that a whole text names beside some series.
    pub(super) fn named_beside(&self, namespace: &str, text: &str, series: &[u32]) -> Option<u32> {
        let near = |name: &Name| self.nearness(name.word, series);
        let names: Vec<Name> = self.whole(namespace, text).filter(|name| name.strength != Strength::Decoy).collect();
        let most = names.iter().map(near).max().filter(|&most| most > 0)?;
        let mut nearest = names.iter().filter(|name| near(name) == most);
        let first = nearest.next()?.word;
        nearest.all(|name| name.word == first).then_some(first)
    }

    fn whole(&self, namespace: &str, text: &str) -> impl Iterator<Item = Name> {
        let kind = kind(namespace);
        let pieces = Pieces::of_name(text);
        let mut ids = pieces.pieces.iter().map(|piece| self.piece(pieces.text(piece)));
        let node = ids.try_fold(0, |node, id| self.step(node, id?));
        let names = node.map_or(&[][..], |node| self.ending_at(node));
        names.iter().copied().filter(move |name| self.subject(name.word).kind == kind)
    }

    fn add_word(&mut self, id: u32, word: &Word) {
        let kind = self.subject(id).kind;
        let letters = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let common = |name: &str| word.common.iter().any(|common| letters(common) == letters(name));
        for name in std::iter::once(&word.tag).chain(&word.aliases).map(|tag| tag.name()) {
            let strength = if common(name) { Strength::Common } else { Strength::Strong };
            self.add_forms(id, name, strength, word.bulk);
            if kind == Kind::Emotion {
                continue;
            }
            let base = split_qualifier(name).map(|(base, _)| base);
            if let Some(base) = base {
                let is_word = kind == Kind::Character && !base.contains('_');
                let strength = if is_word { of_bare_name(base) } else { Strength::Common };
                self.add_forms(id, base, strength, word.bulk);
            }
            if kind == Kind::Character {
                let base = base.unwrap_or(name);
                if let Some(order) = other_order(base) {
                    self.add_forms(id, &order, if base == name { strength } else { Strength::Common }, word.bulk);
                }
                self.add_single_words(id, base);
            }
        }
        for name in &word.weak {
            self.add_forms(id, name, Strength::Weak, word.bulk);
        }
        for phrase in &word.unless {
            self.add_forms(id, phrase, Strength::Decoy, false);
        }
    }

    fn add_single_words(&mut self, id: u32, name: &str) {
        let parts = name.split(['_', '・', '=', '＝', ' ']);
        for part in parts.clone().filter(|part| parts.clone().count() > 1 && !PARTICLES.contains(part)) {
            if part.chars().count() > 1 {
                self.add(id, part, of_one_word(part));
            }
        }
    }

    /// Adds a name and the other ways to write it.
    fn add_forms(&mut self, id: u32, name: &str, strength: Strength, is_bulk: bool) {
        let strength = strength.max(self.ceiling(id, name, is_bulk));
        self.add(id, name, strength);
        if name.contains(['\'', '’']) {
            self.add(id, &name.replace(['\'', '’'], ""), strength);
        }
        if name.contains('&') {
            self.add(id, &name.replace('&', "_and_"), strength);
        }
        if strength != Strength::Decoy && name.contains(|c: char| !c.is_alphanumeric()) {
            let together: String =
                name.chars().map(fold_char).filter(|c| c.1 != Class::Separator).map(|c| c.0).collect();
            if together.len() >= 6 && together.bytes().all(|byte| byte.is_ascii_lowercase()) {
                self.add(id, &together, strength);
            }
        }
    }

    /// The most that a name can prove: short ones and single words of bulk lists are taken for everyday words.
    fn ceiling(&self, id: u32, name: &str, is_bulk: bool) -> Strength {
        let chars = name.chars().count();
        let is_kana = name.chars().all(|c| matches!(fold_char(c).1, Class::Hiragana | Class::Katakana));
        let is_short = chars <= 3 && (name.is_ascii() || is_kana) || chars == 1;
        let is_single = !name.contains(|c: char| !c.is_alphanumeric());
        let is_emotion = self.subject(id).kind == Kind::Emotion;
        if !is_emotion && (is_short || is_bulk && is_single) { Strength::Common } else { Strength::Strong }
    }

    fn add(&mut self, word: u32, name: &str, strength: Strength) {
        let mut pieces = std::mem::take(&mut self.scratch);
        pieces.take_name(name);
        self.add_pieces(word, name, strength, &pieces);
        self.scratch = pieces;
    }

    fn add_pieces(&mut self, word: u32, name: &str, strength: Strength, pieces: &Pieces) {
        if pieces.pieces.iter().all(|piece| piece.class == Class::Digit) {
            return;
        }
        let mut node = 0;
        for piece in &pieces.pieces {
            let n_pieces = as_id(self.pieces.len());
            let text = pieces.text(piece);
            let id = match self.pieces.get(text) {
                Some(&id) => id,
                None => *self.pieces.entry(text.to_owned()).or_insert(n_pieces),
            };
            let n_nodes = as_id(self.ends.len());
            node = *self.edges.entry((node, id)).or_insert(n_nodes);
            if node == n_nodes {
                self.ends.push(Vec::new());
            }
        }
        let ends = self.ends.get_mut(node as usize).expect("every node has a list");
        // Words come one after the other, so the names of this one are the last.
        match ends.last_mut().filter(|known| known.word == word) {
            Some(known) => known.strength = known.strength.min(strength),
            None => {
                let qualifier = split_qualifier(name).map(|(_, qualifier)| Pieces::of_name(qualifier).pieces.len());
                ends.push(Name {
                    word,
                    strength,
                    n_qualifier: qualifier.unwrap_or(0).min(pieces.pieces.len() - 1),
                    has_slash: name.contains('/'),
                });
            }
        }
    }
}

/// What a single word of a character's name proves.
fn of_one_word(word: &str) -> Strength {
    let mut folded = String::new();
    fold_word(word, &mut folded);
    let is_short = word.is_ascii() && word.len() < 3;
    if is_short || is_ordinary(&folded) { Strength::Ordinary } else { Strength::Word }
}

/// What `name_(series)` without its qualifier proves.
fn of_bare_name(name: &str) -> Strength {
    if of_one_word(name) == Strength::Word { Strength::Weak } else { Strength::Ordinary }
}

fn as_id(len: usize) -> u32 {
    u32::try_from(len).expect("memory ends before four thousand million names")
}

fn kind(namespace: &str) -> Kind {
    match namespace {
        SERIES => Kind::Series,
        CHARACTER => Kind::Character,
        EMOTION => Kind::Emotion,
        _ => Kind::Other,
    }
}

fn subject(vocabulary: &Vocabulary, id: u32) -> Subject {
    let is_series = |id: &u32| kind(vocabulary.word(*id).tag.namespace()) == Kind::Series;
    let word = vocabulary.word(id);
    let kind = kind(word.tag.namespace());
    let (series, wider) = match kind {
        Kind::Series => (vec![id], [vec![id], vocabulary.ancestors(id)].concat()),
        Kind::Character => (word.parents.clone(), vocabulary.ancestors(id)),
        Kind::Emotion | Kind::Other => (Vec::new(), Vec::new()),
    };
    let only_series = |ids: Vec<u32>| ids.into_iter().filter(is_series).collect();
    Subject { kind, is_bulk: word.bulk, series: only_series(series), wider: only_series(wider) }
}
