//! The one file in which everything is remembered, and the only room where SQL is spoken.
//!
//! A catalogue is a SQLite database: media by content, files by path, tags on media, and a journal of what changed the
//! tags (docs/catalog.md describes it for other programs). Paths come and go as raw bytes; whether a path exists is not
//! asked here. Nothing in this room deletes or repairs a catalogue on its own.
//!
//! A method without a section of its own on errors fails only if the catalogue cannot be read, or written; an error inside of a
//! transaction takes back all of it.
//!
//! Start reading at [`Catalog`] (open, pragmas, transactions), then `migrations/`, then one noun a file.

mod action;
mod backup;
mod carry;
mod check;
mod closure;
mod database;
mod error;
mod file;
mod functions;
mod journal;
mod likeness;
mod link;
mod listing;
mod media;
mod migrate;
mod model;
mod note;
mod open;
mod output;
mod packed;
mod put_on;
mod relation;
mod rename;
mod root;
mod rule;
mod saved;
mod search;
mod signature;
mod statement;
mod tag;
mod total;
mod trashed;
mod turn;
mod unread;

pub use action::{Action, ActionScope, RuleAction, excerpt};
pub use carry::Carried;
pub use check::Check;
pub use database::FILE_NAME;
pub use error::{Error, Trouble};
pub use file::{FileRow, FileStamp, KnownFile};
pub use journal::Entry;
pub use likeness::{LikenessKind, LikenessRow};
pub use link::{FrameOf, Link, LinkRow, Shares};
pub use listing::{FactRow, Moment};
pub use media::{MediaFacts, MediaRow, NewMedia};
use model::Change;
pub use model::{FileId, JournalId, MediaId, Origin, RootId, RuleKind, Source, TagId, UnreadKind};
pub use note::Note;
pub use open::Catalog;
pub use packed::{ById, MediaList, MediaSet};
pub use put_on::PutOn;
pub use root::RootRow;
pub use rule::{Rule, Settled};
pub use search::Search;
pub use signature::SignatureRow;
pub use tag::{MediaTag, TagCount};
pub use total::Totals;
pub use trashed::{PendingMove, Trashed};
pub use unread::UnreadRow;
