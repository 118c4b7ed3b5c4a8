//! Ranges of numbers, whatever their unit.
//!
//! ```text
//! ranges = range { "," range }
//! range  = "any" | "none" | point | operator point | point ".." [ point ] | point "..." point | ".." point
//! operator = ">" | ">=" | "=>" | "<" | "<=" | "=<" | "="
//! ```
//!
//! `a..b` holds both its ends, `a...b` the first only; ends in the wrong order are exchanged, as on Danbooru.

use std::ops::Bound::{Excluded, Included, Unbounded};

use super::expr::Interval;
use super::unit::{Fault, Point};

/// How the numbers of a measure are read.
pub(super) type PointReader = fn(&str) -> Result<Point, Fault>;

/// Reads one range, without commas.
pub(super) fn interval(text: &str, read: PointReader) -> Result<Interval, Fault> {
    if text.eq_ignore_ascii_case("any") {
        return Ok(Interval::Any);
    }
    if text.eq_ignore_ascii_case("none") {
        return Ok(Interval::None);
    }
    if let Some((low, high)) = text.split_once("..") {
        return match (low, high) {
            ("", high) => read(high).map(|high| Interval::Range(Unbounded, high.up_to)),
            (low, "") => read(low).map(|low| Interval::Range(Included(low.from), Unbounded)),
            (low, high) => match high.strip_prefix('.') {
                Some(high) => between(read(low)?, read(high)?, true),
                None => between(read(low)?, read(high)?, false),
            },
        };
    }
    let digits = text.trim_start_matches(['<', '>', '=']);
    let point = read(digits.trim_start())?;
    Ok(match text.strip_suffix(digits).unwrap_or("") {
        "" | "=" => Interval::Range(point.equal.0, point.equal.1),
        ">" => Interval::Range(point.above(), Unbounded),
        ">=" | "=>" => Interval::Range(Included(point.from), Unbounded),
        "<" => Interval::Range(Unbounded, Excluded(point.from)),
        "<=" | "=<" => Interval::Range(Unbounded, point.up_to),
        _ => return Err(Fault::Form),
    })
}

/// Whether a text could be meant as a range of numbers and nothing else, so that its metatag must be mistyped.
pub(super) fn looks_like_one(text: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    let after_operator = text.trim_start_matches(['<', '>', '=']);
    let has_operator = after_operator.len() < text.len() && after_operator.starts_with(is_digit);
    let dots = |(low, high): (&str, &str)| low.ends_with(is_digit) || (low.is_empty() && high.starts_with(is_digit));
    has_operator || text.split_once("..").is_some_and(dots)
}

fn between(low: Point, high: Point, is_half_open: bool) -> Result<Interval, Fault> {
    let (low, high) = if high.from < low.from { (high, low) } else { (low, high) };
    let end = if is_half_open { Excluded(high.from) } else { high.up_to };
    Ok(Interval::Range(Included(low.from), end))
}
