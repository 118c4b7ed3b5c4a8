//! The series, characters and emotions that a path names.
//!
//! Every run of tokens that spells a name is a hit. Of all readings of the path the one with the longest names wins:
//! `Happy Sugar Life` is a series and no emotion, and the slug `saber_fate_stay_night` is a character and a series. Strong
//! names count anywhere. The others need signs of their series: its names, its characters, tags that the caller knows.
//! - Everyday words (`air`) count as a whole folder name or a part between ` - ` or brackets, or beside another sign of
//!   their series (a strong one, for words of an uncurated list); everyday emotions (`love`) also beside any series.
//! - Weak names (a given name) count beside their series if they mean one character of it; in a list of tags they must
//!   be a whole tag, and English words (`light`) need a part that holds nothing but names.
//! - A name that a series and its character share is the character only if the series is named otherwise too.

use super::Vocabulary;
use super::fold::Class;
use super::index::{Name, Names, Strength, TagKind};
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
        let mut tokens = Tokens::of_path(stem);
        tokens.drop_artists();
        let known = if known.is_empty() { Vec::new() } else { self.series_of(known) };
        let mut reading =
            Reading { names: self.names(), tokens, is_file, hits: Vec::new(), is_named: Vec::new(), signs: known };
        reading.find_hits();
        if reading.hits.is_empty() {
            return Vec::new();
        }
        reading.is_named = vec![false; reading.tokens.tokens.len()];
        for (hit, meaning) in reading.choose() {
            reading.is_named.iter_mut().take(hit.to).skip(hit.from).for_each(|named| *named = true);
            let words = [meaning.series, meaning.character].into_iter().flatten();
            for word in words {
                reading.signs.extend(&reading.names.facts(word).series);
            }
        }
        reading.support_common_series();
        let chosen = reading.choose();
        reading.words(&chosen).into_iter().map(|word| self.word(word).tag.clone()).collect()
    }
}

/// A run of tokens that spells a name.
#[derive(Clone, Copy)]
struct Hit {
    from: usize,
    to: usize,
    node: u32,
}

/// The words that a hit means, by kind.
#[derive(Clone, Copy, Default)]
struct HitMeaning {
    series: Option<u32>,
    character: Option<u32>,
    emotion: Option<u32>,
    is_decoy: bool,
}

struct Reading<'a> {
    names: &'a Names,
    tokens: Tokens,
    is_file: bool,
    hits: Vec<Hit>,
    /// By token, whether the first reading finds a name there.
    is_named: Vec<bool>,
    /// The series that the path is known to speak of.
    signs: Vec<u32>,
}

impl Reading<'_> {
    fn find_hits(&mut self) {
        let ids: Vec<Option<u32>> =
            self.tokens.tokens.iter().map(|token| self.names.token(self.tokens.text(token))).collect();
        for from in 0..ids.len() {
            let mut node = 0;
            for (to, id) in (from + 1..).zip(ids.get(from..).unwrap_or_default()) {
                let Some(next) = id.and_then(|id| self.names.step(node, id)) else { break };
                node = next;
                if !self.names.ending_at(node).is_empty() && self.stands_free(from, to) {
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
        heaviest(self.tokens.tokens.len(), &spans).into_iter().filter_map(|at| meanings.get(at).copied()).collect()
    }

    /// What a hit means, if anything, and its weight. The weight grows with the square of the length, because long names
    /// seldom occur by chance. A qualifier adds little, so that it is read as a series of its own where it can be.
    fn meaning(&self, hit: Hit) -> Option<(HitMeaning, u32)> {
        let is_decoy = self.names.ending_at(hit.node).iter().any(|name| name.strength == Strength::Decoy);
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
            n_qualifier = n_qualifier.min(name.n_qualifier);
        }
        if n_qualifier == usize::MAX {
            return None;
        }
        let n_tokens = hit.to - hit.from;
        let n_base = u32::try_from(n_tokens.saturating_sub(n_qualifier).min(100)).expect("at most a hundred");
        Some((meaning, n_base * n_base * 8 + u32::from(n_qualifier > 0) * 8 + bonus))
    }

    /// The one word of a kind that a hit means: strongest names first, then nearest to the signs.
    fn word_of_kind(&self, hit: Hit, kind: TagKind) -> Option<(Name, bool)> {
        let mut best: Option<(Strength, u8, Name, bool)> = None;
        let mut is_tie = false;
        for name in self.names.ending_at(hit.node).iter().filter(|name| self.names.facts(name.word).kind == kind) {
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

    /// Whether a name counts here; if so, whether because of the signs.
    fn counts(&self, hit: Hit, name: &Name, kind: TagKind) -> Option<bool> {
        let is_near = || self.names.nearness(name.word, &self.signs) > 0;
        match name.strength {
            Strength::Strong => Some(false),
            Strength::Common if self.is_whole_part(hit) => Some(false),
            Strength::Common if kind == TagKind::Emotion => (!self.signs.is_empty()).then_some(false),
            Strength::Common | Strength::Weak | Strength::SingleWord => {
                let in_list = self.tokens.tokens.get(hit.from).is_some_and(|token| token.in_list);
                (is_near() && (!in_list || self.is_alone(hit, false))).then_some(true)
            }
            Strength::EnglishWord => (is_near() && self.is_alone(hit, true)).then_some(true),
            Strength::Decoy => None,
        }
    }

    fn may_cross(&self, hit: Hit, name: &Name) -> bool {
        let inside = self.tokens.tokens.get(hit.from + 1..hit.to).unwrap_or_default();
        inside.iter().all(|token| token.gap < Gap::Component || (token.gap == Gap::Component && name.has_slash))
    }

    /// Whether a hit is a whole folder name, or a whole part of a file's name that has others.
    fn is_whole_part(&self, hit: Hit) -> bool {
        let tokens = &self.tokens.tokens;
        let (Some(first), Some(end)) = (tokens.get(hit.from), tokens.last()) else { return false };
        let is_folder = !self.is_file || first.component != end.component;
        let has_other_parts =
            || tokens.iter().any(|token| token.component == first.component && token.part != first.part);
        (is_folder || has_other_parts()) && self.is_alone(hit, false)
    }

    /// Whether a part of the path says nothing but a hit, numbers and the like, and perhaps other names.
    fn is_alone(&self, hit: Hit, beside_names: bool) -> bool {
        let tokens = &self.tokens.tokens;
        let (Some(first), Some(last)) = (tokens.get(hit.from), tokens.get(hit.to - 1)) else { return false };
        let says_nothing = |at: usize| {
            (hit.from..hit.to).contains(&at)
                || (beside_names && self.is_named.get(at) == Some(&true))
                || tokens.get(at).is_some_and(|token| is_noise(token.class, self.tokens.text(token)))
        };
        let is_here = |at: &usize| tokens.get(*at).is_some_and(|token| token.part == first.part);
        first.part == last.part && (0..tokens.len()).filter(is_here).all(says_nothing)
    }

    /// Everyday words that name a series count if a character of it is named elsewhere in the path.
    fn support_common_series(&mut self) {
        let mut supported = Vec::new();
        for hit in &self.hits {
            for name in self.names.ending_at(hit.node) {
                let facts = self.names.facts(name.word);
                let is_candidate = facts.kind == TagKind::Series
                    && !facts.is_uncurated
                    && name.strength == Strength::Common
                    && self.may_cross(*hit, name);
                let series = [name.word];
                let is_character = |other: &Name| {
                    other.strength <= Strength::SingleWord
                        && self.names.facts(other.word).kind == TagKind::Character
                        && self.names.nearness(other.word, &series) == 2
                };
                let mut others = self.hits.iter().filter(|other| other.to <= hit.from || other.from >= hit.to);
                if is_candidate && others.any(|other| self.names.ending_at(other.node).iter().any(is_character)) {
                    supported.push(name.word);
                }
            }
        }
        self.signs.append(&mut supported);
    }

    /// The words that the chosen hits name, each once.
    fn words(&self, chosen: &[(Hit, HitMeaning)]) -> Vec<u32> {
        let mut found: Vec<u32> = Vec::new();
        for (at, &(hit, meaning)) in chosen.iter().enumerate().filter(|(_, (_, meaning))| !meaning.is_decoy) {
            let is_of_series = |character: u32| self.names.nearness(character, &self.signs) > 0;
            let mut words = match (meaning.series, meaning.character, meaning.emotion) {
                (Some(series), Some(character), _) if self.is_said_twice(chosen, at, series) => vec![character],
                (Some(series), _, _) => vec![series],
                (None, Some(character), None) => vec![character],
                (None, Some(character), Some(_)) if is_of_series(character) => vec![character],
                (None, character, emotion) => emotion.or(character).into_iter().collect(),
            };
            if let (None, Some(character)) = (meaning.series, meaning.character) {
                words.extend(self.series_in(hit, character));
            }
            for word in words {
                if !found.contains(&word) {
                    found.push(word);
                }
            }
        }
        found
    }

    /// Whether a series is named elsewhere in a way that leaves this mention of it to its character.
    fn is_said_twice(&self, chosen: &[(Hit, HitMeaning)], at: usize, series: u32) -> bool {
        let Some(&(hit, _)) = chosen.get(at) else { return false };
        let is_series = |meaning: &HitMeaning| meaning.series == Some(series);
        let has_own_name = |meaning: &HitMeaning| is_series(meaning) && meaning.character.is_none();
        let before = chosen.get(..at).unwrap_or_default();
        chosen.iter().any(|(_, meaning)| has_own_name(meaning))
            || before.iter().any(|(_, meaning)| is_series(meaning)) && self.has_other_words(hit)
    }

    /// The series that a character's qualifier names within a hit (`nami_(one_piece)`).
    fn series_in(&self, hit: Hit, character: u32) -> Option<u32> {
        let mut inner = self.hits.iter().filter(|inner| inner.to == hit.to && inner.from > hit.from);
        inner.find_map(|inner| {
            let mut names = self.names.ending_at(inner.node).iter().filter(|name| name.strength <= Strength::Common);
            names.find(|name| self.names.facts(character).series.contains(&name.word)).map(|name| name.word)
        })
    }

    /// Whether the component says more than this name, release groups and numbers.
    fn has_other_words(&self, hit: Hit) -> bool {
        let Some(first) = self.tokens.tokens.get(hit.from) else { return false };
        self.tokens.tokens.iter().enumerate().any(|(at, token)| {
            token.component == first.component
                && !(hit.from..hit.to).contains(&at)
                && !token.in_brackets
                && !is_noise(token.class, self.tokens.text(token))
        })
    }
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

/// Whether a token says nothing beside a title: a number, or a word for a kind of file.
fn is_noise(class: Class, text: &str) -> bool {
    const WORDS: &str = "and anime art bd bluray e ep episode film gif gifs hd k movie ova p pics s season series tv v vol \
                         volume wallpaper wallpapers x";
    class == Class::Digit || WORDS.split(' ').any(|word| word == text)
}
