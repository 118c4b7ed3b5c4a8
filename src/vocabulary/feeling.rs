//! Whether a word for an emotion tells what a picture shows.
//!
//! It counts beside a series or character, beside a word for a face, in a file below a folder of anime, or as a whole name, and
//! not where it belongs to a title or a thing:
//! - words that titles are made of (`war`, `sorrow`) count where neither `of` nor an unknown word stands beside them:
//!   `Castlevania Aria of Sorrow`;
//! - nor do nouns before `of`, some of them before `and` (`Sadness and Sorrow`), or after `of` and an unknown word (`Trail of Tears`);
//! - an adjective before a thing that has no face is of the thing: `sad song`, `Happy Party Train`;
//! - and so is one between `the` and an unknown word: `The Laughing Man`;
//! - a word at the head of what names a product is of its name: `Angry Adele event`, `Happy Maker single`;
//! - an adjective in capitals before an unknown word in capitals is of a title: `Angry Tenchou`.

use super::evidence::is_function_word;
use super::fold::Class;
use super::index::{Strength, TagKind};
use super::outline::is_face;
use super::recognise::{Form, Hit, Reading};
use super::tokens::Gap;

/// Emotions that are rather words of a title where they stand within other words.
const TITLE_NOUNS: &[&str] = &[
    "anger",
    "betrayal",
    "bond",
    "bonds",
    "brave",
    "courage",
    "cry",
    "dead",
    "death",
    "despair",
    "devotion",
    "envy",
    "fear",
    "friendship",
    "fury",
    "grief",
    "growth",
    "hate",
    "hatred",
    "hope",
    "hunger",
    "joy",
    "kiss",
    "loss",
    "love",
    "madness",
    "memories",
    "memory",
    "nostalgia",
    "pain",
    "pride",
    "rage",
    "revenge",
    "scream",
    "sorrow",
    "strength",
    "trust",
    "vengeance",
    "war",
];
/// What stands before such a word in a title.
const BEFORE_NOUNS: &[&str] = &["a", "for", "my", "of", "the", "to"];
/// Emotions that are of a title before `of` and `and`.
const BEFORE_OF: &[&str] =
    &["happiness", "loneliness", "melancholy", "misery", "sadness", "smile", "solitude", "tears", "wrath"];
/// Words before `of tears` that tell how many, or where they are.
const AMOUNTS: &[&str] = &[
    "bunch", "eyes", "face", "filled", "flood", "full", "kind", "lake", "look", "lot", "lots", "ocean", "pool",
    "puddle", "river", "rivers", "scene", "sea", "stream", "streams", "verge",
];
/// Emotions that say of what sort the next word is.
const ADJECTIVES: &[&str] = &[
    "angry",
    "crazy",
    "crying",
    "happy",
    "laughing",
    "lonely",
    "mad",
    "sad",
    "scary",
    "shy",
    "smile",
    "smiling",
    "sorrowful",
    "surprise",
    "weeping",
];
/// Those that rather say what somebody does, so that the word before may be who: `kousei crying piano`.
const DEEDS: &[&str] = &["crying", "laughing", "smile", "smiling", "weeping"];
/// Things that have no face.
const THINGS: &str = "
    album anthem attack beast bird birds cafe card christmas city clover club day days dog end event fest festival
    fruit hotel hour hours island king life logo lyrics matter meal melody mode monday mount mountain music nature ost
    party piano planet playlist poem poetry quest quote quotes radio remix restaurant ride road sheet shop song songs
    soundtrack spirit spirits stock store stories story street studio tale theme time town trail train valentine ver
    version wheels whisper wolf world year
";

/// Products and parts of works, which the phrase before them names.
const PRODUCTS: &str = "
    ability album arc artbook badge banner bd board book boss calendar campaign card case cd chapter code concert
    cone cosplay costume cover deck design diary dvd essence event figure file fruit gacha hoodie item jersey
    keychain lyrics magazine menu merch minion module mount mug mv novel op opening ost outfit plush poster pv quest
    sheet shirt single skill skin song soundtrack stage sticker technique theme tin title tour toy track tracklist
    trailer tshirt version visual volume weapon
";
/// Words of pictures, which an adjective before them tells of.
const OF_PICTURES: &[&str] = &["aesthetic", "edit", "edits", "ending", "icon", "icons", "look", "mood", "pfp"];
/// The most words between an emotion and the product whose name it begins: `Smile Singing Shiny Days poster`.
const MAX_WORDS_OF_PRODUCT: usize = 4;

impl Reading<'_> {
    /// Whether a word for an emotion tells what a picture shows.
    pub(super) fn shows_emotion(&self, hit: Hit, strength: Strength) -> bool {
        let Some(first) = self.tokens.tokens.get(hit.from) else { return false };
        if first.in_list {
            return self.is_alone(hit, false);
        }
        let component = self.outline.component(hit.from);
        let is_strong = strength == Strength::Strong;
        let is_site = self.outline.is_download && self.tokens.text(first) == "yandere";
        let next = self.tokens.tokens.get(hit.to).filter(|next| next.gap == Gap::None);
        // `To LOVEる` loves nobody.
        let is_in_kana = first.class == Class::Letter
            && next.is_some_and(|next| matches!(next.class, Class::Hiragana | Class::Katakana));
        if is_site || is_in_kana || self.is_in_title(hit) || self.is_of_thing(hit) || self.is_of_product(hit) {
            return false;
        }
        let is_file = self.form == Form::File && self.outline.is_last(hit.from);
        // `Scream 4`: films are counted so, pictures of a face rather `sad 2`.
        let is_counted = || {
            let number =
                self.tokens.tokens.get(hit.to).filter(|next| next.class == Class::Digit && next.gap == Gap::Soft);
            TITLE_NOUNS.contains(&self.word_at(hit.from))
                && number.is_some_and(|next| self.tokens.text(next).len() == 1)
        };
        let is_whole = || self.n_words(component.range.clone(), true) == 0 && !is_counted();
        !self.signs.is_empty()
            || component.has_face
            || component.has_anime_above && is_file
            || self.is_beside_somebody(hit)
            || !component.has_work && (is_whole() || is_strong && self.is_alone(hit, true))
    }

    /// Whether a word is one that titles are made of and stands within other words.
    fn is_in_title(&self, hit: Hit) -> bool {
        if hit.to - hit.from != 1 {
            return false;
        }
        let word = self.word_at(hit.from);
        let is_noun = TITLE_NOUNS.binary_search(&word).is_ok();
        let is_of_title = |at: usize| self.is_unknown(at) && !self.is_of_signs(at);
        let (before, next) = (self.word_before(hit.from), self.word_after(hit.to));
        let is_before_of = next == "of" && !self.is_of_signs(hit.to + 1);
        let is_after_and = before == "and" && hit.from > 1 && {
            let first = self.word_at(hit.from - 2);
            TITLE_NOUNS.binary_search(&first).is_ok() || BEFORE_OF.contains(&first) && first != "tears"
        };
        // `Crying of the Bells`.
        let is_of_the = next == "of" && self.word_after(hit.to + 1) == "the" && DEEDS.contains(&word);
        if is_of_the {
            return true;
        }
        let is_beside_other = || self.is_beside(hit, is_of_title) && !self.is_after_character(hit);
        if is_noun && (is_after_and || is_before_of || is_beside_other() || BEFORE_NOUNS.contains(&before)) {
            return true;
        }
        let before_of = |at: usize| at.checked_sub(if self.word_before(at) == "the" { 2 } else { 1 });
        let is_after_of = || {
            let of = before_of(hit.from).filter(|&of| self.word_at(of) == "of");
            let noun = of.and_then(|of| of.checked_sub(1));
            noun.is_some_and(|noun| self.is_unknown(noun) && !AMOUNTS.contains(&self.word_at(noun)))
        };
        let is_before_and = next == "and" && word != "tears";
        BEFORE_OF.contains(&word) && (is_before_and || is_before_of || is_after_of())
    }

    /// Whether an adjective tells of what sort a thing is.
    fn is_of_thing(&self, hit: Hit) -> bool {
        if hit.to - hit.from != 1 || !ADJECTIVES.contains(&self.word_at(hit.from)) {
            return false;
        }
        let next = self.word_after(hit.to);
        let is_after_the = self.word_before(hit.from) == "the";
        let is_named = || self.is_of_signs(hit.to);
        let is_after_name = !self.word_before(hit.from).is_empty() && self.is_of_signs(hit.from - 1);
        if is_after_name && DEEDS.contains(&self.word_at(hit.from)) {
            return false;
        }
        THINGS.split_ascii_whitespace().any(|thing| thing == next) && !is_named()
            || is_after_the
                && !is_face(next)
                && !is_named()
                && (self.signs.is_empty() || self.is_unknown(hit.to) && !next.is_empty())
    }

    /// Whether a word begins the name of a product, or of a work that capitals tell.
    fn is_of_product(&self, hit: Hit) -> bool {
        let word = self.word_at(hit.from);
        let is_after_name = !self.word_before(hit.from).is_empty() && self.is_of_signs(hit.from - 1);
        if hit.to - hit.from != 1 {
            return false;
        }
        let is_adjective = ADJECTIVES.contains(&word) && !DEEDS.contains(&word);
        let is_capital = |at: usize| self.tokens.tokens.get(at).is_some_and(|token| token.is_capital);
        let is_followed = !self.word_after(hit.to).is_empty() && self.is_unknown(hit.to) && !self.is_of_signs(hit.to);
        if is_adjective
            && !is_after_name
            && is_followed
            && is_capital(hit.from)
            && is_capital(hit.to)
            && !OF_PICTURES.contains(&self.word_after(hit.to))
            && !self.outline.component(hit.from).has_face
        {
            return true;
        }
        for at in hit.to..=hit.to + MAX_WORDS_OF_PRODUCT {
            let next = self.word_after(at);
            if PRODUCTS.split_ascii_whitespace().any(|product| product == next) {
                return at > hit.to || !is_after_name && !DEEDS.contains(&word);
            }
            let is_joint = ["a", "and", "of", "the"].contains(&next);
            if next.is_empty() || is_face(next) || self.is_of_signs(at) || is_function_word(next) && !is_joint {
                return false;
            }
        }
        false
    }

    /// Whether the word before a hit names a character of the series at hand and no series: `Gon rage transformation`.
    fn is_after_character(&self, hit: Hit) -> bool {
        if self.word_before(hit.from).is_empty() {
            return false;
        }
        let before = hit.from - 1;
        let names = self.hits.iter().filter(|other| (other.from..other.to).contains(&before));
        let words: Vec<u32> = names.flat_map(|other| self.names.ending_at(other.node)).map(|name| name.word).collect();
        let is_of_kind = |word: u32, kind: TagKind| self.names.facts(word).kind == kind;
        words.iter().all(|&word| !is_of_kind(word, TagKind::Series))
            && words
                .iter()
                .any(|&word| is_of_kind(word, TagKind::Character) && self.names.nearness(word, &self.signs) > 0)
    }

    fn word_at(&self, at: usize) -> &str {
        self.tokens.tokens.get(at).map_or("", |token| self.tokens.text(token))
    }

    /// The word after a hit that ends before a token, if nothing but white space or punctuation lies between.
    fn word_after(&self, at: usize) -> &str {
        let is_joined = self.tokens.tokens.get(at).is_some_and(|token| token.gap <= Gap::Soft);
        if is_joined { self.word_at(at) } else { "" }
    }

    /// The word before a token, likewise.
    fn word_before(&self, at: usize) -> &str {
        let is_joined = self.tokens.tokens.get(at).is_some_and(|token| token.gap <= Gap::Soft);
        if is_joined && at > 0 { self.word_at(at - 1) } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_titles_are_made_of_are_sorted() {
        assert!(TITLE_NOUNS.is_sorted());
    }
}
