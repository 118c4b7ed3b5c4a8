//! How to walk the media: in the order asked for, or from the rarest condition.
//!
//! Walking in order tests each media and stops after a page: fast when many fit. Starting from the rarest condition tests
//! all that fit *it* and sorts what is left: fast when that is few. How many media a tag or a fact has is known or
//! cheaply counted, but not how many fit a whole query; so where it matters, the query is tried on [`SAMPLE`] media that
//! are spread over the catalogue, and the way that should look at fewer media is taken. A wrong guess costs time, never
//! a result: both ways are held to the same meaning by the property test.

use std::ops::Bound;
use std::rc::Rc;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::super::error::Result;
use super::super::statement::first;
use super::super::tag::tag_term;
use super::paths::Letters;
use super::term::{Cost, cost};
use super::{Compiler, Shuffle, column, conjuncts, is_counted, is_of_paths};
use crate::query::expr::{Expr, Interval, Measure, Order, OrderKey, Property};

/// The most media of a start that is used without sampling: testing that many takes 10 ms.
pub(super) const FEW: u64 = 3_000;

/// The most media counted of a condition on facts or paths. One that more media fit is no start.
const COUNTED: u64 = 50_000;

/// The ids of a tag's media are read, side by side in its index, in the time that so many times fewer media take to be tested. (At 16,
/// two tags whose media a walk would soon meet took 68 ms instead of 24.)
const READ_PER_TEST: u64 = 5;

/// A walk that asks for a tag first, which an index tells, looks at so many media in the time that one of a start takes, whose row is looked up: 1 µs
/// and 8 µs, less what else is asked of them.
const WALKED_PER_START: u64 = 5;

/// Media that a query is tried on.
const SAMPLE: u64 = 400;

/// A pass over all paths takes as long as a walk over one in this many media.
const MEDIA_PER_PATH: u64 = 8;

/// The rows that a caller is assumed to read before it stops.
const PAGE: u64 = 100;

/// Media that fit one condition, ready to be walked: a SELECT of their ids.
struct Start {
    ids: String,
    parameters: Vec<Value>,
    at_most: u64,
}

impl Compiler<'_> {
    /// `FROM … WHERE …` for a condition and an order.
    pub(super) fn walk(&mut self, expr: &Expr, order: Order) -> Result<String> {
        let index = walk_index(order);
        let can_shuffle = matches!(order.key, OrderKey::Random(_)) && self.n_media()? > self.few;
        match self.choose_start(expr, index.is_some() || can_shuffle)? {
            Some(start) => {
                self.parameters.extend(start.parameters);
                // Conditions on tags are tested before the media's own row is looked up.
                self.id = "d.id";
                let term = self.term(expr);
                Ok(format!("FROM ({}) d CROSS JOIN media m ON m.id = d.id WHERE {term}", start.ids))
            }
            None if can_shuffle => {
                self.is_shuffled = true;
                let (half_bits, seed) = self.shuffle(order)?;
                self.parameters.extend([1 << (2 * half_bits), half_bits.into(), seed as i64].map(Value::Integer));
                self.id = "d.id";
                let term = self.term(expr);
                // The rows of a recursion come one by one, and the join keeps their order.
                Ok(format!(
                    "FROM (WITH RECURSIVE step (place) AS (SELECT 0 UNION ALL SELECT place + 1 FROM step WHERE place + 1 < ?)
                     SELECT shuffled_id(place, ?, ?) AS id FROM step) d CROSS JOIN media m ON m.id = d.id WHERE {term}"
                ))
            }
            None => {
                self.is_in_order = true;
                // Media of one value stand in the order of their paths in the index of that value.
                if order.key == OrderKey::Path
                    && let Some((measure, value)) = conjuncts(expr).into_iter().find_map(single_value)
                    && let Some(index) = walk_index(Order { key: OrderKey::Measure(measure), descending: false })
                {
                    self.parameters.push(Value::Integer(value));
                    let (column, term) = (column(measure), self.term(expr));
                    return Ok(format!("FROM media m INDEXED BY {index} WHERE {column} = ? AND {term}"));
                }
                let indexed = index.map_or_else(String::new, |index| format!(" INDEXED BY {index}"));
                Ok(format!("FROM media m{indexed} WHERE {}", self.term(expr)))
            }
        }
    }

    /// The condition to start from, if that beats walking in order.
    fn choose_start(&mut self, expr: &Expr, can_walk: bool) -> Result<Option<Start>> {
        let (mut rarest, mut path): (Option<Start>, Option<&Expr>) = (None, None);
        for part in conjuncts(expr) {
            if is_of_paths(part) {
                // The longest text leaves the fewest paths.
                path = path.filter(|best| self.n_letters(best) >= self.n_letters(part)).or(Some(part));
            } else if let Some(start) = self.start(part)?
                && rarest.as_ref().is_none_or(|best| start.at_most < best.at_most)
            {
                rarest = Some(start);
            }
        }
        let n_from_start = rarest.as_ref().map_or(u64::MAX, |start| start.at_most);
        if n_from_start <= self.few || (rarest.is_none() && path.is_none()) {
            return Ok(rarest);
        }
        let n_media = self.n_media()?;
        let n_fitting = if can_walk { self.n_fitting(expr, n_media)? } else { 0 };
        self.fits_sample = n_fitting > 0;
        // A few hits in a sample may be luck, for which a pass over all paths is a small premium.
        let at_worst = in_order(n_fitting - n_fitting.isqrt(), n_media);
        if let Some(part) = path
            && n_from_start.min(at_worst) > if self.n_letters(part) == 0 { n_media / MEDIA_PER_PATH } else { self.few }
            && let Some(start) = self.start_from_paths(part)?
            && start.at_most <= n_from_start
        {
            return Ok(Some(start));
        }
        let has_tag = |part: &&Expr| cost(part) == Cost::Tag && !matches!(part, Expr::Not(_));
        let walked = match can_walk {
            true if conjuncts(expr).iter().any(has_tag) => at_worst / WALKED_PER_START,
            true => in_order(n_fitting, n_media),
            false => u64::MAX,
        };
        if let Some(start) = self.start_from_two_tags(expr, n_from_start.min(walked))? {
            return Ok(Some(start));
        }
        Ok(rarest.filter(|start| start.at_most <= walked))
    }

    /// The media that have the two rarest tags asked for, if reading all media of both is less work than testing `n_tested`.
    fn start_from_two_tags(&self, expr: &Expr, n_tested: u64) -> Result<Option<Start>> {
        let tags = conjuncts(expr).into_iter().filter(|part| matches!(part, Expr::Tag(_)));
        let mut tags = tags.map(|part| Ok((self.rough_size(part)?, part))).collect::<Result<Vec<_>>>()?;
        tags.sort_by_key(|&(n_media, _)| n_media);
        let [(n_first, first), (n_second, second), ..] = *tags.as_slice() else { return Ok(None) };
        if (n_first + n_second) / READ_PER_TEST >= n_tested {
            return Ok(None);
        }
        let mut both = self.gather(first, 0)?;
        both.intersect(&self.gather(second, 0)?);
        let both: Vec<i64> = both.iter().map(|media| media.0).collect();
        Ok(Some(start_from_list(&both)))
    }

    /// An upper bound of the number of media, without counting.
    fn n_media(&self) -> Result<u64> {
        let sql = "SELECT coalesce(max(id), 0) FROM media";
        self.catalog.value(sql, [])
    }

    /// How many of [`SAMPLE`] media fit.
    fn n_fitting(&self, expr: &Expr, n_media: u64) -> Result<u64> {
        let mut alone = self.alone();
        let ids: Vec<String> = (1..=SAMPLE).map(|n| (n * n_media / SAMPLE).to_string()).collect();
        alone.parameters.push(Value::Text(format!("[{}]", ids.join(","))));
        let term = alone.term(expr);
        let sql = format!("SELECT count(*) FROM media m WHERE m.id IN (SELECT value FROM json_each(?)) AND {term}");
        self.catalog.value(&sql, params_from_iter(&alone.parameters))
    }

    /// A compiler for a statement of its own.
    pub(super) fn alone(&self) -> Self {
        Compiler { parameters: Vec::new(), id: "m.id", is_in_order: false, roots: Rc::clone(&self.roots), ..*self }
    }

    /// ` ORDER BY …`. The reverse of an order is exactly the reverse listing, so that one index serves both.
    pub(super) fn order_by(&mut self, order: Order) -> Result<String> {
        let (is_reversed, paths_reversed) = directions(order);
        let [direction, path] = [is_reversed, paths_reversed].map(|reversed| if reversed { "DESC" } else { "ASC" });
        Ok(match order.key {
            OrderKey::Path => format!(" ORDER BY m.path {direction}"),
            OrderKey::Added => format!(" ORDER BY m.added_at {direction}, m.path {path}"),
            OrderKey::Hash => format!(" ORDER BY m.hash {direction}"),
            OrderKey::Measure(measure) => {
                let nulls = if measure.has_gaps() { " NULLS LAST" } else { "" };
                format!(" ORDER BY {} {direction}{nulls}, m.path {path}", column(measure))
            }
            OrderKey::Random(_) if self.is_shuffled => String::new(),
            OrderKey::Random(_) => {
                let (half_bits, seed) = self.shuffle(order)?;
                self.parameters.extend([half_bits.into(), seed as i64].map(Value::Integer));
                " ORDER BY shuffled_place(m.id, ?, ?)".to_owned()
            }
        })
    }

    /// What a shuffled order depends on: bits of half an id, and the seed.
    pub(super) fn shuffle(&self, order: Order) -> Result<(u32, u64)> {
        let OrderKey::Random(own) = order.key else { return Ok((1, 0)) };
        Ok((Shuffle::half_bits(self.n_media()?), own.unwrap_or(self.seed)))
    }

    fn start(&self, expr: &Expr) -> Result<Option<Start>> {
        match expr {
            Expr::Tag(pattern) => {
                let mut parameters = Vec::new();
                let tags = tag_term(pattern, &mut parameters);
                self.start_from_tags(&tags, parameters).map(Some)
            }
            Expr::Has(namespace) if !namespace.is_empty() => {
                self.start_from_tags("namespace = ?", vec![Value::Text(namespace.clone())]).map(Some)
            }
            Expr::Path(_) | Expr::Name(_) | Expr::Text(_) => self.start_from_paths(expr),
            Expr::Or(parts) => {
                let mut starts = Vec::new();
                for part in parts {
                    match self.start(part)? {
                        Some(start) => starts.push(start),
                        None => return Ok(None),
                    }
                }
                Ok(Some(Start {
                    ids: starts
                        .iter()
                        .map(|start| format!("SELECT id FROM ({})", start.ids))
                        .collect::<Vec<_>>()
                        .join(" UNION "),
                    at_most: starts.iter().map(|start| start.at_most).sum(),
                    parameters: starts.into_iter().flat_map(|start| start.parameters).collect(),
                }))
            }
            // Counting it twice for all media takes longer than any walk.
            Expr::Measure(measure, _) if is_counted(*measure) => Ok(None),
            Expr::Measure(..)
            | Expr::Quote(_)
            | Expr::FileType(_)
            | Expr::Hash(_)
            | Expr::Is(
                Property::Animated
                | Property::PingPong
                | Property::Missing
                | Property::Duplicate
                | Property::Damaged
                | Property::Unconfirmed,
            ) => self.start_from_facts(expr),
            _ => Ok(None),
        }
    }

    fn start_from_tags(&self, tags: &str, parameters: Vec<Value>) -> Result<Start> {
        let at_most = self.n_tagged(tags, &parameters)?;
        let ids =
            format!("SELECT DISTINCT media_id AS id FROM media_tag WHERE tag_id IN (SELECT id FROM tag WHERE {tags})");
        Ok(Start { ids, parameters, at_most })
    }

    /// How many media have tags that fit a condition, at most.
    pub(super) fn n_tagged(&self, tags: &str, parameters: &[Value]) -> Result<u64> {
        let sql = format!("SELECT coalesce(sum(n_media), 0) FROM tag WHERE {tags}");
        self.catalog.value(&sql, params_from_iter(parameters))
    }

    fn start_from_facts(&self, expr: &Expr) -> Result<Option<Start>> {
        let mut alone = self.alone();
        let ids = format!("SELECT m.id FROM media m WHERE {}", alone.term(expr));
        let at_most = self.catalog.value(
            &format!("SELECT count(*) FROM ({ids} LIMIT {})", COUNTED + 1),
            params_from_iter(&alone.parameters),
        )?;
        Ok((at_most <= COUNTED).then_some(Start { ids, parameters: alone.parameters, at_most }))
    }

    /// The pass over all paths, or those that the index of letters leaves, that counts the matches also keeps them.
    fn start_from_paths(&self, expr: &Expr) -> Result<Option<Start>> {
        let mut alone = self.alone();
        let files = alone.files(expr, Letters::First);
        let found: Vec<i64> = self.catalog.list(
            &format!("SELECT f.media_id {files} LIMIT {}", COUNTED + 1),
            params_from_iter(&alone.parameters),
            first,
        )?;
        Ok((found.len() as u64 <= COUNTED).then(|| start_from_list(&found)))
    }
}

fn start_from_list(media: &[i64]) -> Start {
    let list = format!("[{}]", media.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
    Start {
        ids: "SELECT DISTINCT value AS id FROM json_each(?)".to_owned(),
        parameters: vec![Value::Text(list)],
        at_most: media.len() as u64,
    }
}

/// Estimates how many media a walk in order looks at until a page is full, from how many of a sample fit.
fn in_order(n_fitting: u64, n_media: u64) -> u64 {
    (PAGE * SAMPLE).checked_div(n_fitting).map_or(n_media, |n| n.min(n_media))
}

/// The index that walks the media in an order.
fn walk_index(order: Order) -> Option<&'static str> {
    use Measure as M;
    Some(match order.key {
        OrderKey::Path => "media_path",
        OrderKey::Added => "media_added",
        OrderKey::Measure(M::Width) => "media_width",
        OrderKey::Measure(M::Height) => "media_height",
        OrderKey::Measure(M::Pixels) => "media_pixels",
        OrderKey::Measure(M::Ratio) => "media_ratio",
        OrderKey::Measure(M::FileSize) => "media_bytes",
        OrderKey::Measure(M::Duration) => "media_duration",
        OrderKey::Measure(M::Loop) => "media_loop",
        OrderKey::Measure(M::Frames) => "media_frames",
        OrderKey::Measure(M::TagCount) => "media_n_tags",
        OrderKey::Measure(M::Date | M::Age) => "media_date",
        OrderKey::Measure(M::Day | M::NoteCount | M::TagsOf(_)) | OrderKey::Hash | OrderKey::Random(_) => return None,
    })
}

/// The one value of a measure that a condition asks for, if an index holds it beside the paths.
fn single_value(expr: &Expr) -> Option<(Measure, i64)> {
    match expr {
        Expr::Is(Property::Untagged) => Some((Measure::TagCount, 0)),
        // Ages are counted, and not what the index holds.
        Expr::Measure(Measure::Age, _) => None,
        Expr::Measure(measure, intervals) if is_indexed_with_path(*measure) => match intervals.as_slice() {
            [Interval::Range(Bound::Included(low), Bound::Included(high))] if low == high => Some((*measure, *low)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an index holds a value beside the paths, in which equal ones are in order.
pub(super) fn is_indexed_with_path(measure: Measure) -> bool {
    let alone = [Measure::FileSize, Measure::Duration, Measure::Loop];
    !alone.contains(&measure) && walk_index(Order { key: OrderKey::Measure(measure), descending: false }).is_some()
}

/// Whether the values of an order, and the paths of equal ones, run backwards.
pub(super) fn directions(order: Order) -> (bool, bool) {
    // A younger media has a later date: its age sorts the other way round.
    let flipped = order.key == OrderKey::Measure(Measure::Age);
    (order.descending != flipped, order.descending != is_descending_by_nature(order.key))
}

/// Whether the largest come first when nothing else is said; ties are in the order of their paths then.
fn is_descending_by_nature(key: OrderKey) -> bool {
    matches!(key, OrderKey::Measure(measure) if measure != Measure::Age)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::parse;

    #[test]
    fn one_value_is_walked_in_its_own_index() {
        for (text, expected) in [
            ("tagcount:0", Some((Measure::TagCount, 0))),
            ("is:untagged", Some((Measure::TagCount, 0))),
            ("width:1999", Some((Measure::Width, 1999))),
            ("width:>=1999", None),
            ("width:1999,2000", None),
            ("age:0s", None),
            ("filesize:7b", None),
            ("-width:1999", None),
        ] {
            assert_eq!(single_value(&parse(text).unwrap().expr), expected, "{text}");
        }
    }

    #[test]
    fn a_walk_asks_first_what_indexes_tell() {
        let texts = ["character:*", "is:animated", "path:naruto", "-path:clannad", "emotion:sad or -a", "has:series"];
        let mut costs: Vec<(Cost, &str)> = texts.iter().map(|text| (cost(&parse(text).unwrap().expr), *text)).collect();
        costs.sort();
        let sorted: Vec<&str> = costs.into_iter().map(|(_, text)| text).collect();
        let expected =
            ["emotion:sad or -a", "-path:clannad", "path:naruto", "is:animated", "character:*", "has:series"];
        assert_eq!(sorted, expected);
    }
}
