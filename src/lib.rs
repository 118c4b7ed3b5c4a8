//! nakigao (泣き顔, "crying face"): a gallery of anime wallpapers and GIFs, kept where they are.
//!
//! A gallery is a catalogue of media by content, with many paths to one content, and tags on contents. The crate is a
//! staircase; each room uses only rooms on the steps below it (`tests/suite/tidy.rs` holds it to that):
//!
//! | step | rooms | what they are |
//! | --- | --- | --- |
//! | 0, words and bytes | [`tag`], [`media`], [`guard`] | `series:clannad`; formats, facts, pixels, frames; calls that may panic |
//! | 1, pure work | [`query`], [`vocabulary`], [`sidecar`], [`fingerprint`], [`render`] | the query language; what tags mean; tags found beside files; hashes; thumbnails and sheets |
//! | 2, all of a file; memory | [`examine`], [`catalog`] | bytes to everything known of them; the SQLite database, and all of its SQL |
//! | 3, what one can ask for | [`ops`] | import, find, tag, sheet, …: the front door |
//! | 4, faces | [`cli`], [`web`] | the command line; a page in the browser |
//!
//! A program of your own starts at [`ops`] (`examples/window.rs` has several threads):
//!
//! ```
//! use nakigao::ops::{self, Gallery, ImportOptions, Unwatched};
//! use std::ops::ControlFlow;
//!
//! # let folder = std::env::temp_dir().join(format!("nakigao-doc-{}", std::process::id()));
//! let gallery = Gallery::open_or_create(&folder, &folder.join("thumbs"))?;
//! let pictures = [std::path::PathBuf::from("fixtures/gallery")];
//! let report = ops::import(&gallery, &pictures, &ImportOptions::default(), &mut Unwatched)?;
//! println!("{} new, {} could not be read", report.new, report.failed);
//!
//! let asked = ops::parse_query("is:animated width:>=200 order:duration")?;
//! ops::find(&gallery, &asked, |media| {
//!     println!("{} {}", media.hash, media.path.display());
//!     ControlFlow::Continue(())
//! })?;
//! # assert!(report.new > 0);
//! # std::fs::remove_dir_all(&folder).ok();
//! # Ok::<(), ops::Error>(())
//! ```

pub mod catalog;
pub mod cli;
pub mod examine;
pub mod fingerprint;
pub mod guard;
pub mod media;
pub mod ops;
pub mod query;
pub mod render;
pub mod sidecar;
pub mod tag;
pub mod vocabulary;
pub mod web;
