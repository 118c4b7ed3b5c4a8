//! Names of characters that were mistyped: one letter added, left out, replaced or swapped with its neighbour.
//!
//! Only whole names of at least eight letters are looked for, and only beside their series: shorter ones have other words as
//! neighbours. One slip leaves the first four letters of such a name or its last four as they are, so a name is found by these,
//! and few names must be compared.

use super::fold::fold_char;
use super::hash::FastMap;
use super::name::{other_order, split_qualifier};
use super::recognise::{Hit, HitMeaning, Reading};
use super::tokens::Gap;
use super::tokens::Tokens;
use super::{Definition, Vocabulary};
use crate::tag::{CHARACTER, edit_distance};

const MIN_LETTERS: usize = 8;
const MAX_LETTERS: usize = 40;
const EDGE: usize = 4;

impl Reading<'_> {
    /// Looks for mistyped names of the characters of the series at hand: up to three words, one of them unknown.
    pub(super) fn find_slips(&mut self, vocabulary: &Vocabulary) {
        let tokens = &self.tokens.tokens;
        let is_unknown = |at: usize| self.is_named.get(at) == Some(&false) && self.n_words(at..at + 1, false) > 0;
        let mut slips = Vec::new();
        for from in 0..tokens.len() {
            for to in from + 1..=(from + 3).min(tokens.len()) {
                let window = tokens.get(from..to).unwrap_or_default();
                if window.iter().skip(1).any(|token| token.gap > Gap::Soft) {
                    break;
                }
                if !(from..to).any(is_unknown) {
                    continue;
                }
                let mut near = vocabulary.slips().near(self.tokens.text_of(window));
                let mut near = near.by_ref().filter(|&word| self.names.nearness(word, &self.signs) > 0);
                let first = near.next();
                if first.is_some() && near.all(|word| Some(word) == first) {
                    let hit = Hit { from, to, node: 0 };
                    slips.push((hit, HitMeaning { character: first, ..HitMeaning::default() }));
                }
            }
        }
        self.slips = slips;
    }
}

/// Names by their first and last letters, each with its word.
#[derive(Clone, Debug, Default)]
pub(super) struct Slips {
    by_edge: FastMap<String, Vec<u32>>,
    names: Vec<(String, u32)>,
}

impl Slips {
    /// Takes the names of characters among words, in both orders, as written and folded.
    pub(super) fn new<'a>(words: impl Iterator<Item = (u32, &'a Definition<u32>)>) -> Self {
        let mut slips = Self::default();
        let mut tokens = Tokens::default();
        for (id, word) in words.filter(|(_, word)| word.tag.namespace() == CHARACTER && !word.is_uncurated) {
            for tag in std::iter::once(&word.tag).chain(&word.aliases).filter(|tag| tag.name().is_ascii()) {
                let base = split_qualifier(tag.name()).map_or(tag.name(), |(base, _)| base);
                for name in [Some(base.to_owned()), other_order(base)].into_iter().flatten() {
                    let plain: String =
                        name.chars().map(|c| fold_char(c).0).filter(char::is_ascii_alphanumeric).collect();
                    tokens.take_name(&name);
                    let folded = tokens.text_of(&tokens.tokens);
                    slips.add(folded, id);
                    if plain != folded {
                        slips.add(&plain, id);
                    }
                }
            }
        }
        slips
    }

    /// Adds a name as it is written in one word; a shorter one, or one of other letters, is passed over.
    fn add(&mut self, name: &str, word: u32) {
        if name.len() < MIN_LETTERS || !is_comparable(name) {
            return;
        }
        let at = u32::try_from(self.names.len()).expect("memory ends before four thousand million names");
        for edge in edges(name) {
            self.by_edge.entry(edge).or_default().push(at);
        }
        self.names.push((name.to_owned(), word));
    }

    /// Lists the words with a name that differs from `text` by at most one slip.
    pub(super) fn near<'a>(&'a self, text: &'a str) -> impl Iterator<Item = u32> + 'a {
        let letters: Vec<char> = text.chars().collect();
        let keys = if is_comparable(text) { edges(text).to_vec() } else { Vec::new() };
        let candidates = keys.into_iter().filter_map(|key| self.by_edge.get(&key)).flatten();
        candidates.filter_map(move |&at| {
            let (name, word) = self.names.get(at as usize)?;
            edit_distance(&letters, name, 1).map(|_| *word)
        })
    }
}

fn is_comparable(text: &str) -> bool {
    // A name that lost a letter is one shorter.
    (MIN_LETTERS - 1..=MAX_LETTERS).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// The first letters, marked so that they are not taken for last ones, and the last.
fn edges(text: &str) -> [String; 2] {
    let (first, last) = (text.get(..EDGE).unwrap_or_default(), text.get(text.len() - EDGE..).unwrap_or_default());
    [format!("{first}-"), format!("-{last}")]
}
