//! What the readers of all formats return: words as the source wrote them, and a few facts.
//!
//! Words are not tags yet: the vocabulary decides whether a `saber` without a namespace is a character. All readers share one
//! rule: a word is listed once, and a word of a list without categories is dropped if another list of the source has it.

use std::collections::HashSet;

use super::{namespace, prose};
use crate::tag::{self, MAX_CHARS, Tag};

/// The most words taken from one sidecar; Danbooru's longest lists have a few hundred.
pub const MAX_WORDS: usize = 4096;

/// The most quotes taken from one sidecar, and the longest in bytes.
const MAX_QUOTES: usize = 64;
const MAX_QUOTE_BYTES: usize = 4096;

/// Everything that one sidecar, file name or embedded packet states of one media.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The words, each once, in the order of the source. Words of lists without categories come last.
    pub words: Vec<Word>,
    /// Keywords with what they stand under, outermost first; a heading (`Anime`) is only the namespace of the level below it.
    pub paths: Vec<Vec<Word>>,
    /// Lines of dialogue and the like, as plain text.
    pub quotes: Vec<String>,
    /// Sentences that describe the picture, a line or paragraph each.
    pub prose: Vec<String>,
    /// Words were left out because there are more than [`MAX_WORDS`].
    pub is_cut: bool,
    /// Who should see it.
    pub rating: Option<Rating>,
    /// The owner's rating: 1 to 5 stars, -1 for rejected.
    pub stars: Option<i8>,
    /// The MD5 of the file at its source. It finds the post; a file with another MD5 was saved anew.
    pub md5: Option<[u8; 16]>,
    /// The post it was downloaded from.
    pub post: Option<Post>,
    /// Names joined as in Danbooru's addresses (`saber_fate_stay_night`), for the vocabulary to take apart.
    pub slug: Option<String>,
}

/// One word of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// Our name of the namespace (`series`, not `copyright`). `None` if the source gives none, or `general`.
    pub namespace: Option<String>,
    /// As the source spells it, with spaces or underscores.
    pub text: String,
    /// The same word in English, where the source has both (pixiv).
    pub translation: Option<String>,
    /// It reads like a sentence: it counts only if the vocabulary knows it.
    pub is_doubtful: bool,
    /// How sure a tagging model is of it, in thousandths.
    pub score: Option<u16>,
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
    /// Reads the words and letters of the boorus. A lone `s` is `lone_s`: safe on older sites, sensitive on Danbooru.
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
        Self { namespace, text: text.trim().to_owned(), translation: None, is_doubtful: false, score: None }
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

/// Collects the words of a [`Statement`], each once.
#[derive(Default)]
pub(super) struct Collector {
    pub(super) statement: Statement,
    flat: Vec<Word>,
    seen: HashSet<(String, String)>,
    names: HashSet<String>,
}

impl Collector {
    /// Adds a word. One that is longer than a tag can be is left out.
    /// One of Danbooru's ratings, in any program's spelling, is kept as such.
    pub(super) fn add(&mut self, namespace: Option<&str>, text: &str) {
        let rating = Rating::parse(text, Rating::General).filter(|_| namespace == Some("rating"));
        match rating {
            Some(_) => self.statement.rating = self.statement.rating.or(rating),
            None => self.add_word(Word::new(namespace, text)),
        }
    }

    fn add_word(&mut self, word: Word) {
        if let Some(name) = self.admit(&word) {
            self.names.insert(name.clone());
            if self.seen.insert((word.namespace.clone().unwrap_or_default(), name)) {
                self.statement.words.push(word);
            }
        }
    }

    /// Adds a word that may begin with a namespace.
    pub(super) fn add_typed(&mut self, text: &str) {
        let (namespace, text) = namespace::split(text);
        self.add(Some(namespace), text);
    }

    /// Adds a word of a text that may also be prose.
    pub(super) fn add_text(&mut self, text: &str) {
        if namespace::split(text).0.is_empty() && prose::is_doubtful(text) {
            self.add_word(Word { is_doubtful: true, ..Word::new(None, text) });
        } else {
            self.add_typed(text);
        }
    }

    /// Adds a word of a tagging model, with its score in thousandths.
    pub(super) fn add_scored(&mut self, namespace: Option<&str>, text: &str, score: u16) {
        self.add_word(Word { score: Some(score), ..Word::new(namespace, text) });
    }

    /// Adds a keyword with what it stands under, outermost first.
    pub(super) fn add_path(&mut self, mut levels: Vec<Word>) {
        match levels.as_mut_slice() {
            [] => {}
            [Word { namespace: None, text, .. }] => self.add_flat(text, None),
            [Word { namespace, text, .. }] => self.add(namespace.as_deref(), text),
            _ if self.statement.paths.len() >= MAX_WORDS => self.statement.is_cut = true,
            _ => self.statement.paths.push(levels),
        }
    }

    /// Adds a line of prose about the picture, which an address is not.
    pub(super) fn prose(&mut self, line: &str) {
        let n_bytes: usize = self.statement.prose.iter().map(String::len).sum();
        if !prose::is_address(line) && n_bytes + line.len() <= MAX_QUOTE_BYTES {
            self.statement.prose.push(line.trim().to_owned());
        }
    }

    /// Adds a word of a list without categories. It is dropped if another list has it.
    pub(super) fn add_flat(&mut self, text: &str, translation: Option<&str>) {
        if let Some(rating) = text.strip_prefix("rating:") {
            return self.add(Some("rating"), rating);
        }
        let translation = translation.map(str::trim).filter(|text| !text.is_empty() && text.len() <= 4 * MAX_CHARS);
        let word = Word { translation: translation.map(str::to_owned), ..Word::new(None, text) };
        if self.admit(&word).is_some() {
            self.flat.push(word);
        }
    }

    /// The normal spelling of a word, if there is room for it and it could be a tag.
    fn admit(&mut self, word: &Word) -> Option<String> {
        // Four bytes is the longest character: this bounds the work on a megabyte without a comma.
        if word.text.len() > 4 * MAX_CHARS {
            return None;
        }
        if self.statement.words.len() + self.flat.len() >= MAX_WORDS {
            self.statement.is_cut = true;
            return None;
        }
        let normal = tag::normalise(&word.text);
        (!normal.is_empty() && normal.chars().count() <= MAX_CHARS).then_some(normal)
    }

    /// Adds a quote, unless it is empty, known, or over a limit.
    pub(super) fn quote(&mut self, text: &str) {
        let text = text.trim();
        let is_new = !self.statement.quotes.iter().any(|known| known == text);
        if !text.is_empty() && text.len() <= MAX_QUOTE_BYTES && self.statement.quotes.len() < MAX_QUOTES && is_new {
            self.statement.quotes.push(text.to_owned());
        }
    }

    /// Returns what was collected.
    pub(super) fn finish(mut self) -> Statement {
        for word in self.flat {
            if self.names.insert(tag::normalise(&word.text)) {
                self.statement.words.push(word);
            }
        }
        self.statement
    }
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
        let statement = words.finish();
        assert_eq!(statement.words, [Word::new(Some("character"), "Ayanami Rei"), Word::new(None, "crying")]);
    }

    #[test]
    fn md5_is_32_digits() {
        assert_eq!(parse_md5("000102030405060708090a0B0c0d0e0f").unwrap()[11], 11);
        assert_eq!(parse_md5("000102030405060708090a0b0c0d0e0"), None);
        assert_eq!(parse_md5("000102030405060708090a0b0c0d0e0g"), None);
    }
}
