//! What a query means for one media held in memory: the definition that the catalogue's SQL is tested against.
//!
//! A [`Subject`] has exactly the facts that a query can ask for. A measure without a value (the duration of a still) is in no
//! range and fits `none` only. Every condition is true or false, so that a negation is always the opposite.

use std::collections::BTreeSet;
use std::ops::RangeBounds;

use super::date::DAY;
use super::expr::{Expr, Interval, Measure, Property, TagPattern};
use super::{glob, quote};
use crate::tag::{Tag, composed};

/// The facts about one media that a query can ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Its tags, those by implication too.
    pub tags: BTreeSet<Tag>,
    /// Pixels, as shown.
    pub width: u32,
    /// Pixels, as shown.
    pub height: u32,
    /// 1 for a still.
    pub frames: u32,
    /// Milliseconds of one run; `None` for a still.
    pub duration_ms: Option<i64>,
    /// How well it closes, in hundredths; `None` if nothing moves.
    pub loop_score: Option<i64>,
    /// Whether it is the same from its end backwards.
    pub runs_back: bool,
    /// Bytes of the file.
    pub bytes: i64,
    /// `media::Format::name`.
    pub format: String,
    /// Whether its frames differ visibly.
    pub animated: bool,
    /// Whether something is wrong with its file, although every pixel could be read.
    pub damaged: bool,
    /// Seconds since 1970 of the oldest of its files' modification times.
    pub date: i64,
    /// Seconds since 1970 at the moment of asking.
    pub now: i64,
    /// Where it lies or lay.
    pub files: Vec<SubjectFile>,
    /// Whether a tag of it was guessed and not yet accepted.
    pub unconfirmed: bool,
    /// Its notes.
    pub quotes: Vec<String>,
    /// The content hash in lower-case hexadecimal digits.
    pub hash: String,
}

/// One known file of a media.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectFile {
    /// The path in its display form.
    pub path: String,
    /// What of the path is below the imported folder.
    pub below: String,
    /// Whether it is there.
    pub state: FileState,
}

/// Where a file is, as far as the last look could tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileState {
    /// Where it was last seen.
    Present,
    /// Gone from a root that can be read.
    Missing,
    /// In a root that is not there now.
    Offline,
}

/// Whether the condition holds for the media.
pub fn matches(expr: &Expr, subject: &Subject) -> bool {
    match expr {
        Expr::And(parts) => parts.iter().all(|part| matches(part, subject)),
        Expr::Or(parts) => parts.iter().any(|part| matches(part, subject)),
        Expr::Not(inner) => !matches(inner, subject),
        Expr::Tag(pattern) => subject.tags.iter().any(|tag| fits(pattern, tag)),
        Expr::Measure(measure, intervals) => {
            let value = value(*measure, subject);
            intervals.iter().any(|&interval| holds(interval, value))
        }
        Expr::FileType(names) => names.contains(&subject.format),
        Expr::Path(pattern) => {
            let whole = path_pattern(pattern);
            subject.files.iter().any(|file| path_fits(&whole, &file.path))
        }
        Expr::Name(pattern) => {
            let whole = if pattern.contains('*') { pattern.clone() } else { format!("*{pattern}*") };
            let name = |file: &SubjectFile| file.path.rsplit('/').next().unwrap_or_default().to_owned();
            subject.files.iter().any(|file| path_fits(&whole, &name(file)))
        }
        Expr::Text(pattern) => {
            let whole = format!("*{pattern}*");
            subject.files.iter().any(|file| path_fits(&whole, &file.below))
        }
        Expr::Quote(asked) => subject.quotes.iter().any(|line| quote::has_words(line, asked)),
        Expr::Is(property) => has_property(*property, subject),
        Expr::Has(namespace) => {
            subject.tags.iter().any(|tag| namespace.is_empty() || tag.namespace() == namespace.as_str())
        }
        Expr::Hash(digits) => subject.hash.starts_with(digits.as_str()),
    }
}

/// Whether a pattern fits a path or a name. Letters with marks are composed in both, which may be spelt either way and even both
/// ways within one path; a pattern in ASCII is asked of the path as it is.
fn path_fits(pattern: &str, path: &str) -> bool {
    let pattern = composed(pattern);
    if pattern.is_ascii() {
        return glob::fits_ignoring_case(&pattern, path);
    }
    glob::fits_ignoring_case(&pattern, &composed(path))
}

/// The pattern, with asterisks, that a whole path must fit: a text without one is the beginning of a folder's or file's name.
pub fn path_pattern(pattern: &str) -> String {
    match pattern {
        _ if pattern.contains('*') => pattern.to_owned(),
        _ if pattern.starts_with('/') => format!("*{pattern}*"),
        _ => format!("*/{pattern}*"),
    }
}

fn fits(pattern: &TagPattern, tag: &Tag) -> bool {
    let is_in = pattern.namespace.as_deref().is_none_or(|namespace| namespace == tag.namespace());
    is_in && glob::fits(&pattern.name, tag.name())
}

/// The value of a measure in its unit.
///
/// The ratio is `(200 * width + height) / (2 * height)` in whole numbers, which is width over height in hundredths with
/// halves rounded up; a media without height has none.
fn value(measure: Measure, subject: &Subject) -> Option<i64> {
    let (width, height) = (i64::from(subject.width), i64::from(subject.height));
    match measure {
        Measure::Width => Some(width),
        Measure::Height => Some(height),
        Measure::Pixels => Some(width.saturating_mul(height)),
        Measure::Ratio => (200 * width + height).checked_div(2 * height),
        Measure::FileSize => Some(subject.bytes),
        Measure::Duration => subject.duration_ms,
        Measure::Loop => subject.loop_score,
        Measure::Frames => Some(i64::from(subject.frames)),
        Measure::TagCount => i64::try_from(subject.tags.len()).ok(),
        Measure::TagsOf(category) => {
            let is_of = |tag: &&Tag| category.namespaces().contains(&tag.namespace());
            i64::try_from(subject.tags.iter().filter(is_of).count()).ok()
        }
        Measure::NoteCount => i64::try_from(subject.quotes.len()).ok(),
        Measure::Date => Some(subject.date),
        Measure::Day => Some(subject.date.div_euclid(DAY) - subject.now.div_euclid(DAY)),
        Measure::Age => Some(subject.now.saturating_sub(subject.date)),
    }
}

fn holds(interval: Interval, value: Option<i64>) -> bool {
    match (interval, value) {
        (Interval::Any, value) => value.is_some(),
        (Interval::None, value) => value.is_none(),
        (Interval::Range(low, high), Some(value)) => (low, high).contains(&value),
        (Interval::Range(..), None) => false,
    }
}

/// Exactly one of present, offline and missing holds; a media without a known file is missing.
fn has_property(property: Property, subject: &Subject) -> bool {
    let any_is = |state| subject.files.iter().any(|file| file.state == state);
    match property {
        Property::Animated => subject.animated,
        Property::Still => !subject.animated,
        Property::PingPong => subject.runs_back,
        Property::Landscape => subject.width > subject.height,
        Property::Portrait => subject.width < subject.height,
        Property::Square => subject.width == subject.height,
        Property::Present => any_is(FileState::Present),
        Property::Missing => !any_is(FileState::Present) && !any_is(FileState::Offline),
        Property::Offline => !any_is(FileState::Present) && any_is(FileState::Offline),
        Property::Duplicate => subject.files.iter().filter(|file| file.state != FileState::Missing).count() >= 2,
        Property::Damaged => subject.damaged,
        Property::Tagged => !subject.tags.is_empty(),
        Property::Untagged => subject.tags.is_empty(),
        Property::Unconfirmed => subject.unconfirmed,
    }
}
