//! Writes a query in its canonical spelling.
//!
//! `parse(query.to_string())` is the query again, for every query that [`super::parse`] returns. Another tree is written with
//! the same meaning. Tolerances are written as ranges (`mpixels:2` is `mpixels:1.9..2.1`). What could be read as something
//! else is quoted.

use std::fmt::{self, Display, Formatter, Write};
use std::ops::Bound::{Excluded, Included, Unbounded};

use super::expr::{Expr, Interval, Measure, Query, TagPattern};
use super::term::{is_sure, missing_colon};
use super::token::{operator_sign, unbalanced};
use super::unit::{AGE_UNITS, SIZE_UNITS, Unit};
use super::{date, keyword, metatag};

/// A condition that every media meets: the spelling of an empty list.
const ALWAYS: &str = "width:any";
/// A condition that no media meets: the spelling of an empty list of alternatives.
const NEVER: &str = "width:none";

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.expr != Expr::And(Vec::new()) {
            parts.push(self.expr.to_string());
        }
        parts.extend(self.order.map(|order| format!("order:{}", keyword::order_word(order))));
        parts.extend(self.limit.map(|limit| format!("limit:{limit}")));
        f.write_str(&parts.join(" "))
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(parts) if parts.is_empty() => f.write_str(ALWAYS),
            Self::Or(parts) if parts.is_empty() => f.write_str(NEVER),
            Self::And(parts) => list(f, parts, " ", is_list),
            Self::Or(parts) => list(f, parts, " or ", is_alternative),
            Self::Not(inner) => {
                f.write_char('-')?;
                grouped(f, inner, !is_leaf(inner))
            }
            Self::Tag(pattern) => pattern.fmt(f),
            Self::Measure(measure, intervals) => {
                let intervals: Vec<String> = intervals.iter().map(|&i| interval(*measure, i)).collect();
                write!(f, "{}:{}", metatag::of_measure(*measure), intervals.join(","))
            }
            Self::FileType(names) => write!(f, "filetype:{}", names.join(",")),
            Self::Path(pattern) => {
                let is_plain = |c: char| c.is_alphanumeric() || "/*._-".contains(c);
                f.write_str("path:")?;
                text(f, pattern, pattern.chars().all(is_plain))
            }
            Self::Name(pattern) => {
                f.write_str("name:")?;
                text(f, pattern, pattern.chars().all(char::is_alphanumeric))
            }
            Self::Text(pattern) => {
                f.write_str("text:")?;
                text(f, pattern, pattern.chars().all(char::is_alphanumeric))
            }
            Self::Quote(words) => {
                f.write_str("quote:")?;
                text(f, words, false)
            }
            Self::Is(property) => write!(f, "is:{}", keyword::property_word(*property)),
            Self::Has(namespace) if namespace.is_empty() => f.write_str("has:tags"),
            Self::Has(namespace) => write!(f, "has:{namespace}"),
            Self::Hash(digits) => write!(f, "hash:{digits}"),
        }
    }
}

impl Display for TagPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { namespace, name } = self;
        let is_balanced = unbalanced(name).is_none() && !name.starts_with('(');
        match namespace {
            None => {
                let has_colon = name.contains(':') && !name.starts_with(':');
                // Before the end of a group, `:` would become `:)`.
                let is_half_face = name.ends_with([':', ';']);
                let is_word = !has_colon && !is_half_face && missing_colon(name).is_none();
                // `(&)` is the tag `&`, which stands alone as an operator.
                let is_plain = is_word && !name.starts_with('"') && operator_sign(name).is_none();
                text(f, name, is_balanced && is_plain)
            }
            Some(namespace) => {
                f.write_str(if namespace.is_empty() { "general" } else { namespace })?;
                f.write_char(':')?;
                // Unquoted, `nier:automata` could also be a name; and `\ ` would be a space.
                let is_plain = is_sure(namespace) && !name.starts_with(['"', '\'']) && !name.ends_with('\\');
                text(f, name, is_balanced && is_plain)
            }
        }
    }
}

/// How many parentheses deep the canonical spelling is.
pub(super) fn depth(expr: &Expr) -> usize {
    let below = |parts: &[Expr], needs: fn(&Expr) -> bool| {
        parts.iter().map(|part| depth(part) + usize::from(needs(part))).max().unwrap_or(0)
    };
    match expr {
        Expr::And(parts) => below(parts, is_list),
        Expr::Or(parts) => below(parts, is_alternative),
        Expr::Not(inner) => depth(inner) + usize::from(!is_leaf(inner)),
        _ => 0,
    }
}

/// How many conditions the query tests, each item of a list being one.
pub(super) fn n_terms(expr: &Expr) -> usize {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().map(n_terms).sum(),
        Expr::Not(inner) => n_terms(inner),
        Expr::Measure(_, intervals) => intervals.len(),
        Expr::FileType(names) => names.len(),
        _ => 1,
    }
}

/// Whether it needs parentheses within a list: a list that was a group of its own stays one.
fn is_list(expr: &Expr) -> bool {
    matches!(expr, Expr::And(parts) | Expr::Or(parts) if !parts.is_empty())
}

/// Whether it needs parentheses beside `or`.
fn is_alternative(expr: &Expr) -> bool {
    matches!(expr, Expr::Or(parts) if !parts.is_empty())
}

/// Whether it needs no parentheses after `-`.
fn is_leaf(expr: &Expr) -> bool {
    !is_list(expr) && !matches!(expr, Expr::Not(_))
}

fn list(f: &mut Formatter<'_>, parts: &[Expr], separator: &str, needs_group: fn(&Expr) -> bool) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(separator)?;
        }
        grouped(f, part, needs_group(part))?;
    }
    Ok(())
}

fn grouped(f: &mut Formatter<'_>, expr: &Expr, in_parentheses: bool) -> fmt::Result {
    if in_parentheses { write!(f, "({expr})") } else { expr.fmt(f) }
}

/// Writes a text as it is, or between quotes.
fn text(f: &mut Formatter<'_>, text: &str, is_plain: bool) -> fmt::Result {
    if is_plain && !text.is_empty() && !text.contains(char::is_whitespace) {
        return f.write_str(text);
    }
    write!(f, "\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn interval(measure: Measure, interval: Interval) -> String {
    let (low, high) = match interval {
        Interval::Any => return "any".to_owned(),
        Interval::None => return "none".to_owned(),
        Interval::Range(low, high) => (low, high),
    };
    // A date is an interval: `<=` and `..` would reach to its end, `>` begin there.
    let is_date = measure == Measure::Date;
    let low = match low {
        Excluded(low) if is_date || high != Unbounded => Included(low.saturating_add(1)),
        low => low,
    };
    let high = match high {
        Included(high) if is_date => Excluded(high.saturating_add(1)),
        high => high,
    };
    // A single number would get a tolerance, or be the whole day.
    let is_exact = !matches!(measure, Measure::Pixels | Measure::Duration | Measure::Age | Measure::Date);
    let number = |value| number(measure, value);
    match (low, high) {
        (Included(low), Included(high)) if low == high && measure == Measure::FileSize => low.to_string(),
        (Included(low), Included(high)) if low == high && is_exact => number(low),
        (Unbounded, Unbounded) => "any".to_owned(),
        (Included(low), Unbounded) => format!(">={}", number(low)),
        (Excluded(low), Unbounded) => format!(">{}", number(low)),
        (Unbounded, Included(high)) => format!("<={}", number(high)),
        (Unbounded, Excluded(high)) => format!("<{}", number(high)),
        (Included(low) | Excluded(low), Included(high)) => format!("{}..{}", number(low), number(high)),
        (Included(low) | Excluded(low), Excluded(high)) => format!("{}...{}", number(low), number(high)),
    }
}

/// A number as the reader of its measure reads it.
fn number(measure: Measure, value: i64) -> String {
    match measure {
        Measure::Width
        | Measure::Height
        | Measure::Frames
        | Measure::TagCount
        | Measure::TagsOf(_)
        | Measure::NoteCount => value.to_string(),
        Measure::Pixels => decimal(value, 6),
        Measure::Ratio | Measure::Loop => decimal(value, 2),
        Measure::Duration => decimal(value, 3),
        Measure::FileSize => with_unit(value, &SIZE_UNITS),
        Measure::Age => with_unit(value, &AGE_UNITS),
        Measure::Date => date::spell(value),
        Measure::Day => date::spell_counted(value),
    }
}

/// A number whose last `digits` digits are behind the point.
fn decimal(value: i64, digits: usize) -> String {
    let padded = format!("{value:0width$}", width = digits + 1);
    let (whole, fraction) = padded.split_at(padded.len() - digits);
    let text = format!("{whole}.{fraction}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number in the largest unit that divides it.
fn with_unit(value: i64, units: &[Unit]) -> String {
    let divides = |unit: &&Unit| value != 0 && value % unit.size == 0;
    match units.iter().rev().find(divides).or(units.first()) {
        Some(unit) => format!("{}{}", value / unit.size, unit.names.first().unwrap_or(&"")),
        None => value.to_string(),
    }
}
