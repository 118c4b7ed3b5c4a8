//! The series, characters and emotions that a path names.
//!
//! Every run of pieces that spells a name is a hit. Of all readings of the path the one with the longest names wins, so
//! nobody is happy in `Happy Sugar Life`, and the slug `saber_fate_stay_night` divides as it should. Strong names count
//! anywhere; the others need signs of their series: its names, its characters, tags that the caller knows.
//! - Everyday words (`air`) count as a whole folder name or a part between ` - ` or brackets, or beside another sign of
//!   their series (a strong one, for a bulk list's words); everyday emotions (`love`) also beside any series.
//! - Weak names (a given name) count beside their series if they mean one character of it; in a list of tags they must
//!   be a whole tag, and ordinary ones (`light`) need a part that holds nothing but names.
//! - A name that a series and its character share is the character only if the series is named otherwise too.

use super::Vocabulary;
use super::fold::Class;
use super::index::{Kind, Name, Names, Strength};
use super::pieces::{Gap, Pieces};
use super::spans::{Span, heaviest};
use crate::tag::Tag;

/// A tag that a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The canonical tag.
    pub tag: Tag,
    /// Whether the name counts only for what stands beside it: a given name in the folder of its series.
    pub weak: bool,
}

impl Vocabulary {
    /// Lists the series, characters and emotions that a relative path names, each once, in the order of the path.
    ///
    /// Components are divided by `/`; the last may have a media file's extension. What they imply is not added.
    pub fn recognise(&self, path: &str) -> Vec<Found> {
        self.recognise_among(path, &[])
    }

    /// Does as [`Vocabulary::recognise`] for a path whose media has tags already: series and characters among them are
    /// signs. They are not repeated in the answer unless the path names them.
    pub fn recognise_among(&self, path: &str, known: &[Tag]) -> Vec<Found> {
        let (stem, is_file) = without_extensions(path);
        let mut pieces = Pieces::of_path(stem);
        pieces.drop_artists();
        let known = if known.is_empty() { Vec::new() } else { self.series_of(known) };
        let mut reading =
            Reading { names: self.names(), pieces, is_file, hits: Vec::new(), is_named: Vec::new(), signs: known };
        reading.find_hits();
        if reading.hits.is_empty() {
            return Vec::new();
        }
        reading.is_named = vec![false; reading.pieces.pieces.len()];
        for (hit, meaning) in reading.choose() {
            reading.is_named.iter_mut().take(hit.to).skip(hit.from).for_each(|named| *named = true);
            let words = [meaning.series, meaning.character].into_iter().flatten();
            for (word, _) in words {
                reading.signs.extend(&reading.names.subject(word).series);
            }
        }
        reading.support_common_series();
        let chosen = reading.choose();
        reading.found(&chosen, |word| self.word(word).tag.clone())
    }
}

/// A run of pieces that spells a name.
#[derive(Clone, Copy)]
struct Hit {
    from: usize,
    to: usize,
    node: u32,
}

/// What a hit means, by kind; with each whether it depends on the signs.
#[derive(Clone, Copy, Default)]
struct Meaning {
    series: Option<(u32, bool)>,
    character: Option<(u32, bool)>,
    emotion: Option<(u32, bool)>,
    is_decoy: bool,
}

struct Reading<'a> {
    names: &'a Names,
    pieces: Pieces,
    is_file: bool,
    hits: Vec<Hit>,
    /// By piece, whether the first reading finds a name there.
    is_named: Vec<bool>,
    /// The series that the path is known to speak of.
    signs: Vec<u32>,
}

impl Reading<'_> {
    fn find_hits(&mut self) {
        let ids: Vec<Option<u32>> =
            self.pieces.pieces.iter().map(|piece| self.names.piece(self.pieces.text(piece))).collect();
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
        let pieces = &self.pieces.pieces;
        let class = |at: usize| pieces.get(at).map(|piece| piece.class);
        let before = from.checked_sub(1).filter(|_| pieces.get(from).is_some_and(|piece| piece.gap == Gap::None));
        let before = before.and_then(class);
        let after = pieces.get(to).filter(|piece| piece.gap == Gap::None).map(|piece| piece.class);
        let (first, last) = (class(from), class(to - 1));
        let joined =
            |script: Class| (first == Some(script) && before == first) || (last == Some(script) && after == last);
        let is_hiragana =
            pieces.get(from..to).is_some_and(|run| run.iter().all(|piece| piece.class == Class::Hiragana));
        let is_within_kana = before == Some(Class::Hiragana) || after == Some(Class::Hiragana);
        !(joined(Class::Katakana)
            || (to - from == 1 && joined(Class::Kanji))
            || (is_hiragana && to - from < 3 && is_within_kana))
    }

    /// The best reading of the path under the present signs.
    fn choose(&self) -> Vec<(Hit, Meaning)> {
        let mut meanings = Vec::with_capacity(self.hits.len());
        let mut spans = Vec::with_capacity(self.hits.len());
        for &hit in &self.hits {
            if let Some((meaning, weight)) = self.meaning(hit) {
                meanings.push((hit, meaning));
                spans.push(Span { from: hit.from, to: hit.to, weight });
            }
        }
        heaviest(self.pieces.pieces.len(), &spans).into_iter().filter_map(|at| meanings.get(at).copied()).collect()
    }

    /// What a hit means, if anything, and its weight: twice as long counts four times, because chance does not spell
    /// long names. A qualifier hardly adds, so that it is read as a series of its own where that makes sense.
    fn meaning(&self, hit: Hit) -> Option<(Meaning, u32)> {
        let is_decoy = self.names.ending_at(hit.node).iter().any(|name| name.strength == Strength::Decoy);
        let mut meaning = Meaning { is_decoy, ..Meaning::default() };
        let mut bonus = 0;
        let mut n_qualifier = if is_decoy { 0 } else { usize::MAX };
        for kind in [Kind::Series, Kind::Character, Kind::Emotion] {
            let Some((name, is_weak)) = self.word_of_kind(hit, kind) else { continue };
            let place = match kind {
                Kind::Series => &mut meaning.series,
                Kind::Character => &mut meaning.character,
                Kind::Emotion | Kind::Other => &mut meaning.emotion,
            };
            *place = Some((name.word, is_weak));
            bonus = bonus.max(if is_weak { 2 } else { 4 });
            n_qualifier = n_qualifier.min(name.n_qualifier);
        }
        if n_qualifier == usize::MAX {
            return None;
        }
        let n_pieces = hit.to - hit.from;
        let n_base = u32::try_from(n_pieces.saturating_sub(n_qualifier).min(100)).expect("at most a hundred");
        Some((meaning, n_base * n_base * 8 + u32::from(n_qualifier > 0) * 8 + bonus))
    }

    /// The one word of a kind that a hit means: strongest names first, then nearest to the signs.
    fn word_of_kind(&self, hit: Hit, kind: Kind) -> Option<(Name, bool)> {
        let mut best: Option<(Strength, u8, Name, bool)> = None;
        let mut is_tie = false;
        for name in self.names.ending_at(hit.node).iter().filter(|name| self.names.subject(name.word).kind == kind) {
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

    /// Whether a name counts here; if so, whether only for the signs.
    fn counts(&self, hit: Hit, name: &Name, kind: Kind) -> Option<bool> {
        let is_near = || self.names.nearness(name.word, &self.signs) > 0;
        match name.strength {
            Strength::Strong => Some(false),
            Strength::Common if self.is_whole_part(hit) => Some(false),
            Strength::Common if kind == Kind::Emotion => (!self.signs.is_empty()).then_some(false),
            Strength::Common | Strength::Weak | Strength::Word => {
                let in_list = self.pieces.pieces.get(hit.from).is_some_and(|piece| piece.in_list);
                (is_near() && (!in_list || self.is_alone(hit, false))).then_some(true)
            }
            Strength::Ordinary => (is_near() && self.is_alone(hit, true)).then_some(true),
            Strength::Decoy => None,
        }
    }

    fn may_cross(&self, hit: Hit, name: &Name) -> bool {
        let inside = self.pieces.pieces.get(hit.from + 1..hit.to).unwrap_or_default();
        inside.iter().all(|piece| piece.gap < Gap::Component || (piece.gap == Gap::Component && name.has_slash))
    }

    /// Whether a hit is a whole folder name, or a whole part of a file's name that has others.
    fn is_whole_part(&self, hit: Hit) -> bool {
        let pieces = &self.pieces.pieces;
        let (Some(first), Some(end)) = (pieces.get(hit.from), pieces.last()) else { return false };
        let is_folder = !self.is_file || first.component != end.component;
        let has_other_parts =
            || pieces.iter().any(|piece| piece.component == first.component && piece.part != first.part);
        (is_folder || has_other_parts()) && self.is_alone(hit, false)
    }

    /// Whether a part of the path says nothing but a hit, numbers and the like, and perhaps other names.
    fn is_alone(&self, hit: Hit, beside_names: bool) -> bool {
        let pieces = &self.pieces.pieces;
        let (Some(first), Some(last)) = (pieces.get(hit.from), pieces.get(hit.to - 1)) else { return false };
        let says_nothing = |at: usize| {
            (hit.from..hit.to).contains(&at)
                || (beside_names && self.is_named.get(at) == Some(&true))
                || pieces.get(at).is_some_and(|piece| is_noise(piece.class, self.pieces.text(piece)))
        };
        let is_here = |at: &usize| pieces.get(*at).is_some_and(|piece| piece.part == first.part);
        first.part == last.part && (0..pieces.len()).filter(is_here).all(says_nothing)
    }

    /// Everyday words that name a series count if a character of it is named elsewhere in the path.
    fn support_common_series(&mut self) {
        let mut supported = Vec::new();
        for hit in &self.hits {
            for name in self.names.ending_at(hit.node) {
                let subject = self.names.subject(name.word);
                let is_candidate = subject.kind == Kind::Series
                    && !subject.is_bulk
                    && name.strength == Strength::Common
                    && self.may_cross(*hit, name);
                let series = [name.word];
                let is_character = |other: &Name| {
                    other.strength <= Strength::Word
                        && self.names.subject(other.word).kind == Kind::Character
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

    fn found(&self, chosen: &[(Hit, Meaning)], tag: impl Fn(u32) -> Tag) -> Vec<Found> {
        let mut found: Vec<(u32, bool)> = Vec::new();
        for (at, &(hit, meaning)) in chosen.iter().enumerate().filter(|(_, (_, meaning))| !meaning.is_decoy) {
            let is_of_series = |character: (u32, bool)| self.names.nearness(character.0, &self.signs) > 0;
            let mut words = match (meaning.series, meaning.character, meaning.emotion) {
                (Some(series), Some(character), _) if self.is_said_twice(chosen, at, series.0) => {
                    vec![(character.0, true)]
                }
                (Some(series), _, _) => vec![series],
                (None, Some(character), None) => vec![character],
                (None, Some(character), Some(_)) if is_of_series(character) => vec![character],
                (None, character, emotion) => emotion.or(character).into_iter().collect(),
            };
            if let (None, Some(character)) = (meaning.series, meaning.character) {
                words.extend(self.series_in(hit, character.0).map(|series| (series, false)));
            }
            for word in words {
                if !found.iter().any(|known| known.0 == word.0) {
                    found.push(word);
                }
            }
        }
        found.into_iter().map(|(word, weak)| Found { tag: tag(word), weak }).collect()
    }

    /// Whether a series is named elsewhere in a way that leaves this mention of it to its character.
    fn is_said_twice(&self, chosen: &[(Hit, Meaning)], at: usize, series: u32) -> bool {
        let Some(&(hit, _)) = chosen.get(at) else { return false };
        let is_series = |meaning: &Meaning| meaning.series.is_some_and(|(word, _)| word == series);
        let has_own_name = |meaning: &Meaning| is_series(meaning) && meaning.character.is_none();
        let before = chosen.get(..at).unwrap_or_default();
        chosen.iter().any(|(_, meaning)| has_own_name(meaning))
            || before.iter().any(|(_, meaning)| is_series(meaning)) && self.has_other_words(hit)
    }

    /// The series that a character's qualifier names within a hit (`nami_(one_piece)`).
    fn series_in(&self, hit: Hit, character: u32) -> Option<u32> {
        let mut inner = self.hits.iter().filter(|inner| inner.to == hit.to && inner.from > hit.from);
        inner.find_map(|inner| {
            let mut names = self.names.ending_at(inner.node).iter().filter(|name| name.strength <= Strength::Common);
            names.find(|name| self.names.subject(character).series.contains(&name.word)).map(|name| name.word)
        })
    }

    /// Whether the component says more than this name, release groups and numbers.
    fn has_other_words(&self, hit: Hit) -> bool {
        let Some(first) = self.pieces.pieces.get(hit.from) else { return false };
        self.pieces.pieces.iter().enumerate().any(|(at, piece)| {
            piece.component == first.component
                && !(hit.from..hit.to).contains(&at)
                && !piece.in_brackets
                && !is_noise(piece.class, self.pieces.text(piece))
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

/// Pieces that say nothing beside a title.
fn is_noise(class: Class, text: &str) -> bool {
    const WORDS: &[&str] = &[
        "and",
        "anime",
        "art",
        "bd",
        "bluray",
        "e",
        "ep",
        "episode",
        "film",
        "gif",
        "gifs",
        "hd",
        "k",
        "movie",
        "ova",
        "p",
        "pics",
        "s",
        "season",
        "series",
        "tv",
        "v",
        "vol",
        "volume",
        "wallpaper",
        "wallpapers",
        "x",
    ];
    class == Class::Digit || WORDS.contains(&text)
}
