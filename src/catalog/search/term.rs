//! What each condition means in SQL, on the row `m` of `media`.
//!
//! Every term is true or false, never NULL, so that a `NOT` in front of it means what it says.

use std::borrow::Cow;
use std::ops::Bound;

use rusqlite::types::Value;

use super::super::media::hash_range;
use super::super::model::IMPLIED;
use super::super::note::match_query;
use super::super::tag::tag_term;
use super::{Compiler, column, is_counted, is_of_paths};
use crate::query::expr::{Expr, Interval, Measure, Property};

const SECONDS_OF_A_DAY: i64 = 86_400;

/// What a condition is told by in a walk; the dearer is more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Cost {
    /// The media of a tag, side by side in an index.
    Tag,
    /// A path in the index that is walked, which is seldom not enough to leave the media out.
    NoPath,
    /// The same for what fits.
    Paths,
    /// The media's row.
    Row,
    /// Its own tags, each media's on a page of their own.
    OwnTags,
}

/// What a condition is told by, the dearest of its parts.
pub(super) fn cost(expr: &Expr) -> Cost {
    match expr {
        Expr::Tag(pattern) if pattern.name.contains('*') => Cost::OwnTags,
        Expr::Tag(_) => Cost::Tag,
        Expr::Has(namespace) if !namespace.is_empty() => Cost::OwnTags,
        Expr::Not(inner) if is_of_paths(inner) => Cost::NoPath,
        Expr::Not(inner) => cost(inner),
        Expr::And(parts) | Expr::Or(parts) => parts.iter().map(cost).max().unwrap_or(Cost::Tag),
        part if is_of_paths(part) => Cost::Paths,
        Expr::Measure(measure, _) if is_counted(*measure) => Cost::OwnTags,
        Expr::Is(Property::Unconfirmed) | Expr::Quote(_) => Cost::OwnTags,
        _ => Cost::Row,
    }
}

impl Compiler<'_> {
    /// The parenthesised condition for an expression.
    pub(super) fn term(&mut self, expr: &Expr) -> String {
        match expr {
            Expr::And(parts) if self.is_in_order => self.cheapest_first(parts),
            Expr::And(parts) => self.joined(parts, " AND ", "1"),
            Expr::Or(parts) => self.joined(parts, " OR ", "0"),
            Expr::Not(inner) if is_of_paths(inner) => self.has_no_file(inner),
            Expr::Not(inner) => format!("(NOT {})", self.term(inner)),
            Expr::Tag(pattern) => {
                let tags = tag_term(pattern, &mut self.parameters);
                self.tagged(&tags, pattern.name.contains('*'))
            }
            Expr::Measure(Measure::Age, intervals) => {
                let dates: Vec<Interval> = intervals.iter().map(|interval| self.dates_of_age(*interval)).collect();
                self.intervals(&column(Measure::Date), &dates)
            }
            Expr::Measure(Measure::Day, intervals) => {
                let dates: Vec<Interval> = intervals.iter().map(|interval| self.dates_of_days(*interval)).collect();
                self.intervals(&column(Measure::Date), &dates)
            }
            Expr::Measure(measure, intervals) if is_counted(*measure) => self.counted(&column(*measure), intervals),
            Expr::Measure(measure, intervals) => self.intervals(&column(*measure), intervals),
            Expr::FileType(names) => {
                let marks = vec!["?"; names.len()].join(", ");
                self.parameters.extend(names.iter().cloned().map(Value::Text));
                format!("(m.format IN ({marks}))")
            }
            Expr::Path(_) | Expr::Name(_) | Expr::Text(_) => self.has_file(expr),
            Expr::Quote(asked) => match match_query(asked) {
                Some(words) => {
                    self.parameters.push(Value::Text(words));
                    format!(
                        "({} IN (SELECT n.media_id FROM note_words w JOIN note n ON n.id = w.rowid WHERE w.words MATCH ?))",
                        self.id
                    )
                }
                None => "(0)".to_owned(),
            },
            Expr::Is(property) => format!("({})", self.property(*property)),
            Expr::Has(namespace) if namespace.is_empty() => "(m.n_tags > 0)".to_owned(),
            Expr::Has(namespace) => {
                self.parameters.push(Value::Text(namespace.clone()));
                self.tagged("namespace = ?", true)
            }
            Expr::Hash(digits) => {
                let (low, high) = hash_range(digits);
                self.parameters.extend([low, high]);
                "(m.hash >= ? AND m.hash <= ?)".to_owned()
            }
        }
    }

    /// Has one of the tags that fit a condition. Of `many` tags, it is the media's own that are looked through (the `+`
    /// keeps SQLite from the index), which are ten or so, instead of seeking each of thousands among them. Of one, it is the tag's
    /// media: what they are lies side by side, where each media's tags lie on a page of their own.
    fn tagged(&self, tags: &str, many: bool) -> String {
        let (index, sign) = if many { ("", "+") } else { (" INDEXED BY media_tag_tag", "") };
        format!(
            "(EXISTS (SELECT 1 FROM media_tag x{index} WHERE x.media_id = {} \
             AND {sign}x.tag_id IN (SELECT id FROM tag WHERE {tags})))",
            self.id
        )
    }

    /// All of some conditions, in a walk: first what indexes tell, then what the media's row tells, then what its own tags do. SQLite would
    /// look up the row of each media first; a CASE is taken as it stands.
    fn cheapest_first(&mut self, parts: &[Expr]) -> String {
        let mut parts: Vec<&Expr> = parts.iter().collect();
        parts.sort_by_key(|part| cost(part));
        let n_first = parts.iter().take_while(|part| cost(part) <= Cost::Paths).count();
        let terms: Vec<String> = parts.iter().map(|part| self.term(part)).collect();
        let (first, then) = terms.split_at(n_first);
        let all = |terms: &[String]| if terms.is_empty() { "1".to_owned() } else { terms.join(" AND ") };
        if first.is_empty() || then.is_empty() {
            return format!("({})", all(&terms));
        }
        format!("(CASE WHEN NOT ({}) THEN 0 WHEN {} THEN 1 ELSE 0 END)", all(first), all(then))
    }

    fn joined(&mut self, parts: &[Expr], operator: &str, when_empty: &str) -> String {
        if parts.is_empty() {
            return format!("({when_empty})");
        }
        format!("({})", parts.iter().map(|part| self.term(part)).collect::<Vec<_>>().join(operator))
    }

    fn intervals(&mut self, column: &str, intervals: &[Interval]) -> String {
        let mut alternatives = Vec::new();
        for interval in intervals {
            alternatives.push(match interval {
                Interval::Any => format!("{column} IS NOT NULL"),
                Interval::None => format!("{column} IS NULL"),
                Interval::Range(low, high) => {
                    let mut terms = vec![format!("{column} IS NOT NULL")];
                    for (bound, closed, open) in [(low, ">=", ">"), (high, "<=", "<")] {
                        let (operator, value) = match bound {
                            Bound::Included(value) => (closed, value),
                            Bound::Excluded(value) => (open, value),
                            Bound::Unbounded => continue,
                        };
                        self.parameters.push(Value::Integer(*value));
                        terms.push(format!("{column} {operator} ?"));
                    }
                    format!("({})", terms.join(" AND "))
                }
            });
        }
        if alternatives.is_empty() { "(0)".to_owned() } else { format!("({})", alternatives.join(" OR ")) }
    }

    /// The same of a count, which is never NULL and is worked out once for each interval.
    fn counted(&mut self, count: &str, intervals: &[Interval]) -> String {
        let terms: Vec<String> = intervals
            .iter()
            .map(|interval| match interval {
                Interval::Any => "1".to_owned(),
                Interval::None => "0".to_owned(),
                Interval::Range(low, high) => {
                    let low = match low {
                        Bound::Included(low) => *low,
                        Bound::Excluded(low) => low.saturating_add(1),
                        Bound::Unbounded => i64::MIN,
                    };
                    let high = match high {
                        Bound::Included(high) => *high,
                        Bound::Excluded(high) => high.saturating_sub(1),
                        Bound::Unbounded => i64::MAX,
                    };
                    self.parameters.extend([Value::Integer(low), Value::Integer(high)]);
                    format!("{count} BETWEEN ? AND ?")
                }
            })
            .collect();
        if terms.is_empty() { "(0)".to_owned() } else { format!("({})", terms.join(" OR ")) }
    }

    /// The interval of dates that an interval of days counted from today is.
    fn dates_of_days(&self, interval: Interval) -> Interval {
        let today = self.now.div_euclid(SECONDS_OF_A_DAY);
        let start = |days: i64| today.saturating_add(days).saturating_mul(SECONDS_OF_A_DAY);
        match interval {
            Interval::Range(low, high) => Interval::Range(
                match low {
                    Bound::Excluded(days) => Bound::Included(start(days.saturating_add(1))),
                    low => low.map(start),
                },
                match high {
                    Bound::Included(days) => Bound::Excluded(start(days.saturating_add(1))),
                    high => high.map(start),
                },
            ),
            other => other,
        }
    }

    /// The interval of dates that an interval of ages is, counted back from now.
    fn dates_of_age(&self, interval: Interval) -> Interval {
        let mirrored = |bound: Bound<i64>| bound.map(|age| self.now.saturating_sub(age));
        match interval {
            Interval::Range(low, high) => Interval::Range(mirrored(high), mirrored(low)),
            other => other,
        }
    }

    fn property(&self, property: Property) -> Cow<'static, str> {
        const REACHABLE: &str = "EXISTS (SELECT 1 FROM file f WHERE f.media_id = m.id AND f.missing_at IS NULL \
                                 AND f.root_id NOT IN (SELECT id FROM temp.offline_root))";
        const OUT_OF_REACH: &str = "m.n_present > 0 AND NOT EXISTS (SELECT 1 FROM file f WHERE f.media_id = m.id AND f.missing_at IS NULL \
             AND f.root_id NOT IN (SELECT id FROM temp.offline_root))";
        let condition = match property {
            Property::Animated => "m.animated",
            Property::Still => "NOT m.animated",
            Property::PingPong => "m.runs_back",
            Property::Landscape => "m.width > m.height",
            Property::Portrait => "m.width < m.height",
            Property::Square => "m.width = m.height",
            Property::Present if self.any_offline => REACHABLE,
            Property::Present => "m.n_present > 0",
            Property::Missing => "m.n_present = 0",
            Property::Offline if self.any_offline => OUT_OF_REACH,
            Property::Offline => "0",
            Property::Duplicate => "m.n_present > 1",
            Property::Damaged => "m.damage IS NOT NULL",
            Property::Tagged => "m.n_tags > 0",
            Property::Untagged => "m.n_tags = 0",
            Property::Unconfirmed => {
                return format!(
                    "m.id IN (SELECT x.media_id FROM media_tag x WHERE x.confirmed = 0 AND x.source_id <> {IMPLIED} \
                     AND NOT EXISTS (SELECT 1 FROM media_tag y WHERE y.media_id = x.media_id AND y.tag_id = x.tag_id AND y.confirmed = 1))"
                )
                .into();
            }
        };
        condition.into()
    }
}
