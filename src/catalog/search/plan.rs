//! How to walk the media: in the order asked for, or from the rarest condition.
//!
//! Counting how many media fit a condition is cheap where an index or a tag's count knows, and stops at [`FEW`], which is
//! an estimate: the crossing point of the two ways has not been measured yet.

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::super::error::Result;
use super::super::tag::tag_term;
use super::term::{FILES_BY_PATH, like_pattern};
use super::{Compiler, column, conjuncts};
use crate::query::expr::{Expr, Measure, Order, OrderKey, Property};

/// The most media worth sorting.
const FEW: u64 = 50_000;

/// Media that fit one condition, ready to be walked: a SELECT of their ids.
struct Start {
    ids: String,
    parameters: Vec<Value>,
    at_most: u64,
}

impl Compiler<'_> {
    /// `FROM … WHERE …` for a condition and an order.
    pub(super) fn walk(&mut self, expr: &Expr, order: Order) -> Result<String> {
        let mut rarest: Option<Start> = None;
        for part in conjuncts(expr) {
            if let Some(start) = self.start(part)?
                && start.at_most <= FEW
                && rarest.as_ref().is_none_or(|best| start.at_most < best.at_most)
            {
                rarest = Some(start);
            }
        }
        let from = match rarest {
            Some(start) => {
                self.parameters.extend(start.parameters);
                format!("FROM ({}) d CROSS JOIN media m ON m.id = d.id", start.ids)
            }
            None => match walk_index(order) {
                Some(index) => format!("FROM media m INDEXED BY {index}"),
                None => "FROM media m".to_owned(),
            },
        };
        Ok(format!("{from} WHERE {}", self.term(expr)))
    }

    /// ` ORDER BY …`. The reverse of an order is exactly the reverse listing, so that one index serves both.
    pub(super) fn order_by(&mut self, order: Order, seed: u64) -> String {
        let direction = if order.descending { "DESC" } else { "ASC" };
        let path = if order.descending == is_descending_by_nature(order.key) { "ASC" } else { "DESC" };
        match order.key {
            OrderKey::Path => format!(" ORDER BY m.path {direction}"),
            OrderKey::Added => format!(" ORDER BY m.added_at {direction}, m.path {path}"),
            OrderKey::Hash => format!(" ORDER BY m.hash {direction}"),
            OrderKey::Measure(measure) => {
                // A younger media has a later date: its age sorts the other way round.
                let flipped = measure == Measure::Age;
                let direction = if order.descending != flipped { "DESC" } else { "ASC" };
                let nulls = if measure == Measure::Duration { " NULLS LAST" } else { "" };
                format!(" ORDER BY {} {direction}{nulls}, m.path {path}", column(measure))
            }
            OrderKey::Random(own) => {
                self.parameters.push(Value::Integer(own.unwrap_or(seed) as i64));
                " ORDER BY shuffle(m.hash, ?)".to_owned()
            }
        }
    }

    fn start(&mut self, expr: &Expr) -> Result<Option<Start>> {
        match expr {
            Expr::Tag(pattern) => {
                let mut parameters = Vec::new();
                let tags = tag_term(pattern, &mut parameters);
                self.start_from_tags(&tags, parameters).map(Some)
            }
            Expr::Has(namespace) if !namespace.is_empty() => {
                self.start_from_tags("namespace = ?", vec![Value::Text(namespace.clone())]).map(Some)
            }
            Expr::Path(pattern) => self.start_from_paths(pattern),
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
            Expr::Measure(..)
            | Expr::FileType(_)
            | Expr::Hash(_)
            | Expr::Is(Property::Animated | Property::Missing | Property::Duplicate) => {
                self.start_from_facts(expr).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn start_from_tags(&self, tags: &str, parameters: Vec<Value>) -> Result<Start> {
        let at_most = self
            .catalog
            .connection
            .prepare_cached(&format!("SELECT coalesce(sum(n_media), 0) FROM tag WHERE {tags}"))?
            .query_row(params_from_iter(&parameters), |row| row.get(0))?;
        let ids =
            format!("SELECT DISTINCT media_id AS id FROM media_tag WHERE tag_id IN (SELECT id FROM tag WHERE {tags})");
        Ok(Start { ids, parameters, at_most })
    }

    fn start_from_facts(&self, expr: &Expr) -> Result<Start> {
        let mut alone = Compiler { parameters: Vec::new(), ..*self };
        let ids = format!("SELECT m.id FROM media m WHERE {}", alone.term(expr));
        let at_most = self
            .catalog
            .connection
            .prepare_cached(&format!("SELECT count(*) FROM ({ids} LIMIT {})", FEW + 1))?
            .query_row(params_from_iter(&alone.parameters), |row| row.get(0))?;
        Ok(Start { ids, parameters: alone.parameters, at_most })
    }

    /// Paths have no index that a pattern could use: the one pass that counts them also keeps what it finds.
    fn start_from_paths(&self, pattern: &str) -> Result<Option<Start>> {
        let sql = format!("SELECT f.media_id {FILES_BY_PATH} LIMIT {}", FEW + 1);
        let mut statement = self.catalog.connection.prepare_cached(&sql)?;
        let found: Vec<i64> =
            statement.query_map([like_pattern(pattern)], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        let at_most = found.len() as u64;
        if at_most > FEW {
            return Ok(None);
        }
        let ids = "SELECT DISTINCT value AS id FROM json_each(?)".to_owned();
        let list = format!("[{}]", found.iter().map(i64::to_string).collect::<Vec<_>>().join(","));
        Ok(Some(Start { ids, parameters: vec![Value::Text(list)], at_most }))
    }
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
        OrderKey::Measure(M::Frames) => "media_frames",
        OrderKey::Measure(M::TagCount) => "media_n_tags",
        OrderKey::Measure(M::Date | M::Age) => "media_date",
        OrderKey::Hash | OrderKey::Random(_) => return None,
    })
}

/// Whether the largest come first when nothing else is said; ties are in the order of their paths then.
fn is_descending_by_nature(key: OrderKey) -> bool {
    matches!(key, OrderKey::Measure(measure) if measure != Measure::Age)
}
