//! The series, characters and emotions that a path names.
//!
//! Every run of tokens that spells a name is a hit. Of all readings of the path the one with the longest names wins:
//! `Happy Sugar Life` is a series and no emotion, and the slug `saber_fate_stay_night` is a character and a series. Strong
//! names count anywhere. What the others need is told in `evidence`: signs of their series, which are its names, its
//! characters and tags that the caller knows. So a path is read twice: the first reading finds the signs.
//!
//! A name that a series and its character share is the character only if the series is named otherwise too.

use super::Vocabulary;
use super::fold::Class;
use super::hash::FastMap;
use super::index::{Name, Names, Strength, TagKind};
use super::outline::Outline;
use super::spans::{Span, heaviest};
use super::tokens::{Gap, Tokens};
use crate::tag::Tag;

impl Vocabulary {
    /// Lists the canonical tags of the series, characters and emotions that a relative path names, each once, in the order of
    /// the path. What they imply is not added.
    ///
    /// Components are divided by `/`; the last may have a media file's extension.
    pub fn recognise(&self, path: &str) -> Vec<Tag> {
        self.recognise_among(path, &[])
    }

    /// Recognises the names in a path whose media has tags already. Series and characters among these are signs; they are in the
    /// answer only if the path names them.
    pub fn recognise_among(&self, path: &str, known: &[Tag]) -> Vec<Tag> {
        let (stem, is_file) = without_extensions(path);
        let known = if known.is_empty() { Vec::new() } else { self.series_of(known) };
        self.read(Tokens::of_path(stem), if is_file { Form::File } else { Form::Folder }, known)
    }

    /// Recognises the names in a slug of Danbooru's: characters, then series, and no emotion. So what it ends in is a series, even
    /// an everyday word (`saber_fate`).
    pub fn recognise_slug(&self, slug: &str) -> Vec<Tag> {
        let mut tags = self.read(Tokens::of_path(slug), Form::Slug, Vec::new());
        for tag in self.listed_in_slug(slug) {
            if !tags.contains(&tag) {
                tags.push(tag);
            }
        }
        tags
    }

    fn read(&self, mut tokens: Tokens, form: Form, known: Vec<u32>) -> Vec<Tag> {
        tokens.drop_artists();
        let mut reading = Reading::new(self.names(), tokens, form, known);
        if reading.hits.is_empty() {
            return Vec::new();
        }
        for (hit, meaning) in reading.choose().into_iter().filter(|(_, meaning)| !meaning.is_decoy) {
            reading.mark_named(hit);
            let words = [meaning.series, meaning.character].into_iter().flatten();
            for word in words {
                reading.signs.extend(&reading.names.facts(word).series);
            }
        }
        reading.support_common_series();
        reading.signs.sort_unstable();
        reading.signs.dedup();
        reading.count_words();
        if !reading.signs.is_empty() {
            reading.find_slips(self);
        }
        let chosen = reading.choose();
        reading.words(&chosen).into_iter().map(|word| self.word(word).tag.clone()).collect()
    }
}

/// What a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A path that ends in the name of a file.
    File,
    /// A path of folders.
    Folder,
    Slug,
}

/// A run of tokens that spells a name.
#[derive(Clone, Copy)]
pub(super) struct Hit {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) node: u32,
}

/// The words that a hit means, by kind.
#[derive(Clone, Copy, Default)]
pub(super) struct HitMeaning {
    pub(super) series: Option<u32>,
    pub(super) character: Option<u32>,
    pub(super) emotion: Option<u32>,
    pub(super) is_decoy: bool,
}

pub(super) struct Reading<'a> {
    pub(super) names: &'a Names,
    pub(super) tokens: Tokens,
    pub(super) outline: Outline,
    pub(super) form: Form,
    /// In the order of their beginnings.
    pub(super) hits: Vec<Hit>,
    /// By token, whether a name of several tokens ends before it.
    ends: Vec<bool>,
    /// Characters of a series at hand whose names are mistyped.
    pub(super) slips: Vec<(Hit, HitMeaning)>,
    /// By token, whether an emotion or a name of the first reading is there.
    pub(super) is_named: Vec<bool>,
    /// By token, how many before it say something, and how many of those no name covers.
    pub(super) words_before: Vec<u32>,
    pub(super) unnamed_before: Vec<u32>,
    /// The series that the path is known to speak of.
    pub(super) signs: Vec<u32>,
}

impl<'a> Reading<'a> {
    fn new(names: &'a Names, tokens: Tokens, form: Form, signs: Vec<u32>) -> Self {
        let (hits, ends, slips, words_before, unnamed_before) = Default::default();
        let is_named = vec![false; tokens.tokens.len()];
        let outline = Outline::default();
        let mut reading =
            Self { names, tokens, outline, form, hits, ends, slips, is_named, words_before, unnamed_before, signs };
        reading.find_hits();
        if !reading.hits.is_empty() {
            reading.outline = Outline::new(&reading.tokens);
            let is_emotion =
                |hit: &&Hit| names.ending_at(hit.node).any(|name| names.facts(name.word).kind == TagKind::Emotion);
            reading.ends = vec![false; reading.tokens.tokens.len() + 1];
            for hit in reading.hits.iter().filter(|hit| hit.to - hit.from > 1) {
                reading.ends[hit.to] = true;
            }
            let emotions: Vec<Hit> = reading.hits.iter().filter(is_emotion).copied().collect();
            emotions.into_iter().for_each(|hit| reading.mark_named(hit));
            reading.count_words();
        }
        reading
    }

    /// Whether a name of several tokens begins at a token.
    pub(super) fn begins_at(&self, token: usize) -> bool {
        let at = self.hits.partition_point(|hit| hit.from < token);
        self.hits
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|hit| hit.from == token)
            .any(|hit| hit.to - hit.from > 1)
    }

    /// Whether a name of several tokens ends before a token.
    pub(super) fn ends_at(&self, token: usize) -> bool {
        self.ends.get(token) == Some(&true)
    }

    fn mark_named(&mut self, hit: Hit) {
        self.is_named.iter_mut().take(hit.to).skip(hit.from).for_each(|named| *named = true);
    }

    fn find_hits(&mut self) {
        let ids: Vec<Option<u32>> =
            self.tokens.tokens.iter().map(|token| self.names.token(self.tokens.text(token))).collect();
        for from in 0..ids.len() {
            let mut node = 0;
            for (to, id) in (from + 1..).zip(ids.get(from..).unwrap_or_default()) {
                let Some(next) = id.and_then(|id| self.names.step(node, id)) else { break };
                node = next;
                if self.names.ending_at(node).next().is_some() && self.stands_free(from, to) {
                    self.hits.push(Hit { from, to, node });
                }
            }
        }
    }

    /// Whether a run of Japanese characters is a word of its own, as far as the scripts around it tell.
    fn stands_free(&self, from: usize, to: usize) -> bool {
        let tokens = &self.tokens.tokens;
        let class = |at: usize| tokens.get(at).map(|token| token.class);
        let before = from.checked_sub(1).filter(|_| tokens.get(from).is_some_and(|token| token.gap == Gap::None));
        let before = before.and_then(class);
        let after = tokens.get(to).filter(|token| token.gap == Gap::None).map(|token| token.class);
        let (first, last) = (class(from), class(to - 1));
        let joined =
            |script: Class| (first == Some(script) && before == first) || (last == Some(script) && after == last);
        let is_hiragana =
            tokens.get(from..to).is_some_and(|run| run.iter().all(|token| token.class == Class::Hiragana));
        let is_within_kana = before == Some(Class::Hiragana) || after == Some(Class::Hiragana);
        !(joined(Class::Katakana)
            || (to - from == 1 && joined(Class::Kanji))
            || (is_hiragana && to - from < 3 && is_within_kana))
    }

    /// The best reading of the path under the present signs.
    fn choose(&self) -> Vec<(Hit, HitMeaning)> {
        let mut meanings = Vec::with_capacity(self.hits.len());
        let mut spans = Vec::with_capacity(self.hits.len());
        for &hit in &self.hits {
            if let Some((meaning, weight)) = self.meaning(hit) {
                meanings.push((hit, meaning));
                spans.push(Span { from: hit.from, to: hit.to, weight });
            }
        }
        for &(hit, meaning) in &self.slips {
            meanings.push((hit, meaning));
            spans.push(Span { from: hit.from, to: hit.to, weight: weight(hit.to - hit.from, 0) });
        }
        heaviest(self.tokens.tokens.len(), &spans).into_iter().filter_map(|at| meanings.get(at).copied()).collect()
    }

    /// What a hit means, if anything, and its weight.
    fn meaning(&self, hit: Hit) -> Option<(HitMeaning, u32)> {
        let is_decoy = self.names.ending_at(hit.node).any(|name| name.strength == Strength::Decoy)
            && self.outline.component(hit.from).range.contains(&(hit.to - 1));
        let mut meaning = HitMeaning { is_decoy, ..HitMeaning::default() };
        let mut bonus = 0;
        let mut n_qualifier = if is_decoy { 0 } else { usize::MAX };
        for kind in [TagKind::Series, TagKind::Character, TagKind::Emotion] {
            let Some((name, is_weak)) = self.word_of_kind(hit, kind) else { continue };
            let place = match kind {
                TagKind::Series => &mut meaning.series,
                TagKind::Character => &mut meaning.character,
                TagKind::Emotion | TagKind::Other => &mut meaning.emotion,
            };
            *place = Some(name.word);
            bonus = bonus.max(if is_weak { 2 } else { 4 });
            n_qualifier = n_qualifier.min(usize::from(name.n_qualifier));
        }
        if n_qualifier == usize::MAX {
            return None;
        }
        meaning.is_decoy &= meaning.series.or(meaning.character).is_none();
        Some((meaning, weight(hit.to - hit.from, n_qualifier) + bonus))
    }

    /// The one word of a kind that a hit means: strongest names first, then nearest to the signs.
    fn word_of_kind(&self, hit: Hit, kind: TagKind) -> Option<(Name, bool)> {
        let mut best: Option<(Strength, u8, Name, bool)> = None;
        let mut is_tie = false;
        for name in self.names.ending_at(hit.node).filter(|name| self.names.facts(name.word).kind == kind) {
            if !self.may_cross(hit, name) {
                continue;
            }
            let Some(is_weak) = self.counts(hit, name, kind) else { continue };
            let nearness = self.names.nearness(name.word, &self.signs);
            let rank = |strength: Strength, nearness: u8| (std::cmp::Reverse(strength), nearness);
            match best.map(|(strength, near, ..)| rank(strength, near).cmp(&rank(name.strength, nearness))) {
                None | Some(std::cmp::Ordering::Less) => {
                    best = Some((name.strength, nearness, *name, is_weak));
                    is_tie = false;
                }
                Some(std::cmp::Ordering::Equal) => is_tie = true,
                Some(std::cmp::Ordering::Greater) => {}
            }
        }
        best.filter(|_| !is_tie).map(|(_, _, name, is_weak)| (name, is_weak))
    }

    fn may_cross(&self, hit: Hit, name: &Name) -> bool {
        let inside = self.tokens.tokens.get(hit.from + 1..hit.to).unwrap_or_default();
        inside.iter().all(|token| token.gap < Gap::Component || (token.gap == Gap::Component && name.has_slash))
    }

    /// Short names and everyday words that name a series count if a character of it is named elsewhere in the path, or another
    /// such name of it (`夏洛特Charlotte`).
    fn support_common_series(&mut self) {
        // By series, where the first name of one of its characters ends and the last begins.
        let mut characters: FastMap<u32, (usize, usize)> = FastMap::default();
        for hit in &self.hits {
            let weakest = if self.hits.iter().any(|other| self.is_emotion(other)) {
                Strength::EnglishWord
            } else {
                Strength::FamilyName
            };
            for name in self.names.ending_at(hit.node).filter(|name| name.strength <= weakest) {
                let facts = self.names.facts(name.word);
                for &series in facts.series.iter().filter(|_| facts.kind == TagKind::Character) {
                    let (end, begin) = characters.entry(series).or_insert((hit.to, hit.from));
                    (*end, *begin) = ((*end).min(hit.to), (*begin).max(hit.from));
                }
            }
        }
        let mut supported = Vec::new();
        // By series, the first of such names of it.
        let mut first: FastMap<u32, Hit> = FastMap::default();
        for hit in &self.hits {
            for name in self.names.ending_at(hit.node) {
                let facts = self.names.facts(name.word);
                let is_candidate = facts.kind == TagKind::Series
                    && !facts.is_uncurated
                    && matches!(
                        self.strength(*hit, name, facts.kind),
                        Strength::Short | Strength::Common | Strength::Famous | Strength::Weak
                    )
                    && self.may_cross(*hit, name);
                let has_other = |&(end, begin): &(usize, usize)| end <= hit.from || begin >= hit.to;
                if !is_candidate {
                    continue;
                }
                let earlier = first.entry(name.word).or_insert(*hit);
                let is_second = earlier.to <= hit.from && earlier.node != hit.node;
                if is_second || characters.get(&name.word).is_some_and(has_other) {
                    supported.push((name.word, *hit));
                }
            }
        }
        for (series, hit) in supported {
            self.signs.push(series);
            self.mark_named(hit);
        }
    }
}

/// The weight of a name. It grows with the square of the length, because long names seldom occur by chance. A qualifier counts
/// as the name of its own that it often is, and a little more.
fn weight(n_tokens: usize, n_qualifier: usize) -> u32 {
    let square = |n: usize| u32::try_from(n.min(100).pow(2)).expect("at most a hundred squared");
    square(n_tokens.saturating_sub(n_qualifier)) * 8 + square(n_qualifier) * 8 + u32::from(n_qualifier > 0) * 4
}

/// Cuts media and sidecar extensions off; says whether there was one.
fn without_extensions(path: &str) -> (&str, bool) {
    const EXTENSIONS: &[&str] = &[
        "gif", "png", "apng", "jpg", "jpeg", "jpe", "jfif", "webp", "avif", "bmp", "tif", "tiff", "jxl", "ico", "qoi",
        "tga", "pnm", "ppm", "mp4", "webm", "mkv", "json", "txt", "xmp", "caption",
    ];
    let mut stem = path;
    while let Some((rest, extension)) = stem.rsplit_once('.') {
        if !EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension)) {
            break;
        }
        stem = rest;
    }
    (stem, stem.len() < path.len())
}
