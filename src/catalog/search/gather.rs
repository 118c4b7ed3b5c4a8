//! All media that fit, however many: conditions become sets, and sets are put in an order that was worked out before.
//!
//! A statement that sorts looks up a row of each media that it finds, which takes seconds for a million. A set needs an index alone,
//! and sets of several conditions are joined by their bits.

use std::result::Result as Outcome;
use std::sync::Arc;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::super::error::{Error, Result};
use super::super::model::array;
use super::super::statement::{first, pair};
use super::super::tag::tag_term;
use super::super::{ById, Catalog, MediaId, MediaList, MediaSet};
use super::paths::Letters;
use super::{Compiler, Search, Shuffle, column, conjuncts, plan};
use crate::query::expr::{Expr, Measure, Order, OrderKey, Query};

/// The most media whose rows are looked up one by one: conditions are tested on so many, and so many are sorted, in 30 ms.
const FEW: usize = 5_000;

impl Catalog {
    /// Gathers the media that fit a condition. `now` (seconds since 1970) is what ages are counted to.
    pub fn gather(&self, expr: &Expr, now: i64) -> Result<MediaSet> {
        self.gather_with(expr, now, FEW)
    }

    pub(super) fn gather_with(&self, expr: &Expr, now: i64, few: usize) -> Result<MediaSet> {
        Compiler::new(self, now, 0, plan::FEW)?.gather(expr, few)
    }

    /// Lists media in an order by looking up each, if they are few enough; shuffled they are never too many.
    pub fn sort_few(&self, set: &MediaSet, order: Order, seed: u64) -> Result<Option<MediaList>> {
        let mut compiler = Compiler::new(self, 0, seed, plan::FEW)?;
        if let OrderKey::Random(_) = order.key {
            let (half_bits, seed) = compiler.shuffle(order)?;
            let shuffle = Shuffle::new(half_bits, seed);
            let mut list = MediaList::with_room_for(set.len());
            if set.len() <= FEW {
                set.iter().for_each(|media| list.push(media));
                list.sort_from(0, |media| shuffle.place_of(media.0 as u64));
            } else {
                let all = (0..1 << (2 * half_bits)).map(|place| MediaId(shuffle.id_at(place) as i64));
                all.filter(|&media| set.contains(media)).for_each(|media| list.push(media));
            }
            return Ok(Some(list));
        }
        if set.len() > FEW {
            return Ok(None);
        }
        let order_by = compiler.order_by(order)?;
        let sql = format!("SELECT m.id FROM rarray(?) a CROSS JOIN media m ON m.id = a.value{order_by}");
        let media: Vec<MediaId> = set.iter().collect();
        self.list(&sql, [array(&media)], first).map(Some)
    }

    /// Lists all media in an order, but a shuffled one. Where no index has it, `paths` are all in the order of their paths.
    ///
    /// # Errors
    /// If the catalogue cannot be read, or `paths` fails.
    pub fn list_all<E: From<Error>>(
        &self,
        order: Order,
        paths: impl FnOnce() -> Outcome<Arc<MediaList>, E>,
    ) -> Outcome<MediaList, E> {
        match order.key {
            OrderKey::Measure(measure) if !plan::is_indexed_with_path(measure) => {
                let paths = paths()?;
                Ok(self.list_by(measure, order, &paths)?)
            }
            _ => {
                let everything = Query { expr: Expr::And(Vec::new()), order: Some(order), limit: None };
                let search = Search::compile(self, &everything, 0, 0)?;
                Ok(self.list(&search.select("m.id"), params_from_iter(&search.parameters), first)?)
            }
        }
    }

    /// Lists all media by a value of each, and equal ones in the order of their paths.
    fn list_by(&self, measure: Measure, order: Order, paths: &MediaList) -> Result<MediaList> {
        let mut ranks = ById::default();
        paths.iter().zip(0_u32..).for_each(|(media, rank)| ranks.put(media, rank));
        let (is_reversed, paths_reversed) = plan::directions(order);
        let rank = |media| if paths_reversed { !ranks.get(media) } else { ranks.get(media) };
        let (column, direction) = (column(measure), if is_reversed { "DESC" } else { "ASC" });
        // Without a value it comes last either way.
        let sql = format!("SELECT m.id, {column} FROM media m ORDER BY {column} {direction} NULLS LAST");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query([])?;
        let (mut list, mut first_equal, mut last) = (MediaList::with_room_for(paths.len()), 0, None);
        while let Some(row) = rows.next()? {
            let (media, value): (MediaId, Option<i64>) = pair(row)?;
            if last.replace(value) != Some(value) {
                list.sort_from(first_equal, rank);
                first_equal = list.len();
            }
            list.push(media);
        }
        list.sort_from(first_equal, rank);
        Ok(list)
    }
}

impl Compiler<'_> {
    /// The media that fit a condition; once no more than `few` are left, the other parts of it are tested on each.
    pub(super) fn gather(&self, expr: &Expr, few: usize) -> Result<MediaSet> {
        match expr {
            Expr::And(_) => {
                let mut parts = conjuncts(expr);
                let mut sizes = Vec::new();
                for part in &parts {
                    sizes.push(self.rough_size(part)?);
                }
                let mut ordered: Vec<usize> = (0..parts.len()).collect();
                ordered.sort_by_key(|&at| sizes[at]);
                parts = ordered.into_iter().map(|at| parts[at]).collect();
                let mut found: Option<MediaSet> = None;
                for (at, part) in parts.iter().enumerate() {
                    match &mut found {
                        Some(found) if found.len() <= few => return self.test(found, &parts[at..]),
                        Some(found) => match part {
                            Expr::Not(inner) => found.subtract(&self.gather(inner, few)?),
                            part => found.intersect(&self.gather(part, few)?),
                        },
                        None => found = Some(self.gather(part, few)?),
                    }
                }
                found.map_or_else(|| self.everything(), Ok)
            }
            Expr::Or(parts) => {
                let mut found = MediaSet::default();
                for part in parts {
                    found.unite(&self.gather(part, few)?);
                }
                Ok(found)
            }
            Expr::Not(inner) => {
                let mut found = self.everything()?;
                found.subtract(&self.gather(inner, few)?);
                Ok(found)
            }
            Expr::Tag(pattern) => {
                let mut parameters = Vec::new();
                let tags = tag_term(pattern, &mut parameters);
                self.having(&tags, &parameters)
            }
            Expr::Has(namespace) if !namespace.is_empty() => {
                self.having("namespace = ?", &[Value::Text(namespace.clone())])
            }
            Expr::Path(_) | Expr::Name(_) | Expr::Text(_) => {
                let mut alone = self.alone();
                let files = alone.files(expr, Letters::First);
                self.catalog.list(&format!("SELECT f.media_id {files}"), params_from_iter(&alone.parameters), first)
            }
            _ => {
                let mut alone = self.alone();
                let sql = format!("SELECT m.id FROM media m WHERE {}", alone.term(expr));
                self.catalog.list(&sql, params_from_iter(&alone.parameters), first)
            }
        }
    }

    fn everything(&self) -> Result<MediaSet> {
        self.catalog.list("SELECT id FROM media", [], first)
    }

    fn having(&self, tags: &str, parameters: &[Value]) -> Result<MediaSet> {
        let sql = format!("SELECT media_id FROM media_tag WHERE tag_id IN (SELECT id FROM tag WHERE {tags})");
        self.catalog.list(&sql, params_from_iter(parameters), first)
    }

    /// Those of some media that fit all conditions.
    fn test(&self, among: &MediaSet, parts: &[&Expr]) -> Result<MediaSet> {
        let mut alone = self.alone();
        let terms: Vec<String> = parts.iter().map(|part| alone.term(part)).collect();
        let list = among.iter().map(|media| media.0.to_string()).collect::<Vec<_>>().join(",");
        alone.parameters.insert(0, Value::Text(format!("[{list}]")));
        let sql = format!(
            "SELECT m.id FROM json_each(?) a CROSS JOIN media m ON m.id = a.value WHERE {}",
            terms.join(" AND ")
        );
        self.catalog.list(&sql, params_from_iter(&alone.parameters), first)
    }

    /// About how many media fit, for the order in which conditions are gathered: what is not known without counting comes late.
    pub(super) fn rough_size(&self, expr: &Expr) -> Result<u64> {
        Ok(match expr {
            Expr::Tag(pattern) => {
                let mut parameters = Vec::new();
                let tags = tag_term(pattern, &mut parameters);
                self.n_tagged(&tags, &parameters)?
            }
            Expr::Has(namespace) if !namespace.is_empty() => {
                self.n_tagged("namespace = ?", &[Value::Text(namespace.clone())])?
            }
            Expr::Hash(_) | Expr::Quote(_) => 0,
            // The longest text leaves the fewest paths.
            Expr::Path(_) | Expr::Name(_) | Expr::Text(_) => u64::from(u32::MAX) - self.n_letters(expr) as u64,
            // What is left out is taken from what there is.
            Expr::Not(_) => u64::MAX,
            _ => u64::from(u32::MAX),
        })
    }
}
