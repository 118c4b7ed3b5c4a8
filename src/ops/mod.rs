//! What a person can ask for: one verb a file. The library's front door, and all that a face may call.
//!
//! Operations take a [`Gallery`], plain options, and report plain structs. They touch the disk (with `catalog`, they
//! are the only ones that do), print nothing and read no environment. Whatever can take long tells a [`Progress`], which
//! can stop it. Originals are only ever read; `dupes::resolve` alone moves some, to the desktop's trash, from
//! where `undo` puts them back.
//!
//! An operation without a section of its own on errors fails only if the catalogue cannot be read, or written.
//!
//! Start reading at [`Gallery`], then at `import/`.

mod adopt;
mod alike;
mod backup;
mod bound_query;
mod card;
mod copy_name;
mod date;
mod described;
mod dupes;
mod error;
mod export;
mod facets;
mod failure;
mod file_url;
mod find;
mod fonts;
mod forget;
mod frame_store;
mod frames;
mod gallery;
mod groups;
mod held;
mod holders;
mod import;
mod inode;
mod journal;
mod label;
mod likeness;
mod listing;
mod lists;
mod lock;
mod moving;
mod moving_format;
mod names;
mod near_miss;
mod note;
mod nothing;
mod orders;
mod original;
mod original_file;
mod output;
mod pages;
mod part;
mod picture;
mod plain;
mod progress;
mod reading;
mod root_move;
mod roots;
mod rules;
mod saved;
mod scratch;
mod seat;
mod selection;
mod serve_options;
mod share;
mod sheet;
mod show;
mod similar;
mod stats;
mod store;
mod strip;
mod tag;
mod tag_tree;
mod tags;
mod thumbs;
mod trash;
mod unseen;
mod verify;
mod vocabulary;
mod warning;
mod word_meaning;

pub use adopt::{AdoptReport, adopt};
pub use alike::{Alike, GroupKind};
pub use backup::backup;
pub use bound_query::{BoundQuery, parse_query};
pub use card::{
    Card, CardTag, TagCheck, TagEdit, card, card_picture, check_tag, complete_word, edit_tags, is_known_tag,
    list_hashes,
};
pub use date::{utc, utc_seconds};
pub use described::{Described, DescribedFile, State, describe_all};
pub use dupes::{
    DupesOptions, DuplicateGroup, DuplicateMember, DuplicateSheet, Extent, FramePlace, Left, Move, NotHeld, NotMoved,
    Refusal, ResolveOptions, ResolveReport, dupes, duplicate_sheet, plan_resolve, reject, resolve, spare_bytes,
};
pub use error::Error;
pub use export::{ExportOptions, ExportReport, SidecarFormat, csv_header, csv_row, export, goes_out};
pub use facets::{Facets, Fact, fact_facets, tag_facets};
pub use failure::{Damaged, Failure, FailureKind, Refused};
pub use file_url::{host_name, percent_encoded};
pub use find::{count_found, find, find_hashes};
pub use fonts::FontSources;
pub use forget::{ForgetOptions, ForgetReport, forget};
pub use frames::{FrameTimes, PREVIEW_RECIPE, frame_times, frames, preview, stored_preview};
pub use gallery::Gallery;
pub use groups::{GroupBy, Shared, below_root};
pub use import::{
    Edited, ImportOptions, ImportReport, LeftOut, LeftOutKind, NotPicture, NotPictureKind, Renamed, import,
};
pub use journal::{NotBack, StillTrashed, Turned, log, redo, undo, undo_entries};
pub use label::{LABEL_FIELDS, LabelStyle, LabelTemplate};
pub use likeness::n_uncompared;
pub use listing::{
    Listing, Ratios, Section, count_media, expect_orders, find_place, has_media, list_cells, list_ratios, listing,
    remake_orders,
};
pub use moving::{Motion, MovedPage};
pub use names::{Names, display, set_display};
pub use note::{NoteOn, NoteReport, OverNote, list_notes, note};
pub use nothing::{WhyNothing, why_nothing};
pub use original_file::{OriginalFile, open_original};
pub use output::{Outputs, Written};
pub use pages::Undrawn;
pub use plain::plain;
pub use progress::{Event, Phase, Progress, Unwatched};
pub use reading::{Reading, read_words};
pub use root_move::{MoveReport, MovedRoot, move_root};
pub use roots::{RootReport, offline_roots, root_paths, roots};
pub use rules::{RuleChange, RuleReport, change_rule, import_vocabulary, list_rules};
pub use saved::{drop_saved, list_saved, save_search};
pub use scratch::edit_text;
pub use seat::{Seat, take_seat, web_key};
pub use selection::{Selection, hash_of, without_unread};
pub use serve_options::ServeOptions;
pub use share::{
    Allowed, Dither, SERVICES, Service, ShareError, ShareFormat, ShareLoop, ShareOptions, ShareReport, SharedCopy,
    share,
};
pub use sheet::{SheetCell, SheetOptions, SheetReport, check_sheet, sheet};
pub use show::{PerceptualHash, perceptual_hashes, reasons, show};
pub use similar::{Similar, similar, similar_to_named};
pub use stats::{StatsReport, stats};
pub use store::RECIPE as THUMBNAIL_RECIPE;
pub use strip::{StripCell, StripOptions, StripReport, strip};
pub use tag::{TagOptions, TagReport, near_known, tag};
pub use tag_tree::{TagNode, tag_tree};
pub use tags::{Completion, complete_tag, namespaces, tag_named, tags};
pub use thumbs::{ThumbsOptions, ThumbsReport, stored_thumbnail, thumbnail, thumbs, whole_picture};
pub use trash::TrashError;
pub use unseen::Unseen;
pub use verify::{Finding, VerifyOptions, VerifyReport, list_failures, verify};
pub use warning::Warning;
pub use word_meaning::{WordMeaning, WordReading};

pub use crate::catalog::{
    Action, ActionScope, Carried, Entry, JournalId, MediaFacts, MediaTag, Origin, PutOn, Rule, RuleAction, RuleKind,
    Source, TagCount, Totals,
};
pub use crate::examine::StripChoice;
pub use crate::fingerprint::{ContentHash, Looping, Transform};
pub use crate::guard::is_guarded;
pub use crate::media::Limits;
pub use crate::render::parse_colour;
pub use crate::render::sheet::{CellFit, Rect, SheetStyle};
pub use crate::sidecar::{FolderTemplate, TemplateError};
pub use crate::vocabulary::Display;
