//! Tags: `namespace:name`, in one spelling.
//!
//! This room does not know which tags exist, what they mean or what they are attached to. The spelling is Danbooru's, so that
//! tags copied from there stay as they are: lower case, words joined by single underscores, NFC, no asterisk and no comma.
//! Any word can be a namespace, except the metatags of the query language.
//!
//! ```text
//! tag        = [namespace ":"] name
//! namespace  = letter (letter | digit | "_" | "-")+       two characters at least, so that ":d" and "d:" are names
//! name       = anything but control characters, "*" and ","; it does not begin with "-" or "~"
//! ```
//!
//! Start reading at [`Tag::parse`].

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

mod distance;
mod spelling;

pub use distance::{edit_distance, slips};
pub use spelling::{composed, normalise, unicode_forms};

/// The namespace of works: anime, manga, games (Danbooru calls it *copyright*).
pub const SERIES: &str = "series";
/// The namespace of the people in a picture.
pub const CHARACTER: &str = "character";
/// The namespace of what a face shows.
pub const EMOTION: &str = "emotion";

/// The namespaces that no name begins with by chance.
const BUILT_IN: [&str; 4] = [SERIES, CHARACTER, EMOTION, "artist"];

/// The longest name and the longest namespace, in characters.
pub const MAX_CHARS: usize = 170;

/// Words that mean something else in a query (`width:>=1920`), and therefore cannot name a namespace.
#[rustfmt::skip] // Else it has a line for each word.
pub const RESERVED: [&str; 44] = [
    "age", "ar", "arttags", "chartags", "copytags", "date", "dir", "duration", "ext", "filesize", "filetype",
    "folder", "format", "frames", "gentags", "has", "hash", "height", "http", "https", "id", "in", "is", "limit",
    "loop", "md5", "metatags", "mpixels", "name", "note", "note_count", "order", "path", "quote", "random", "ratio", "size",
    "sort", "system", "tag", "tagcount", "text", "type", "width",
];

/// One tag, in its normal spelling: two spellings of one tag are equal.
///
/// The order is that of the text: namespace first, general tags (without one) before all others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct Tag {
    // Of the shipped vocabulary's 100,000 names none is copied.
    #[serde(borrow)]
    namespace: Cow<'static, str>,
    #[serde(borrow)]
    name: Cow<'static, str>,
}

/// Why a text is not a tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing is left of the text once white space is gone.
    #[error("a tag cannot be empty")]
    Empty,
    /// `series:`, `:` and the like: nothing but a namespace and colons.
    #[error("a tag cannot be empty: {0:?} has no name behind its colon")]
    NoName(String),
    /// A name that is given for one built-in namespace and says another.
    #[error("{text:?} is given for the namespace {wanted}, but names the namespace {found}")]
    OtherNamespace {
        /// The text as it was given.
        text: String,
        /// The namespace that it was given for.
        wanted: String,
        /// The namespace that it begins with.
        found: String,
    },
    /// A character that the query language or a sidecar format needs for itself.
    #[error("{text:?} cannot hold {character:?}: tags have no control characters, asterisks or commas")]
    Character {
        /// The text as it was given.
        text: String,
        /// The first character at fault.
        character: char,
    },
    /// `-` and `~` are operators at the beginning of a query term.
    #[error("{text:?} cannot begin with {character:?}, which means something else in a query")]
    Beginning {
        /// The text as it was given.
        text: String,
        /// The character at fault.
        character: char,
    },
    /// A bare `and`, `or` or `not` would be read as an operator.
    #[error("{0:?} is an operator of the query language, not a tag")]
    Operator(String),
    /// The namespace is a metatag of the query language.
    #[error("{0:?} is a metatag of the query language, so no tag can have it as its namespace")]
    Reserved(String),
    /// More than [`MAX_CHARS`] characters.
    #[error("{0:?} is longer than {MAX_CHARS} characters")]
    TooLong(String),
}

impl Tag {
    /// Reads `namespace:name` or a plain `name`, in any case and with spaces or underscores.
    ///
    /// Danbooru's and hydrus's names for the built-in namespaces (`copyright`, `char`, …) are understood; `general:`
    /// is no namespace.
    ///
    /// ```
    /// use nakigao::tag::Tag;
    /// assert_eq!(Tag::parse("Char:Nagisa Furukawa")?.to_string(), "character:nagisa_furukawa");
    /// assert_eq!(Tag::parse(":D")?.to_string(), ":d");
    /// # Ok::<(), nakigao::tag::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error`] says what in the text is not allowed.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let normal = normalise(text);
        match split_namespace(&normal) {
            Some((namespace, name)) => Self::check(canonical_namespace(namespace), name, text),
            None => Self::check("", &normal, text),
        }
    }

    /// Reads a name whose namespace is already known; a colon in it is part of the name.
    ///
    /// A leading `namespace:` that repeats the known one is dropped, so that `-c character:saber` is `character:saber`.
    ///
    /// # Errors
    /// As [`Tag::parse`], and [`Error::OtherNamespace`] for `emotion:crying` given as a character.
    pub fn parse_in(namespace: &str, text: &str) -> Result<Self, Error> {
        let normal = normalise(text);
        let wanted = normalise(namespace);
        let wanted = canonical_namespace(&wanted);
        Self::within(wanted, &normal, text)
    }

    /// The tag of a normal name in a canonical namespace, which the name may repeat.
    fn within(namespace: &str, normal: &str, text: &str) -> Result<Self, Error> {
        let name = match split_namespace(normal) {
            Some((prefix, name)) if canonical_namespace(prefix) == namespace => name,
            _ => normal,
        };
        Self::check(namespace, name, text)
    }

    /// Makes a tag of a text that was not written as one, such as a folder's name, without the characters that tags cannot have.
    /// `None` if nothing is left.
    pub fn from_text(namespace: &str, text: &str) -> Option<Self> {
        let kept: String = text.chars().map(|c| if is_forbidden(c) { ' ' } else { c }).collect();
        let kept = kept.trim_start_matches(|c: char| c == '-' || c == '~' || c.is_whitespace());
        let short: String = kept.chars().take(MAX_CHARS).collect();
        let (namespace, normal) = (normalise(namespace), normalise(&short));
        let namespace = canonical_namespace(&namespace);
        match Self::within(namespace, &normal, &short) {
            Err(Error::OtherNamespace { .. }) => {
                Self::within(namespace, &normalise(&normal.replacen(':', "_", 1)), &short).ok()
            }
            made => made.ok(),
        }
    }

    /// Puts together a tag whose parts are already in their normal spelling (as the catalogue stores them).
    pub fn from_parts(namespace: &str, name: &str) -> Self {
        Self { namespace: namespace.to_owned().into(), name: name.to_owned().into() }
    }

    /// The namespace; empty for a general tag.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The name without its namespace.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name as in a sentence, with spaces for underscores. A name of at most three characters, or without letters, is a face
    /// (`^_^`) and stays.
    pub fn spoken(&self) -> String {
        if self.name.chars().any(char::is_alphabetic) && self.name.chars().count() > 3 {
            self.name.replace('_', " ")
        } else {
            self.name.to_string()
        }
    }

    fn check(namespace: &str, name: &str, text: &str) -> Result<Self, Error> {
        let given = || text.trim().to_owned();
        if let Some(character) = name.chars().chain(text.chars()).find(|&c| is_forbidden(c) && !c.is_whitespace()) {
            return Err(Error::Character { text: given(), character });
        }
        match name.chars().next() {
            None => return Err(Error::Empty),
            Some(character @ ('-' | '~')) => return Err(Error::Beginning { text: given(), character }),
            Some(_) => {}
        }
        // What would be printed as `character:emotion:crying` is meant for one of the two.
        let found = split_namespace(name).map_or("", |(prefix, _)| canonical_namespace(prefix));
        if !namespace.is_empty() && found != namespace && BUILT_IN.contains(&found) {
            let (wanted, found) = (namespace.to_owned(), found.to_owned());
            return Err(Error::OtherNamespace { text: given(), wanted, found });
        }
        // `series:` alone, and `series:` given as a series: what would be printed parses to nothing. `d:` is a face.
        if let Some(prefix) = name.strip_suffix(':')
            && if namespace.is_empty() { is_namespace(prefix) } else { canonical_namespace(prefix) == namespace }
        {
            return Err(Error::NoName(given()));
        }
        // The mark of a namespace, and eyes without a face, as of `: :`.
        if name.bytes().all(|byte| b":_".contains(&byte)) && name.contains(':') {
            return Err(Error::NoName(given()));
        }
        if namespace.is_empty() && ["and", "or", "not"].contains(&name) {
            return Err(Error::Operator(given()));
        }
        if is_reserved(namespace) {
            return Err(Error::Reserved(namespace.to_owned()));
        }
        if name.chars().count() > MAX_CHARS || namespace.chars().count() > MAX_CHARS {
            return Err(Error::TooLong(given()));
        }
        Ok(Self::from_parts(namespace, name))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() { f.write_str(&self.name) } else { write!(f, "{}:{}", self.namespace, self.name) }
    }
}

impl FromStr for Tag {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

/// The one name of a namespace: Danbooru's prefixes and hydrus's words become ours, `general` becomes none.
pub fn canonical_namespace(namespace: &str) -> &str {
    match namespace {
        "copyright" | "copy" | "co" => SERIES,
        "char" | "ch" => CHARACTER,
        "art" | "creator" => "artist",
        "general" | "gen" => "",
        other => other,
    }
}

/// Whether a word is a metatag of the query language.
pub fn is_reserved(namespace: &str) -> bool {
    RESERVED.contains(&namespace)
}

/// Splits `namespace:name`, both already normal; `None` when the text has no namespace (`:d`, `d:`, `saber`).
pub fn split_namespace(normal: &str) -> Option<(&str, &str)> {
    let (namespace, name) = normal.split_once(':')?;
    let name = name.trim_start_matches('_');
    let namespace = namespace.trim_end_matches('_');
    (is_namespace(namespace) && !name.is_empty()).then_some((namespace, name))
}

/// Whether a normal word can name a namespace.
fn is_namespace(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_alphabetic)
        && chars.clone().next().is_some()
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

fn is_forbidden(c: char) -> bool {
    c.is_control() || matches!(c, '*' | ',' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests;
