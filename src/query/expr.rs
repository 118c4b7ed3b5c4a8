//! The meaning of a query: a tree of conditions, an order and a limit.
//!
//! Every number is already in its one unit, every range is closed or half open over whole numbers, and every tolerance
//! has been worked out, so that evaluating ([`super::matches`]) and compiling to SQL need no knowledge of spelling.

use std::ops::Bound;

use crate::tag::{self, Tag};

/// A whole query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The condition on each media.
    pub expr: Expr,
    /// What the listing is sorted by; the caller's default if `None`.
    pub order: Option<Order>,
    /// The most media to list.
    pub limit: Option<u64>,
}

/// A condition on one media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// True of each of them; an empty list holds for everything.
    And(Vec<Expr>),
    /// True of at least one.
    Or(Vec<Expr>),
    /// True when the inner one is not.
    Not(Box<Expr>),
    /// The media has a tag that fits.
    Tag(TagPattern),
    /// A measured value lies in one of the intervals.
    Measure(Measure, Vec<Interval>),
    /// The format is one of these names (`media::Format::name`).
    FileType(Vec<String>),
    /// One of its paths fits: `*` stands for any run of characters, `/` included; case is ignored for ASCII letters. A
    /// pattern without `*` fits where a folder's or file's name begins ([`super::path_pattern`]). Composed and decomposed letters are the same.
    Path(String),
    /// The name of one of its files, without the folders before it, fits; a pattern without `*` fits anywhere in it.
    Name(String),
    /// The path of one of its files below the imported folder holds this, with `*` for any run of characters.
    Text(String),
    /// A property it has or has not.
    Is(Property),
    /// It has a tag in this namespace; any tag at all if the namespace is empty.
    Has(String),
    /// One of its notes has these words, in any order (`query::quote`).
    Quote(String),
    /// Its content hash begins with these hexadecimal digits (lower case).
    Hash(String),
}

/// A tag, or several by wildcard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagPattern {
    /// The namespace it must have; `None` for a bare word, which fits a tag of this name in any namespace or none.
    pub namespace: Option<String>,
    /// The name in normal spelling, with `*` for any run of characters.
    pub name: String,
}

impl From<&Tag> for TagPattern {
    /// The pattern that this tag alone fits.
    fn from(tag: &Tag) -> Self {
        Self { namespace: Some(tag.namespace().to_owned()), name: tag.name().to_owned() }
    }
}

/// What can be measured, each in one unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// Pixels, as shown (after orientation).
    Width,
    /// Pixels, as shown.
    Height,
    /// Width times height, in pixels (`mpixels:2` is 2,000,000 within the tolerance).
    Pixels,
    /// Width over height in hundredths, rounded.
    Ratio,
    /// Bytes of the file.
    FileSize,
    /// Milliseconds of one run of an animation; no value for a still.
    Duration,
    /// How well an animation closes, in hundredths; no value for a still.
    Loop,
    /// Frames; 1 for a still.
    Frames,
    /// Distinct tags.
    TagCount,
    /// Distinct tags of one of Danbooru's categories.
    TagsOf(Category),
    /// Notes.
    NoteCount,
    /// Seconds since 1970 of the oldest of its files' modification times.
    Date,
    /// Days from today to that time's day, in UTC: yesterday is -1.
    Day,
    /// Seconds from that time to now.
    Age,
}

impl Measure {
    /// Whether there are media without a value, which come last in its order either way.
    pub fn has_gaps(self) -> bool {
        matches!(self, Self::Duration | Self::Loop)
    }
}

/// Danbooru's categories of tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Category {
    /// What is to be seen.
    General,
    /// Who drew it.
    Artist,
    /// The work it is from.
    Copyright,
    /// Who is in it.
    Character,
    /// What is to be said of the file.
    Meta,
}

impl Category {
    /// The namespaces whose tags it has. Danbooru's names of faces and feelings are general tags.
    pub fn namespaces(self) -> &'static [&'static str] {
        match self {
            Self::General => &["", tag::EMOTION],
            Self::Artist => &["artist"],
            Self::Copyright => &[tag::SERIES],
            Self::Character => &[tag::CHARACTER],
            Self::Meta => &["meta"],
        }
    }
}

/// A range over one unit, or whether there is a value at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interval {
    /// From one bound to the other.
    Range(Bound<i64>, Bound<i64>),
    /// There is a value.
    Any,
    /// There is none.
    None,
}

/// Yes-or-no facts for `is:`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Property {
    /// Its frames differ visibly.
    Animated,
    /// They do not.
    Still,
    /// It is the same from its end backwards.
    PingPong,
    /// Wider than high.
    Landscape,
    /// Higher than wide.
    Portrait,
    /// As wide as high.
    Square,
    /// A file of it is where it was last seen.
    Present,
    /// All its files are gone from folders that can be read.
    Missing,
    /// No file is present, and at least one lies in a root that is not there now.
    Offline,
    /// At least two of its files are known and not missing.
    Duplicate,
    /// Something is wrong with its file, although every pixel could be read.
    Damaged,
    /// It has a tag.
    Tagged,
    /// It has none.
    Untagged,
    /// It has a tag that was guessed and not yet accepted.
    Unconfirmed,
}

/// What a listing is sorted by. Equal ones are in the order of their paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    /// The value compared.
    pub key: OrderKey,
    /// Largest, newest or last first.
    pub descending: bool,
}

/// The values that can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderKey {
    /// The path, by its bytes.
    Path,
    /// When the gallery first saw the content.
    Added,
    /// A measured value; media without one come last either way.
    Measure(Measure),
    /// The content hash.
    Hash,
    /// Shuffled; the same seed gives the same order.
    Random(Option<u64>),
}
