//! One word of a query: a metatag with its value, or a tag pattern.
//!
//! A word before a colon is a metatag if it has the name of one. Otherwise it is a namespace, or the beginning of a name with a
//! colon, as Danbooru has them (`nier:automata`). It is certainly a namespace if it is one of [`NAMESPACES`] or the value is
//! quoted. If neither, both readings are alternatives: `nier:automata` is `nier:"automata" or "nier:automata"`, since this room
//! does not know which tags exist.

use std::ops::Bound::{Included, Unbounded};

use super::error::{Error, ErrorKind, shorten};
use super::expr::{Expr, Interval, Measure, Order, TagPattern};
use super::metatag::{self, Metatag, MetatagHelp};
use super::nearest::nearest;
use super::range::{self, PointReader};
use super::token::{RawTerm, Value, is_qualifier, unbalanced};
use super::unit::{self, Fault};
use super::{date, foreign, keyword, metatags};
use crate::tag::{self, Tag};

/// Namespaces that are never part of a name.
const NAMESPACES: [&str; 6] = ["", tag::SERIES, tag::CHARACTER, tag::EMOTION, "artist", "meta"];

/// The namespace of ratings, whose values Danbooru writes as letters.
const RATING: &str = "rating";

/// What one word asks for.
pub(super) enum Term {
    Condition(Expr),
    Order(Order),
    Limit(u64),
    /// So many in any order.
    Random(u64),
}

/// Reads one word.
pub(super) fn read(term: &RawTerm) -> Result<Term, Error> {
    let Some(qualifier) = &term.qualifier else {
        return bare(&term.value).map(Term::Condition);
    };
    match metatag::find(qualifier) {
        Some(metatag) => value(metatag, &term.value),
        None => tag(qualifier, &term.value).map(Term::Condition),
    }
}

/// Whether a namespace is one that no name begins with.
pub(super) fn is_sure(namespace: &str) -> bool {
    NAMESPACES.contains(&namespace)
}

/// The metatag and the comparison of a word such as `width>1920`, which lacks its colon.
pub(super) fn missing_colon(text: &str) -> Option<(&'static MetatagHelp, &str)> {
    let at = text.find(['<', '>', '='])?;
    let (word, comparison) = text.split_at(at);
    metatag::find(word).map(|metatag| (metatag, comparison))
}

/// Whether a term is this word alone, without a metatag and quotes.
pub(super) fn is_bare(term: &RawTerm, word: &str) -> bool {
    term.qualifier.is_none() && !term.value.is_quoted && term.value.text.eq_ignore_ascii_case(word)
}

/// What is wrong with `width >1920` and `width > 1920`: a comparison that stands apart from its metatag.
pub(super) fn spaced_comparison(word: &RawTerm, next: &RawTerm) -> Option<ErrorKind> {
    let is_bare = |term: &RawTerm| is_bare(term, &term.value.text);
    let metatag = metatag::find(&word.value.text).filter(|found| matches!(found.kind, Metatag::Measure(..)))?;
    // `>_<` is a face.
    let is_comparison = next.value.text.starts_with(['<', '>', '=']) && !next.value.text.contains('_');
    let value = next.value.text.trim_start_matches(['<', '>', '=']);
    let sign = &next.value.text[..next.value.text.len() - value.len()];
    let value = if value.is_empty() { format!("{sign}{}", example_value(metatag)) } else { next.value.text.clone() };
    (is_bare(word) && is_bare(next) && is_comparison)
        .then(|| ErrorKind::MissingColon { metatag: metatag.name, value: shorten(&value) })
}

fn example_value(metatag: &MetatagHelp) -> &str {
    metatag.example.split_once(':').map_or("", |(_, value)| value).trim_start_matches(['<', '>', '='])
}

fn value(metatag: &'static MetatagHelp, value: &Value) -> Result<Term, Error> {
    if value.text.trim().is_empty() {
        let at = value.span.start;
        return Err(Error::new(at..value.span.end, ErrorKind::MissingValue(metatag.name.to_owned())));
    }
    let whole = || bad_value(metatag, &value.text, value.span.clone());
    // No path and no note holds it, and an index of letters would read it as the end.
    if value.text.contains('\0') {
        return Err(whole());
    }
    Ok(Term::Condition(match metatag.kind {
        Metatag::Measure(measure, read) => intervals(metatag, measure, read, value)?,
        Metatag::Date => dates(metatag, value)?,
        Metatag::FileType => file_types(metatag, value)?,
        Metatag::Size => match size(&value.text) {
            Some(size) => size,
            None => intervals(metatag, Measure::FileSize, unit::filesize, value)?,
        },
        Metatag::Tag => match value.as_term() {
            RawTerm { qualifier: Some(namespace), value } => tag(&namespace, &value)?,
            RawTerm { qualifier: None, value } => bare(&value)?,
        },
        Metatag::Path => Expr::Path(value.text.clone()),
        Metatag::Folder => Expr::Path(format!("*/{}/*", value.text.trim_matches('/'))),
        Metatag::Name => Expr::Name(value.text.clone()),
        Metatag::Text => Expr::Text(value.text.clone()),
        Metatag::Quote => Expr::Quote(value.text.clone()),
        Metatag::Is => any_of(value, |item| match keyword::property(item) {
            Some(property) => Ok(Expr::Is(property)),
            None => match (keyword::file_type(item), keyword::rating(item).filter(|_| keyword::is_rating(item))) {
                (Some(name), _) => Ok(Expr::FileType(vec![name.to_owned()])),
                (None, Some(names)) => Ok(rated(names)),
                (None, None) => Err(unknown_word(metatag, item)),
            },
        })?,
        Metatag::Has => any_of(value, |item| has(item).ok_or_else(|| bad_kind(metatag, item)))?,
        Metatag::Hash => any_of(value, |item| {
            let is_hash = (1..=64).contains(&item.len()) && item.bytes().all(|b| b.is_ascii_hexdigit());
            if is_hash { Ok(Expr::Hash(item.to_owned())) } else { Err(bad_kind(metatag, item)) }
        })?,
        Metatag::Md5 => {
            let is_md5 = value.text.len() == 32 && value.text.bytes().all(|byte| byte.is_ascii_hexdigit());
            if is_md5 { Expr::Name(value.text.to_lowercase()) } else { return Err(whole()) }
        }
        Metatag::Order => {
            let word = value.text.to_lowercase();
            let error = || Error::new(value.span.clone(), unknown_word(metatag, &word));
            return keyword::order(&word).map(Term::Order).ok_or_else(error);
        }
        Metatag::Limit => return value.text.parse().map(Term::Limit).map_err(|_| whole()),
        Metatag::Random => return value.text.parse().map(Term::Random).map_err(|_| whole()),
    }))
}

fn intervals(metatag: &'static MetatagHelp, measure: Measure, read: PointReader, value: &Value) -> Result<Expr, Error> {
    let read_item = |(item, span)| match range::interval(item, read) {
        Ok(interval) => Ok(interval),
        Err(Fault::Form) => Err(bad_value(metatag, item, span)),
        Err(Fault::TooLarge) => Err(Error::new(span, ErrorKind::TooLarge(shorten(item)))),
    };
    let intervals = value.items().map(read_item).collect::<Result<_, _>>()?;
    Ok(Expr::Measure(measure, intervals))
}

/// Dates and ranges between commas. Those of one kind are one condition.
fn dates(metatag: &'static MetatagHelp, value: &Value) -> Result<Expr, Error> {
    let mut conditions: Vec<Expr> = Vec::new();
    for (item, span) in value.items() {
        let condition = date(item).map_err(|_| bad_value(metatag, item, span))?;
        let same = conditions.iter_mut().find_map(|known| match (known, &condition) {
            (Expr::Measure(a, known), Expr::Measure(b, new)) if *a == *b => Some((known, new)),
            _ => None,
        });
        match same {
            Some((known, new)) => known.extend(new),
            None => conditions.push(condition),
        }
    }
    Ok(if conditions.len() == 1 { conditions.remove(0) } else { Expr::Or(conditions) })
}

/// One date or range; one end of it can be counted from today and the other not.
fn date(text: &str) -> Result<Expr, Fault> {
    let one = |text: &str| {
        let is_counted = date::is_counted(text);
        let (measure, read) = if is_counted {
            (Measure::Day, date::counted as PointReader)
        } else {
            (Measure::Date, date::date as PointReader)
        };
        range::interval(text, read).map(|interval| Expr::Measure(measure, vec![interval]))
    };
    match text.split_once("..") {
        Some((low, high)) if !low.is_empty() && !high.is_empty() && date::is_counted(low) != date::is_counted(high) => {
            let end = high.strip_prefix('.').map_or_else(|| format!("<={high}"), |high| format!("<{high}"));
            Ok(Expr::And(vec![one(&format!(">={low}"))?, one(&end)?]))
        }
        _ => one(text),
    }
}

/// A rating by its tags.
fn rated(names: &[&str]) -> Expr {
    let tag = |name: &&str| Expr::Tag(TagPattern { namespace: Some(RATING.to_owned()), name: (*name).to_owned() });
    let mut tags: Vec<Expr> = names.iter().map(tag).collect();
    if tags.len() == 1 { tags.remove(0) } else { Expr::Or(tags) }
}

/// `1920x1080` of `size:`.
fn size(text: &str) -> Option<Expr> {
    let (width, height) = text.split_once(['x', 'X', '×'])?;
    let equal = |text: &str| {
        let n: u32 = text.trim().parse().ok()?;
        Some(vec![Interval::Range(Included(n.into()), Included(n.into()))])
    };
    Some(Expr::And(vec![Expr::Measure(Measure::Width, equal(width)?), Expr::Measure(Measure::Height, equal(height)?)]))
}

fn file_types(metatag: &'static MetatagHelp, value: &Value) -> Result<Expr, Error> {
    let mut names: Vec<String> = Vec::new();
    for (item, span) in value.items() {
        let item = item.to_lowercase();
        let name = keyword::file_type(&item).ok_or_else(|| Error::new(span, unknown_word(metatag, &item)))?;
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    Ok(Expr::FileType(names))
}

/// `has:tags`, `has:notes` and `has:character`; the word is in lower case.
fn has(word: &str) -> Option<Expr> {
    let namespace = tag::normalise(word);
    match namespace.as_str() {
        "tags" | "tag" => return Some(Expr::Has(String::new())),
        "notes" | "note" | "quotes" | "quote" => {
            return Some(Expr::Measure(Measure::NoteCount, vec![Interval::Range(Included(1), Unbounded)]));
        }
        _ => {}
    }
    if !is_qualifier(&namespace) || tag::is_reserved(&namespace) {
        return None;
    }
    Some(match tag::canonical_namespace(&namespace) {
        "" => Expr::Tag(TagPattern { namespace: Some(String::new()), name: "*".to_owned() }),
        namespace => Expr::Has(namespace.to_owned()),
    })
}

/// One condition for each item between commas (given in lower case), at least one of which must hold.
fn any_of(value: &Value, read: impl Fn(&str) -> Result<Expr, ErrorKind>) -> Result<Expr, Error> {
    let read_item = |(item, span): (&str, _)| read(&item.to_lowercase()).map_err(|kind| Error::new(span, kind));
    let mut conditions = value.items().map(read_item).collect::<Result<Vec<_>, _>>()?;
    Ok(if conditions.len() == 1 { conditions.remove(0) } else { Expr::Or(conditions) })
}

/// A word without a colon in it that could end a namespace.
fn bare(value: &Value) -> Result<Expr, Error> {
    let name = tag::normalise(&value.text);
    if value.is_quoted {
        // `"character:nagisa furukawa"` is how hydrus's users quote.
        return match tag::split_namespace(&name) {
            Some((namespace, name)) if is_sure(tag::canonical_namespace(namespace)) => {
                pattern(Some(tag::canonical_namespace(namespace)), name, value)
            }
            _ => pattern(None, &name, value),
        };
    }
    if let Some((metatag, comparison)) = missing_colon(&value.text) {
        let kind = ErrorKind::MissingColon { metatag: metatag.name, value: shorten(comparison) };
        return Err(Error::new(value.span.clone(), kind));
    }
    if let Some((namespace, name)) = name.split_once(':').filter(|(_, name)| !name.is_empty())
        && namespace.contains('*')
        && is_qualifier(&namespace.replace('*', ""))
    {
        let kind = ErrorKind::WildcardNamespace { name: shorten(name) };
        return Err(Error::new(value.span.clone(), kind));
    }
    check_balance(value)?;
    pattern(None, &name, value)
}

/// `namespace:name`, or perhaps a name with a colon in it.
fn tag(qualifier: &str, value: &Value) -> Result<Expr, Error> {
    let whole = value.span.start.saturating_sub(qualifier.len() + 1)..value.span.end;
    let normal = tag::normalise(qualifier);
    let namespace = tag::canonical_namespace(&normal);
    if tag::is_reserved(namespace) {
        let known = foreign::NOT_OFFERED.iter().find(|(word, _)| *word == namespace);
        let instead = match namespace {
            "system" => foreign::instead_of_hydrus(&value.text),
            _ => known.map_or("another namespace", |&(_, instead)| instead),
        };
        return Err(Error::new(whole, ErrorKind::NotOffered { word: shorten(qualifier), instead }));
    }
    let name = tag::normalise(&value.text);
    if name.is_empty() && (is_sure(namespace) || value.is_quoted) {
        return Err(Error::new(whole, ErrorKind::MissingValue(shorten(qualifier))));
    }
    if !value.is_quoted {
        if let Some(instead) = foreign::instead(namespace).filter(|_| range::looks_like_one(&value.text)) {
            return Err(Error::new(whole, ErrorKind::Foreign { word: shorten(qualifier), instead }));
        }
        let names: Vec<&str> = metatags().iter().map(|metatag| metatag.name).collect();
        if let Some(nearest) = nearest(&normal, &names).filter(|_| range::looks_like_one(&value.text)) {
            let kind = ErrorKind::UnknownMetatag { word: shorten(qualifier), nearest };
            return Err(Error::new(whole.start..whole.start + qualifier.len(), kind));
        }
        if value.text.starts_with(['<', '>']) && range::looks_like_one(&value.text) {
            return Err(Error::new(whole, ErrorKind::ComparedTag { namespace: shorten(qualifier) }));
        }
        check_balance(value)?;
    }
    if namespace == RATING && !value.is_quoted {
        return any_of(value, |item| match keyword::rating(item) {
            Some(names) => Ok(rated(names)),
            None => pattern(Some(RATING), &tag::normalise(item), value).map_err(|error| error.kind),
        });
    }
    let with_colon = || pattern(None, &tag::normalise(&format!("{qualifier}:{}", value.text)), value);
    if name.is_empty() {
        return with_colon();
    }
    let exact = pattern(Some(namespace), &name, value)?;
    Ok(if is_sure(namespace) || value.is_quoted { exact } else { Expr::Or(vec![exact, with_colon()?]) })
}

/// Refuses a name in which a parenthesis is missing. Danbooru's only unbalanced names are a few faces, which never have two
/// letters side by side.
fn check_balance(value: &Value) -> Result<(), Error> {
    let has_letters = value.text.as_bytes().windows(2).any(|pair| pair.iter().all(u8::is_ascii_alphabetic));
    match unbalanced(&value.text).filter(|_| has_letters) {
        Some(at) => Err(Error::new(value.part(at..at + 1), ErrorKind::UnbalancedName(shorten(&value.text)))),
        None => Ok(()),
    }
}

/// A pattern of a name in normal spelling, which must be a possible tag once its asterisks stand for letters.
fn pattern(namespace: Option<&str>, name: &str, value: &Value) -> Result<Expr, Error> {
    let text = || shorten(&value.text);
    if let Err(error) = Tag::parse_in(namespace.unwrap_or(""), &name.replace('*', "x")) {
        let error = match error {
            tag::Error::Character { character, .. } => tag::Error::Character { text: text(), character },
            tag::Error::Beginning { character, .. } => tag::Error::Beginning { text: text(), character },
            tag::Error::TooLong(_) => tag::Error::TooLong(text()),
            other => other,
        };
        return Err(Error::new(value.span.clone(), ErrorKind::Tag(error)));
    }
    let mut name = name.to_owned();
    while name.contains("**") {
        name = name.replace("**", "*");
    }
    Ok(Expr::Tag(TagPattern { namespace: namespace.map(str::to_owned), name }))
}

fn bad_value(metatag: &'static MetatagHelp, text: &str, span: std::ops::Range<usize>) -> Error {
    Error::new(span, bad_kind(metatag, text))
}

fn bad_kind(metatag: &'static MetatagHelp, text: &str) -> ErrorKind {
    let MetatagHelp { name, values, example, .. } = metatag;
    ErrorKind::BadValue { metatag: name, value: shorten(text), expected: values, example }
}

fn unknown_word(metatag: &'static MetatagHelp, word: &str) -> ErrorKind {
    let nearest = nearest(word, metatag.words);
    let instead = foreign::instead(word);
    ErrorKind::UnknownWord { metatag: metatag.name, value: shorten(word), known: metatag.words, nearest, instead }
}
