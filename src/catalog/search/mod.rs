//! Searching: a query becomes one SQL statement.
//!
//! [`term`] compiles each condition to one parenthesised SQL term. [`plan`] chooses how to walk the media: in the order asked
//! for, testing each one (fast when many fit, because a page is soon full), or from the rarest condition, sorting what fits
//! (fast when few fit). SQLite cannot choose, because it does not know that the reader stops after a page.

mod gather;
mod paths;
mod plan;
mod shuffle;
mod term;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::rc::Rc;

use rusqlite::params_from_iter;
use rusqlite::types::Value;

use super::error::Result;
use super::media::{COLUMNS, MediaRow, media_row};
use super::statement::first;
use super::{Catalog, MediaId};
use crate::fingerprint::ContentHash;
use crate::query::expr::{Expr, Measure, Order, OrderKey, Query};
use crate::tag::composed;

use paths::Letters;
pub(super) use shuffle::Shuffle;

/// A query that is ready to run on the catalogue it was compiled for.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    from_where: String,
    order_by: String,
    limit: Option<u64>,
    parameters: Vec<Value>,
    /// How many of the parameters are those of `from_where`; the order's come after them.
    n_conditions: usize,
    /// Media that fit were met while the walk was chosen.
    fits_sample: bool,
}

/// The walk in progress: conditions become text, values become bound parameters.
struct Compiler<'a> {
    catalog: &'a Catalog,
    now: i64,
    seed: u64,
    /// The roots with their paths, each with a slash at its end.
    roots: Rc<[(i64, String)]>,
    any_offline: bool,
    /// The most media of a start that is used without sampling the query ([`plan::FEW`]).
    few: u64,
    /// The column that holds the media's id where a condition is tested.
    id: &'static str,
    parameters: Vec<Value>,
    /// The media are walked in a shuffled order already.
    is_shuffled: bool,
    /// The media are walked by the index of an order, so that very many may be looked at.
    is_in_order: bool,
    /// Media that fit were met while the walk was chosen.
    fits_sample: bool,
}

impl Search {
    /// Compiles a query. `now` (seconds since 1970) is what ages are counted to, `seed` shuffles `order:random` where
    /// the query names no seed of its own.
    pub fn compile(catalog: &Catalog, query: &Query, now: i64, seed: u64) -> Result<Self> {
        Self::compile_with(catalog, query, now, seed, plan::FEW)
    }

    fn compile_with(catalog: &Catalog, query: &Query, now: i64, seed: u64, few: u64) -> Result<Self> {
        let order = query.order.unwrap_or(Order { key: OrderKey::Path, descending: false });
        let mut compiler = Compiler::new(catalog, now, seed, few)?;
        let from_where = compiler.walk(&query.expr, order)?;
        let n_conditions = compiler.parameters.len();
        let order_by = compiler.order_by(order)?;
        let Compiler { parameters, fits_sample, .. } = compiler;
        Ok(Self { from_where, order_by, limit: query.limit, parameters, n_conditions, fits_sample })
    }

    /// The whole statement, for a look at its plan.
    pub(super) fn sql(&self) -> String {
        self.select(COLUMNS)
    }

    fn select(&self, columns: &str) -> String {
        let limit = self.limit.map_or_else(String::new, |n| format!(" LIMIT {n}"));
        format!("SELECT {columns} {}{}{limit}", self.from_where, self.order_by)
    }
}

impl<'a> Compiler<'a> {
    fn new(catalog: &'a Catalog, now: i64, seed: u64, few: u64) -> Result<Self> {
        let any_offline = catalog.value("SELECT EXISTS (SELECT 1 FROM temp.offline_root)", [])?;
        let roots = catalog.list_root_paths()?.into_iter().map(|(id, path)| {
            let path = path.to_string_lossy();
            (id.0, format!("{}/", composed(path.trim_end_matches('/'))))
        });
        let roots = roots.collect();
        Ok(Self {
            catalog,
            now,
            seed,
            roots,
            any_offline,
            few,
            id: "m.id",
            parameters: Vec::new(),
            is_shuffled: false,
            is_in_order: false,
            fits_sample: false,
        })
    }
}

impl Catalog {
    /// Hands the media found to `each`, in order, until it says stop.
    pub fn each_found(&self, search: &Search, mut each: impl FnMut(MediaRow) -> ControlFlow<()>) -> Result<()> {
        let mut statement = self.connection.prepare_cached(&search.sql())?;
        let mut rows = statement.query(params_from_iter(&search.parameters))?;
        while let Some(row) = rows.next()? {
            if each(media_row(row)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Lists the media found, in order.
    pub fn list_found(&self, search: &Search) -> Result<Vec<MediaId>> {
        self.list(&search.select("m.id"), params_from_iter(&search.parameters), first)
    }

    /// Whether any media fits, whatever the limit. Nothing is sorted for it.
    pub fn any_found(&self, search: &Search) -> Result<bool> {
        let sql = format!("SELECT EXISTS (SELECT 1 {})", search.from_where);
        Ok(search.fits_sample || self.value(&sql, params_from_iter(&search.parameters[..search.n_conditions]))?)
    }

    /// Whether a condition takes a pass over all paths, which no index shortens: 0.1 s for a million.
    pub fn reads_all_paths(&self, expr: &Expr) -> Result<bool> {
        Ok(is_of_paths(expr) && Compiler::new(self, 0, 0, plan::FEW)?.n_letters(expr) == 0)
    }

    /// Whether a file's path holds a text below its root, as [`Expr::Text`] asks: answered at the first that does.
    pub fn any_path_holds(&self, text: &str) -> Result<bool> {
        if self.begins_letters(text)? {
            return Ok(true);
        }
        let text = Expr::Text(text.to_owned());
        let mut compiler = Compiler::new(self, 0, 0, plan::FEW)?;
        let files = compiler.files(&text, Letters::First);
        self.value(&format!("SELECT EXISTS (SELECT 1 {files})"), params_from_iter(compiler.parameters))
    }

    /// Whether one or two letters begin a group in the index of letters: they stand in some path then, before its last two letters.
    /// Among a million paths a pass for a text that only the last ones hold takes 0.13 s.
    fn begins_letters(&self, text: &str) -> Result<bool> {
        let letters: Vec<char> = text.chars().collect();
        // The index has small letters only; a condition takes other than ASCII as it is.
        let is_as_written = letters.iter().all(|c| c.is_ascii() || c.to_lowercase().eq(c.to_uppercase()));
        if letters.is_empty() || letters.len() > 2 || letters.contains(&'*') || composed(text) != text || !is_as_written
        {
            return Ok(false);
        }
        self.connection.execute_batch(
            "CREATE VIRTUAL TABLE IF NOT EXISTS temp.path_groups USING fts5vocab(main, path_letters, row)",
        )?;
        let from = text.to_ascii_lowercase();
        let sql = "SELECT EXISTS (SELECT 1 FROM temp.path_groups WHERE term >= ?1 AND term < ?1 || ?2)";
        self.value(sql, (&from, char::MAX.to_string()))
    }

    /// Counts the media found.
    pub fn count_found(&self, search: &Search) -> Result<u64> {
        let limit = search.limit.map_or_else(String::new, |n| format!(" LIMIT {n}"));
        let sql = format!("SELECT count(*) FROM (SELECT 1 {}{limit})", search.from_where);
        self.value(&sql, params_from_iter(&search.parameters[..search.n_conditions]))
    }

    /// Lists the hashes of the media found from a position on, at most `limit`, in order.
    pub fn list_found_hashes(&self, search: &Search, from: u64, limit: u64) -> Result<Vec<ContentHash>> {
        let limit = search.limit.map_or(limit, |all| limit.min(all.saturating_sub(from)));
        let sql = format!("SELECT m.hash {}{} LIMIT ? OFFSET ?", search.from_where, search.order_by);
        let page = [limit, from].map(|n| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)));
        let parameters = params_from_iter(search.parameters.iter().chain(&page));
        self.list(&sql, parameters, |row| row.get(0).map(ContentHash::from_bytes))
    }

    /// Describes how SQLite will run a search, a line a step.
    pub fn explain(&self, search: &Search) -> Result<Vec<String>> {
        let sql = format!("EXPLAIN QUERY PLAN {}", search.sql());
        self.list(&sql, params_from_iter(&search.parameters), |row| row.get(3))
    }
}

/// The column that holds a measured value, or the subquery that counts it; [`Measure::Age`] and [`Measure::Day`] are counted from
/// the date.
fn column(measure: Measure) -> Cow<'static, str> {
    let column = match measure {
        Measure::Width => "m.width",
        Measure::Height => "m.height",
        Measure::Pixels => "m.pixels",
        Measure::Ratio => "m.ratio",
        Measure::FileSize => "m.bytes",
        Measure::Duration => "m.duration_ms",
        Measure::Loop => "m.loop_score",
        Measure::Frames => "m.frames",
        Measure::TagCount => "m.n_tags",
        Measure::Date | Measure::Day | Measure::Age => "m.date",
        Measure::NoteCount => "(SELECT count(*) FROM note n WHERE n.media_id = m.id)",
        Measure::TagsOf(category) => {
            let names = category.namespaces().iter().map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ");
            // The media's own tags are looked through, as in `tagged`.
            return format!(
                "(SELECT count(DISTINCT x.tag_id) FROM media_tag x WHERE x.media_id = m.id \
                 AND +x.tag_id IN (SELECT id FROM tag WHERE namespace IN ({names})))"
            )
            .into();
        }
    };
    column.into()
}

/// Whether a condition is one on names of files and folders.
fn is_of_paths(expr: &Expr) -> bool {
    matches!(expr, Expr::Path(_) | Expr::Name(_) | Expr::Text(_))
}

/// Whether a measure is counted for each media that is looked at.
fn is_counted(measure: Measure) -> bool {
    matches!(measure, Measure::NoteCount | Measure::TagsOf(_))
}

/// The conditions that must all hold, however deeply they were bracketed.
fn conjuncts(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::And(parts) => parts.iter().flat_map(conjuncts).collect(),
        other => vec![other],
    }
}
