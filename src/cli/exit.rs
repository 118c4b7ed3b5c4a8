//! How a command ends: the exit code, what is said about a failure, and what to do about it.
//!
//! 0 done · 1 failed · 2 usage or query syntax · 3 finished, but some files could not be read. A pipe that its reader
//! closed is no failure.

use std::error::Error as _;
use std::io;
use std::process::ExitCode;

use super::Done;
use super::escape;
use super::output::Output;
use crate::{catalog, ops, tag};

/// Why a command failed.
#[derive(Debug)]
pub(super) enum Failed {
    /// The operation did not take place.
    Operation(ops::Error),
    /// The arguments make no sense.
    Usage(String),
    /// The answer could not be written.
    Output(io::Error),
}

impl From<ops::Error> for Failed {
    fn from(error: ops::Error) -> Self {
        Self::Operation(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<tag::Error> for Failed {
    fn from(error: tag::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

impl From<ops::TemplateError> for Failed {
    fn from(error: ops::TemplateError) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Says what went wrong, if anything did, and with which code to end.
pub(super) fn code(outcome: Result<Done, Failed>, output: &Output) -> ExitCode {
    let failed = match outcome {
        Ok(Done::All) => return ExitCode::SUCCESS,
        Ok(Done::SomeUnreadable) => return ExitCode::from(3),
        Ok(Done::Failed) => return ExitCode::FAILURE,
        Err(Failed::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Err(failed) => failed,
    };
    let (message, hint, code) = explain(&failed);
    output.error(&message, hint.as_deref());
    ExitCode::from(code)
}

fn explain(failed: &Failed) -> (String, Option<String>, u8) {
    let hint = |text: &str| Some(text.to_owned());
    let error = match failed {
        Failed::Usage(message) => return (message.clone(), None, 2),
        Failed::Output(error) => return (format!("cannot write the answer: {error}"), None, 1),
        Failed::Operation(error) => error,
    };
    let (advice, code) = match error {
        ops::Error::Query { .. } => return (error.to_string(), None, 2),
        ops::Error::NoGallery { .. } => {
            (hint("make one with `nakigao import FOLDER`, or name another with --gallery DIR"), 1)
        }
        ops::Error::Locked { .. } => {
            (hint("wait until it has ended, then try again; `find` and `sheet` work meanwhile"), 1)
        }
        ops::Error::NotInGallery { .. } => (hint("`nakigao import PATH` adds it; `nakigao find path:…` searches"), 1),
        ops::Error::NoSuchPath { .. } => {
            (hint("check the spelling; `nakigao find path:…` searches what is imported"), 1)
        }
        ops::Error::Offline { .. } => (hint("connect its disk; the gallery keeps all records and tags meanwhile"), 1),
        ops::Error::NothingSelected => (hint("to mean everything, give --where 'path:*' or name the folder"), 2),
        ops::Error::TagsWouldBeLost { .. } => {
            (hint("add --with-tags to forget them all the same; `nakigao backup FILE` keeps a copy"), 1)
        }
        ops::Error::Exists { .. } => (hint("choose another name; files in imported folders are never written over"), 1),
        ops::Error::NotOurs { .. } => (hint("choose another name, or replace it with --force"), 1),
        ops::Error::AmongOriginals { .. } | ops::Error::InGallery { .. } => (hint("choose another place"), 2),
        ops::Error::NoFile { .. } => (hint("name a file"), 2),
        ops::Error::AmongThumbs { .. } => (hint("move what is yours elsewhere, then clean again"), 1),
        ops::Error::Usage(_) | ops::Error::OutputFormat { .. } | ops::Error::AmbiguousHash { .. } => (None, 2),
        ops::Error::Catalog(catalog::Error::DiskFull(_)) => {
            (hint("free some space and run the same command again: what was done is kept"), 1)
        }
        ops::Error::Catalog(catalog::Error::Busy(_)) => (hint("try again in a moment"), 1),
        ops::Error::Catalog(catalog::Error::Newer { .. }) => {
            (hint("use the newer program; an older one could damage it"), 1)
        }
        ops::Error::Catalog(catalog::Error::NotACatalog { .. }) => {
            (hint("name another folder with --gallery DIR, or put a backup in its place"), 1)
        }
        _ => (None, 1),
    };
    (with_causes(error), advice, code)
}

/// An error and all that caused it, in one line.
fn with_causes(error: &ops::Error) -> String {
    let mut message = escape::text(&error.to_string());
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = escape::text(&inner.to_string());
        if !message.contains(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        cause = inner.source();
    }
    message
}
