//! What a person can ask for: one verb a file. The library's front door, and all that a face may call.
//!
//! Operations take a [`Gallery`], plain options, and report plain structs. They touch the disk (with `catalog`, they
//! are the only ones that do), print nothing and read no environment. Whatever can take long tells a [`Progress`], which
//! can stop it. Originals are only ever read.
//!
//! Start reading at [`Gallery`], then at `import/`.

mod backup;
mod dupes;
mod error;
mod find;
mod forget;
mod gallery;
mod import;
mod label;
mod picture;
mod progress;
mod roots;
mod selection;
mod sheet;
mod show;
mod stats;
mod store;
mod tag;
mod tags;
mod thumbs;
mod verify;

pub use backup::backup;
pub use dupes::{DuplicateGroup, DuplicateMember, dupes};
pub use error::Error;
pub use find::{Asked, FindReport, State, find, parse_query};
pub use forget::{ForgetOptions, ForgetReport, forget};
pub use gallery::Gallery;
pub use import::{Failure, FailureKind, ImportOptions, ImportReport, import};
pub use label::{LabelStyle, LabelTemplate};
pub use progress::{Event, Progress, Unwatched};
pub use roots::{RootReport, roots};
pub use selection::Selection;
pub use sheet::{SheetCell, SheetOptions, SheetReport, refuse_originals, sheet, write_output};
pub use show::{Described, DescribedFile, DescribedTag, show};
pub use stats::{StatsReport, stats};
pub use tag::{TagOptions, TagReport, tag};
pub use tags::{complete_tag, tags};
pub use thumbs::{ThumbsOptions, ThumbsReport, thumbs};
pub use verify::{Finding, VerifyOptions, VerifyReport, verify};

pub use crate::catalog::{Source, TagCount, Totals};
pub use crate::media::Limits;
pub use crate::render::parse_colour;
pub use crate::render::sheet::{Fit, SheetStyle};
pub use crate::sidecar::{FolderTemplate, TemplateError};
