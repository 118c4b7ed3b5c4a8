//! Whether a name in a path is meant: what a [`Strength`] asks for.
//!
//! - Everyday words (`orange`) name their series beside a sign of it. Signs are its characters and other names, and, where the
//!   name stands alone in its part of the path: an episode number, a release group, words of collections (`anime`), for
//!   a folder, one of anime above. Before `anime` and `wallpaper` an adjective is none (`free anime`).
//! - Short names (`sao`) count as a whole folder name or part, or beside a sign.
//! - Given names count beside their series. A family name does unless an unknown word stands beside it, which is then the
//!   given name of somebody else.
//! - A Chinese name that is an everyday phrase (水果篮子) counts as a whole folder above files without words, too. Beside a word of
//!   trade (公司, 酒店) every Chinese name needs a sign, and so does a short one within somebody's longer name (爱丽丝·门罗).
//! - What emotions ask for is in `feeling`.

use super::fold::{Class, is_romaji};
use super::index::{Name, Strength, TagKind};
use super::outline::{
    begins_with_face, begins_with_noise, ends_with_face, ends_with_noise, is_face, is_noise, is_of_trade, noise_in,
};
use super::overlap::is_overlap;
use super::recognise::{Form, Hit, Reading};
use super::tokens::{Gap, Tokens};

/// Everyday words that stand before a noun, so that `anime` or `wallpaper` after them is that noun.
const ADJECTIVES: &[&str] = &[
    "another", "blue", "colorful", "first", "free", "given", "golden", "good", "happy", "lucky", "new", "orange",
    "perfect", "white", "your",
];
/// Everyday words that tell how a face or tears look, or of what sort they are.
const BEFORE_LOOKS: &[&str] = &[
    "all", "black", "blue", "brown", "dark", "fair", "final", "first", "golden", "gray", "green", "grey", "happy",
    "last", "new", "old", "orange", "pink", "pretty", "purple", "real", "red", "silver", "sweet", "true", "warm",
    "white", "yellow",
];
/// Nouns after `anime`, which an adjective before that tells of: `monster anime girl`.
const OF_ANIME: &[&str] = &[
    "art",
    "boy",
    "boys",
    "cat",
    "character",
    "characters",
    "couple",
    "eyes",
    "face",
    "faces",
    "girl",
    "girls",
    "guy",
    "guys",
    "series",
    "style",
    "wallpaper",
    "wallpapers",
];
/// Words of one Chinese character that follow a name in a sentence.
const AFTER_NAMES: &str =
    "图圖照像哭泪淚笑篇集季卷话話版番剧劇战戰祭包娘酱醬君桑们們的与與和第新前后後上下里中同是之及";
/// What episodes, seasons and volumes are counted in.
const COUNTED: &str = "集话回季期卷章";
/// Words that are no part of a person's name.
const FUNCTION_WORDS: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "chan", "for", "from", "her", "his", "in", "is", "it", "kun", "my", "of", "on",
    "or", "s", "sama", "san", "senpai", "sensei", "the", "to", "vs", "with", "x",
];

/// Whether a word is no part of a person's name.
pub(super) fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.contains(&word)
}

impl Reading<'_> {
    /// Whether a name counts here; if so, whether because of the signs.
    pub(super) fn counts(&self, hit: Hit, name: &Name, kind: TagKind) -> Option<bool> {
        let is_whole = || self.is_whole_part(hit);
        let n_tokens = hit.to - hit.from;
        let strength = self.strength(hit, name, kind);
        match (strength, kind) {
            (Strength::Decoy, _) => return None,
            (_, TagKind::Emotion) if self.form == Form::Slug => return None,
            (strength, TagKind::Emotion)
                if (self.signs.is_empty() || strength == Strength::Common)
                    && self.is_part_of_word(hit)
                    && !self.is_joined_to_face(hit) =>
            {
                return None;
            }
            (_, TagKind::Emotion) => return self.shows_emotion(hit, name.strength).then_some(false),
            (Strength::Strong, TagKind::Series) if self.is_part_of_word(hit) => return None,
            (Strength::Strong, TagKind::Character) if hit.to - hit.from > 2 && self.is_part_of_word(hit) => {
                return None;
            }
            (Strength::Strong, _) => return Some(false),
            (Strength::Short | Strength::Common, TagKind::Series) if self.ends_slug(hit) => return Some(false),
            (Strength::Short, _) if is_whole() => return Some(false),
            (Strength::Common, TagKind::Character) if n_tokens > 1 && is_whole() => return Some(false),
            (Strength::Common, TagKind::Series) if self.has_sign_beside(hit) || self.is_phrase_of_anime(hit) => {
                return Some(false);
            }
            (Strength::Common, TagKind::Series) if name.has_mark && self.is_marked_folder(hit) => return Some(false),
            (Strength::Common, TagKind::Series) if self.is_chinese_folder(hit) => return Some(false),
            (Strength::Famous, TagKind::Character) if self.signs.is_empty() && self.is_alone_with_emotion(hit) => {
                return Some(true);
            }
            // Whom picture boards call by a name of several words and a work, as somebody else is called so too.
            (Strength::Common, TagKind::Character)
                if n_tokens > 1 && self.signs.is_empty() && self.is_alone_with_emotion(hit) =>
            {
                return Some(true);
            }
            _ => {}
        }
        if self.names.nearness(name.word, &self.signs) == 0 {
            return None;
        }
        let in_list = self.tokens.tokens.get(hit.from).is_some_and(|token| token.in_list);
        let is_meant = match strength {
            Strength::EnglishWord => {
                self.is_alone(hit, true) || self.is_before_emotion(hit) || self.is_from_series(hit)
            }
            Strength::FamilyName => !self.is_beside_unknown(hit),
            _ => true,
        };
        (is_meant && (!in_list || self.is_alone(hit, false))).then_some(true)
    }

    /// The strength of a name where it stands: a Chinese one that is rather part of a phrase there is an everyday word.
    pub(super) fn strength(&self, hit: Hit, name: &Name, kind: TagKind) -> Strength {
        let is_phrase = name.strength == Strength::Strong
            && kind != TagKind::Emotion
            && self.is_kanji(hit.from)
            && (self.is_beside_trade(hit)
                || !name.is_divided && self.is_broken(hit)
                || kind == TagKind::Character && self.is_in_foreign_name(hit));
        if is_phrase { Strength::Common } else { name.strength }
    }

    /// Whether a word for a face follows at once or goes before: 哭泣的女孩, 少女微笑.
    fn is_joined_to_face(&self, hit: Hit) -> bool {
        let component = &self.outline.component(hit.from).range;
        let text =
            |range: std::ops::Range<usize>| self.tokens.text_of(self.tokens.tokens.get(range).unwrap_or_default());
        begins_with_face(text(hit.to..component.end)) || ends_with_face(text(component.start..hit.from))
    }

    fn is_kanji(&self, at: usize) -> bool {
        self.tokens.tokens.get(at).is_some_and(|token| token.class == Class::Kanji)
    }

    /// Whether white space stands within Chinese characters, so that they are rather words of their own: 美少女 战士.
    fn is_broken(&self, hit: Hit) -> bool {
        let inner = self.tokens.tokens.get(hit.from + 1..hit.to).unwrap_or_default();
        self.is_kanji(hit.to - 1) && inner.iter().any(|token| token.class == Class::Kanji && token.after_space)
    }

    /// Whether the component has a word of trade beside a hit, and none of a collector.
    fn is_beside_trade(&self, hit: Hit) -> bool {
        let component = self.outline.component(hit.from);
        let is_collected = component.has_anime || component.has_anime_above || component.has_wallpaper;
        let text =
            |range: std::ops::Range<usize>| self.tokens.text_of(self.tokens.tokens.get(range).unwrap_or_default());
        component.has_trade
            && !is_collected
            && (is_of_trade(text(component.range.start..hit.from)) || is_of_trade(text(hit.to..component.range.end)))
    }

    /// Whether a middle dot joins a short hit to other Chinese characters: 爱丽丝·门罗.
    fn is_in_foreign_name(&self, hit: Hit) -> bool {
        const MAX_GIVEN_NAME: usize = 3;
        let is_joined =
            |at: usize| self.tokens.tokens.get(at).is_some_and(|token| token.after_dot && token.gap == Gap::Soft);
        hit.to - hit.from <= MAX_GIVEN_NAME
            && (is_joined(hit.from) && self.is_kanji(hit.from - 1) || is_joined(hit.to) && self.is_kanji(hit.to))
    }

    /// Whether a hit is a whole folder name of three Chinese characters or more, and nothing below says anything.
    fn is_chinese_folder(&self, hit: Hit) -> bool {
        let is_file = self.form == Form::File && self.outline.is_last(hit.from);
        !is_file
            && hit.to - hit.from >= 3
            && (hit.from..hit.to).all(|at| self.is_kanji(at))
            && self.outline.component(hit.from).range == (hit.from..hit.to)
            && self.n_words(hit.to..self.tokens.tokens.len(), false) == 0
    }

    /// Whether a slug has nothing after a hit but `and 2 more`.
    fn ends_slug(&self, hit: Hit) -> bool {
        let mut rest = self.tokens.tokens.iter().skip(hit.to);
        let is_count = |text: &str| ["and", "more"].contains(&text) || text.bytes().all(|c| c.is_ascii_digit());
        self.form == Form::Slug
            && hit.to + 3 >= self.tokens.tokens.len()
            && rest.all(|token| is_count(self.tokens.text(token)))
    }

    /// Whether a hit is a whole folder name, or a whole part of a file's name that has others.
    fn is_whole_part(&self, hit: Hit) -> bool {
        let is_file = self.form == Form::File && self.outline.is_last(hit.from);
        let has_other_parts = || self.outline.part(hit.from) != self.outline.component(hit.from).range;
        (!is_file || has_other_parts()) && self.is_alone(hit, false)
    }

    /// Whether a hit is a whole folder name that ends in an exclamation mark, as its title does, and nothing below says
    /// anything: `Free!/001.jpg`.
    fn is_marked_folder(&self, hit: Hit) -> bool {
        let is_file = self.form == Form::File && self.outline.is_last(hit.from);
        let last = self.tokens.tokens.get(hit.to - 1);
        !is_file
            && last.is_some_and(|last| last.has_mark)
            && self.outline.component(hit.from).range == (hit.from..hit.to)
            && self.n_words(hit.to..self.tokens.tokens.len(), false) == 0
    }

    /// Whether a part of the path says nothing but a hit, numbers and the like, and perhaps other names.
    pub(super) fn is_alone(&self, hit: Hit, beside_names: bool) -> bool {
        let part = self.outline.part(hit.from);
        hit.to <= part.end && self.n_words(part, beside_names) == self.n_words(hit.from..hit.to, beside_names)
    }

    pub(super) fn n_words(&self, tokens: std::ops::Range<usize>, beside_names: bool) -> u32 {
        let before = if beside_names { &self.unnamed_before } else { &self.words_before };
        let at = |token: usize| before.get(token).copied().unwrap_or_default();
        at(tokens.end) - at(tokens.start)
    }

    /// Counts the tokens before each that say something, and those of them that no name covers.
    pub(super) fn count_words(&mut self) {
        let (mut words, mut unnamed) = (0, 0);
        let is_noise_at = self.chinese_noise();
        self.words_before.clear();
        self.unnamed_before.clear();
        for (at, token) in self.tokens.tokens.iter().enumerate() {
            self.words_before.push(words);
            self.unnamed_before.push(unnamed);
            let says = !is_noise(token.class, self.tokens.text(token)) && is_noise_at.get(at) != Some(&true);
            let says = u32::from(says);
            words += says;
            unnamed += if self.is_named.get(at) == Some(&true) { 0 } else { says };
        }
        self.words_before.push(words);
        self.unnamed_before.push(unnamed);
    }

    /// By token, whether it is of a Chinese word that says nothing beside a title; empty where no token can be.
    fn chinese_noise(&self) -> Vec<bool> {
        let tokens = &self.tokens.tokens;
        if tokens.iter().all(|token| token.class != Class::Kanji) {
            return Vec::new();
        }
        let begin = tokens.first().map_or(0, |token| Tokens::place(token).start);
        let mut noise = vec![false; tokens.len()];
        for (at, len) in noise_in(self.tokens.text_of(tokens)) {
            let from = tokens.partition_point(|token| Tokens::place(token).start < begin + at);
            let to = tokens.partition_point(|token| Tokens::place(token).end <= begin + at + len);
            noise.iter_mut().take(to).skip(from).for_each(|is_noise| *is_noise = true);
        }
        for (at, pair) in (1..).zip(tokens.windows(2)) {
            if let ([number, unit], Some(is_noise)) = (pair, noise.get_mut(at)) {
                *is_noise |= number.class == Class::Digit
                    && unit.class == Class::Kanji
                    && COUNTED.contains(self.tokens.text(unit));
            }
        }
        noise
    }

    /// Whether an everyday word stands alone, beside what only a collector of its series writes there.
    fn has_sign_beside(&self, hit: Hit) -> bool {
        let Some(first) = self.tokens.tokens.get(hit.from) else { return false };
        // The first bracket is the release group.
        let is_group =
            first.in_brackets && self.outline.part(hit.from).start == self.outline.component(hit.from).range.start;
        // A letter in a code or a size is no title.
        let is_joined = |at: usize| self.tokens.tokens.get(at).is_some_and(|token| token.gap == Gap::None);
        let is_in_code =
            self.tokens.text(first).len() == 1 && hit.to - hit.from == 1 && (is_joined(hit.from) || is_joined(hit.to));
        if is_group || is_in_code || !self.is_alone(hit, false) {
            return false;
        }
        let component = self.outline.component(hit.from);
        if component.has_episode {
            return true;
        }
        let is_adjective = ADJECTIVES.contains(&self.tokens.text(first));
        let is_only_part = self.outline.part(hit.from) == component.range;
        let is_file = self.form == Form::File && self.outline.is_last(hit.from);
        (component.has_anime && !(is_adjective && is_only_part))
            || (component.has_wallpaper && !is_adjective)
            || (component.has_anime_above && !is_file)
            || (component.has_episode_below && is_only_part)
    }

    /// Whether an everyday phrase stands beside a word of anime, or beside an emotion and a word for a face (`Slam Dunk crying scene`), or
    /// a single word begins what is said and `anime` follows (`Charlotte anime crying`).
    fn is_phrase_of_anime(&self, hit: Hit) -> bool {
        let component = self.outline.component(hit.from);
        let text = |at: usize| self.tokens.tokens.get(at).map_or("", |token| self.tokens.text(token));
        if self.tokens.tokens.get(hit.from).is_some_and(|first| first.class != Class::Letter || first.in_list) {
            return false;
        }
        if hit.to - hit.from > 1 {
            let has_emotion =
                || self.hits.iter().any(|other| component.range.contains(&other.from) && self.is_emotion(other));
            return component.has_anime || component.has_face && has_emotion();
        }
        hit.from == component.range.start
            && text(hit.to) == "anime"
            && !ADJECTIVES.contains(&text(hit.from))
            && !OF_ANIME.contains(&text(hit.to + 1))
    }

    /// Whether two Chinese characters that are a name stand within others, of which no name begins or ends beside them: 银魂 in 银魂斗罗.
    /// A longer name is part of a word if just one character follows it: 间谍过家家 in 间谍过家家居.
    fn is_part_of_word(&self, hit: Hit) -> bool {
        let tokens = &self.tokens.tokens;
        let is_kanji = |at: usize| tokens.get(at).is_some_and(|token| token.class == Class::Kanji);
        let is_joined = |at: usize| tokens.get(at).is_some_and(|token| token.gap == Gap::None);
        if !is_kanji(hit.from) || !is_kanji(hit.to - 1) || hit.to - hit.from < 2 {
            return false;
        }
        let text =
            |from: usize, to: usize| self.tokens.text_of(tokens.get(from..to.min(tokens.len())).unwrap_or_default());
        let is_before = hit.from > 0 && is_joined(hit.from) && is_kanji(hit.from - 1);
        let is_after = is_joined(hit.to) && is_kanji(hit.to);
        let mut pair = text(hit.to - 1, hit.to + 1).chars();
        if let (true, Some(last), Some(next)) = (is_after, pair.next(), pair.next())
            && is_overlap(last, next)
            && !self.is_word_at(hit.to)
            && !begins_with_noise(text(hit.to, hit.to + 2))
        {
            return true;
        }
        if hit.to - hit.from > 2 {
            let is_last = !(is_joined(hit.to + 1) && is_kanji(hit.to + 1));
            return is_after && is_last && !self.is_word_at(hit.to) && !AFTER_NAMES.contains(text(hit.to, hit.to + 1));
        }
        is_before && !self.ends_at(hit.from) && !ends_with_noise(text(hit.from - 2.min(hit.from), hit.from))
            || is_after && !self.begins_at(hit.to) && !begins_with_noise(text(hit.to, hit.to + 2))
    }

    /// Whether some name begins at a token.
    fn is_word_at(&self, token: usize) -> bool {
        self.hits.binary_search_by(|hit| hit.from.cmp(&token)).is_ok()
    }

    /// Whether the word before or after a hit is none that we know. Beside a Japanese name only what is spelt as one counts.
    fn is_beside_unknown(&self, hit: Hit) -> bool {
        let is_japanese =
            |at: usize| self.tokens.tokens.get(at).is_some_and(|token| is_romaji(self.tokens.text(token)));
        let is_any = !is_japanese(hit.from);
        self.is_beside(hit, |at| self.is_unknown(at) && (is_any || is_japanese(at)))
    }

    /// Whether a word begins what is said, or follows a name, and an emotion follows: `Chainsaw Man Power crying`.
    fn is_before_emotion(&self, hit: Hit) -> bool {
        let first = self.tokens.tokens.get(hit.from);
        let is_after_other = first.is_some_and(|first| hit.from > 0 && first.gap <= Gap::Soft)
            && self.n_words(hit.from - 1..hit.from, true) > 0;
        let is_followed = self.tokens.tokens.get(hit.to).is_some_and(|next| next.gap == Gap::Soft)
            && self.hits.iter().filter(|next| next.from == hit.to).any(|next| self.is_emotion(next));
        let is_of_look = || first.is_some_and(|first| BEFORE_LOOKS.contains(&self.tokens.text(first)));
        is_followed && !is_after_other && !is_of_look()
    }

    /// Whether a word is before `from` and a name of the series: `robin from Honkai Star Rail`.
    fn is_from_series(&self, hit: Hit) -> bool {
        let from = self.tokens.tokens.get(hit.to);
        from.is_some_and(|from| self.tokens.text(from) == "from" && from.gap <= Gap::Soft)
            && self.is_of_signs(hit.to + 1)
    }

    pub(super) fn is_emotion(&self, hit: &Hit) -> bool {
        self.names.ending_at(hit.node).any(|name| self.names.facts(name.word).kind == TagKind::Emotion)
    }

    /// Whether the token before or after a hit is of some kind, if nothing but white space or punctuation lies between.
    pub(super) fn is_beside(&self, hit: Hit, is_of_kind: impl Fn(usize) -> bool) -> bool {
        let is_joined = |at: usize| self.tokens.tokens.get(at).is_some_and(|token| token.gap <= Gap::Soft);
        hit.from > 0 && is_joined(hit.from) && is_of_kind(hit.from - 1) || is_joined(hit.to) && is_of_kind(hit.to)
    }

    pub(super) fn is_unknown(&self, at: usize) -> bool {
        self.tokens.tokens.get(at).is_some_and(|token| {
            let text = self.tokens.text(token);
            token.class == Class::Letter
                && self.is_named.get(at) != Some(&true)
                && !is_noise(token.class, text)
                && !is_function_word(text)
                && !is_face(text)
        })
    }

    /// Whether a token is of some name of the series at hand.
    pub(super) fn is_of_signs(&self, at: usize) -> bool {
        self.hits
            .iter()
            .filter(|hit| (hit.from..hit.to).contains(&at))
            .any(|hit| self.names.ending_at(hit.node).any(|name| self.names.nearness(name.word, &self.signs) > 0))
    }
}
