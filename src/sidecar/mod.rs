//! Tags that are already there: what folders and, later, downloaders say of a file.
//!
//! Text in, tags out. This room opens no file and does not know which media it speaks of; a source that says nothing
//! gives no tags.

mod folder;

pub use folder::{FolderTemplate, TemplateError};
