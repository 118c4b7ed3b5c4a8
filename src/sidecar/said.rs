//! What sidecars of all formats come down to: words as the source wrote them, and a few facts.
//!
//! Words are not tags yet: whether an untyped `saber` is a character is for the vocabulary to say. This file holds the
//! types and the one rule that all readers share: a word is listed once, and one of a flat list is dropped if
//! another list of the same source has it.

use std::collections::HashSet;

use super::namespace;
use crate::tag::{self, MAX_CHARS, Tag};

/// The most words taken from one sidecar; Danbooru's longest lists have a few hundred.
pub const MAX_WORDS: usize = 4096;

/// The most quotes taken from one sidecar, and the longest in bytes.
const MAX_QUOTES: usize = 64;
const MAX_QUOTE_BYTES: usize = 4096;

/// Everything that one sidecar, file name or embedded packet says of one media.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The words, none twice: in the order of the source, those of flat lists last.
    pub words: Vec<Word>,
    /// Lines of dialogue and the like, as plain text.
    pub quotes: Vec<String>,
    /// What its maker calls the picture.
    pub title: Option<String>,
    /// Who should see it.
    pub rating: Option<Rating>,
    /// How much its owner likes it: 1 to 5 stars, -1 for rejected.
    pub stars: Option<i8>,
    /// Where it was found, an address with its scheme.
    pub source_url: Option<String>,
    /// The MD5 that the file had at its source: the key to its post, and proof that nobody saved it anew.
    pub md5: Option<[u8; 16]>,
    /// The post it was downloaded from.
    pub post: Option<Post>,
    /// Words run together as in Danbooru's addresses (`saber_fate_stay_night`), for the vocabulary to take apart.
    pub slug: Option<String>,
}

/// One word of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// Our name of the namespace (`series`, not `copyright`); `None` if the source does not type the word or calls it
    /// general.
    pub namespace: Option<String>,
    /// As the source spells it, with spaces or underscores.
    pub text: String,
    /// The same word in English, where the source says both (pixiv).
    pub translation: Option<String>,
}

/// A page of a site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Post {
    /// gallery-dl's name of the site: `danbooru`, `yandere`, `pixiv`, …
    pub site: String,
    /// The site's number or name of the post.
    pub id: String,
    /// Which picture of the post, counted as the site does.
    pub page: Option<u32>,
}

/// Danbooru's four ratings, which all other scales are mapped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// Safe for everybody; `safe` elsewhere.
    General,
    /// Not for work.
    Sensitive,
    /// Suggestive.
    Questionable,
    /// Pornography or gore.
    Explicit,
}

impl Rating {
    /// Reads the words and letters of the boorus; a lone `s` is `lone_s`, safe on older sites and sensitive on Danbooru.
    pub fn parse(text: &str, lone_s: Self) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "g" | "general" | "safe" | "sfw" => Some(Self::General),
            "s" => Some(lone_s),
            "sensitive" | "sketchy" => Some(Self::Sensitive),
            "q" | "questionable" => Some(Self::Questionable),
            "e" | "explicit" | "nsfw" | "r-18" | "r-18g" | "r18" | "r18g" => Some(Self::Explicit),
            _ => None,
        }
    }

    /// Danbooru's word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Sensitive => "sensitive",
            Self::Questionable => "questionable",
            Self::Explicit => "explicit",
        }
    }
}

impl Word {
    /// A word of a namespace; an empty one is none.
    pub fn new(namespace: Option<&str>, text: &str) -> Self {
        let namespace = namespace.filter(|name| !name.is_empty()).map(str::to_owned);
        Self { namespace, text: text.trim().to_owned(), translation: None }
    }

    /// The nearest tag; `None` if nothing of the word could stand in one.
    ///
    /// An untyped word is read as a person's typing would be: `re:zero` becomes the tag that prints as `re:zero`. The
    /// tag prints as a text that parses to the same tag.
    pub fn tag(&self) -> Option<Tag> {
        let namespace = self.namespace.as_deref().unwrap_or_default();
        let whole = if namespace.is_empty() { self.text.clone() } else { format!("{namespace}:{}", self.text) };
        let is_same = |tag: &Tag| namespace.is_empty() || tag.namespace() == namespace;
        let exact = Tag::parse(&whole).ok().filter(is_same);
        exact.or_else(|| Tag::parse(&Tag::from_text(namespace, &self.text)?.to_string()).ok().filter(is_same))
    }
}

/// A [`Said`] in the making, which sees to it that no word is there twice.
#[derive(Default)]
pub(super) struct Collector {
    pub(super) said: Said,
    flat: Vec<Word>,
    seen: HashSet<(String, String)>,
    names: HashSet<String>,
}

impl Collector {
    /// Adds a word; an overlong one is nobody's tag and left out.
    pub(super) fn add(&mut self, namespace: Option<&str>, text: &str) {
        let word = Word::new(namespace, text);
        if let Some(name) = self.admit(&word) {
            self.names.insert(name.clone());
            if self.seen.insert((word.namespace.clone().unwrap_or_default(), name)) {
                self.said.words.push(word);
            }
        }
    }

    /// Adds a word that may begin with a namespace, and what it says beyond being a tag.
    pub(super) fn add_typed(&mut self, text: &str) {
        let (namespace, text) = namespace::split(text);
        match namespace {
            "rating" if self.said.rating.is_none() => self.said.rating = Rating::parse(text, Rating::General),
            "title" => self.title(text),
            _ => {}
        }
        self.add(Some(namespace), text);
    }

    /// Adds a word of a list without types, which counts only if no other list has it.
    pub(super) fn add_flat(&mut self, text: &str, translation: Option<&str>) {
        let translation = translation.map(str::trim).filter(|text| !text.is_empty() && text.len() <= 4 * MAX_CHARS);
        let word = Word { translation: translation.map(str::to_owned), ..Word::new(None, text) };
        if self.admit(&word).is_some() {
            self.flat.push(word);
        }
    }

    /// The normal spelling of a word, if there is room for it and it could be a tag.
    fn admit(&self, word: &Word) -> Option<String> {
        // Four bytes is the longest character: this bounds the work on a megabyte without a comma.
        if self.said.words.len() + self.flat.len() >= MAX_WORDS || word.text.len() > 4 * MAX_CHARS {
            return None;
        }
        let normal = tag::normalise(&word.text);
        (!normal.is_empty() && normal.chars().count() <= MAX_CHARS).then_some(normal)
    }

    /// Adds a quote, unless it is empty, known or beyond all measure.
    pub(super) fn quote(&mut self, text: &str) {
        let text = text.trim();
        let is_new = !self.said.quotes.iter().any(|known| known == text);
        if !text.is_empty() && text.len() <= MAX_QUOTE_BYTES && self.said.quotes.len() < MAX_QUOTES && is_new {
            self.said.quotes.push(text.to_owned());
        }
    }

    /// Sets the source if none is set and the text is an address.
    pub(super) fn source(&mut self, text: &str) {
        let text = text.trim();
        if self.said.source_url.is_none() && text.len() <= MAX_QUOTE_BYTES && is_address(text) {
            self.said.source_url = Some(text.to_owned());
        }
    }

    /// Sets the title if none is set.
    pub(super) fn title(&mut self, text: &str) {
        let text = text.trim();
        if self.said.title.is_none() && !text.is_empty() && text.len() <= MAX_QUOTE_BYTES {
            self.said.title = Some(text.to_owned());
        }
    }

    /// What was collected: words with or without types, then those of flat lists that are none of them.
    pub(super) fn finish(mut self) -> Said {
        for word in self.flat {
            if self.names.insert(tag::normalise(&word.text)) {
                self.said.words.push(word);
            }
        }
        self.said
    }
}

/// Whether a text is a web address and nothing more.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty()) && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Reads 32 hexadecimal digits.
pub(super) fn parse_md5(text: &str) -> Option<[u8; 16]> {
    let digits = text.as_bytes();
    let mut md5 = [0; 16];
    let (pairs, rest) = digits.as_chunks::<2>();
    if pairs.len() != md5.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in md5.iter_mut().zip(pairs) {
        let digit = |c: &u8| char::from(*c).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(high)? << 4 | digit(low)?;
    }
    Some(md5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_tags_that_print_as_they_parse() {
        for (namespace, text, expected) in [
            (Some("series"), "Re:Zero", Some("series:re:zero")),
            (Some("character"), "Ayanami Rei", Some("character:ayanami_rei")),
            (Some("series"), "Love, Chunibyo", Some("series:love_chunibyo")),
            (None, "re:zero", Some("re:zero")),
            (None, "^_^", Some("^_^")),
            (None, "https://example.org/x", None),
            (None, " , ", None),
        ] {
            let tag = Word::new(namespace, text).tag();
            assert_eq!(tag.as_ref().map(ToString::to_string).as_deref(), expected, "{namespace:?} {text}");
            if let Some(tag) = tag {
                assert_eq!(Tag::parse(&tag.to_string()).unwrap(), tag);
            }
        }
    }

    #[test]
    fn flat_words_count_only_if_no_list_types_them() {
        let mut words = Collector::default();
        words.add_flat("ayanami_rei", None);
        words.add_flat("crying", None);
        words.add(Some("character"), "Ayanami Rei");
        words.add_flat("Crying", None);
        let said = words.finish();
        assert_eq!(said.words, [Word::new(Some("character"), "Ayanami Rei"), Word::new(None, "crying")]);
    }

    #[test]
    fn md5_is_32_digits() {
        assert_eq!(parse_md5("000102030405060708090a0B0c0d0e0f").unwrap()[11], 11);
        assert_eq!(parse_md5("000102030405060708090a0b0c0d0e0"), None);
        assert_eq!(parse_md5("000102030405060708090a0b0c0d0e0g"), None);
    }
}
