//! The query language, which is Danbooru's: `emotion:crying -happy_tears width:>=1920`.
//!
//! This room parses and writes queries and says what they mean for one media held in memory. It knows no SQL, no clock, no disk
//! and not which tags exist. `token` splits a text into words with their places, `parser` groups them, `term` reads one. The
//! result is an [`expr::Query`], whose `Display` is the canonical spelling. The manual is `docs/query.md`.
//!
//! ```text
//! query    = [ or ]
//! or       = and { "or" and }
//! and      = list { "and" list }
//! list     = factor { factor }                    each holds; of the factors with "~", at least one does
//! factor   = [ "-" | "~" ] ( "(" or ")" | term )
//! term     = metatag ":" value | namespace ":" value | word | '"' text '"'
//! value    = word | '"' text '"' | "'" text "'"   a "\ " in an unquoted value is a space
//! ```
//!
//! Start reading at [`parse`].

pub mod expr;

mod caret;
mod complete;
mod date;
mod display;
mod error;
mod foreign;
mod glob;
mod keyword;
mod metatag;
mod nearest;
mod parser;
mod plain;
pub mod quote;
mod range;
mod subject;
mod term;
mod token;
mod unit;

pub use complete::{Expected, expected, expected_at};
pub use date::day;
pub use error::{Error, ErrorKind};
pub use expr::{Expr, Query};
pub use foreign::{Doubt, doubts};
pub use metatag::{MetatagHelp, metatags};
pub use nearest::nearest;
pub use parser::parse;
pub use plain::plain_word;
pub use subject::{FileState, Subject, SubjectFile, matches, path_pattern};

/// The longest query, in bytes of UTF-8, as it was given and in its canonical spelling.
pub const MAX_BYTES: usize = 16 * 1024;

/// The deepest nesting of parentheses, as given and in the canonical spelling.
pub const MAX_DEPTH: usize = 64;

/// The most conditions in a query; each item of a list such as `width:1,2,3` counts.
///
/// A catalogue compiles each to one term of SQL, and SQLite's expressions may be 1,000 deep.
pub const MAX_TERMS: usize = 200;

#[cfg(test)]
mod tests;
