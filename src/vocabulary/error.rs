//! Why words from outside cannot be taken into the vocabulary.
//!
//! Each message says where, what and what to do. The caller names the file.

use crate::tag;

/// What is wrong with a person's words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text is not TOML, or not of the vocabulary's shape.
    #[error("line {line}: {message}")]
    Toml {
        /// The line, from 1.
        line: usize,
        /// What the parser expected.
        message: String,
    },
    /// A name that no tag can have.
    #[error("line {line}: {source}")]
    Name {
        /// The line, from 1.
        line: usize,
        /// Why not.
        source: tag::Error,
    },
    /// One name for two tags.
    #[error(
        "line {line}: {alias} is already a name of {first}; it cannot mean {second} too, so take it from one of them"
    )]
    Twice {
        /// The line of the second use, from 1.
        line: usize,
        /// The name.
        alias: String,
        /// The tag that has it.
        first: String,
        /// The tag that asks for it.
        second: String,
    },
    /// Implications that lead back to where they began.
    #[error("the implications go in a circle, {path}: remove one of them")]
    Cycle {
        /// The tags on the way, joined by arrows, the first again at the end.
        path: String,
    },
    /// A row that is not `name,category,count,"aliases"`.
    #[error("line {line}: {reason}; a row is name,category,count,\"alias,alias\" with category 0, 1, 3, 4 or 5")]
    Row {
        /// The line, from 1.
        line: usize,
        /// What the row lacks.
        reason: &'static str,
    },
}
