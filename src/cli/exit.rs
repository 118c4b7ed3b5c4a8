//! How a command ends: the exit code, what is said about a failure, and what to do about it.
//!
//! 0 done · 1 failed · 2 usage or query syntax · 3 finished, but some files could not be read. A pipe that its reader
//! closed is no failure.

use std::error::Error as _;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use super::Done;
use super::escape;
use super::output::Output;
use super::places::NoHome;
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

impl Failed {
    /// The same failure; one of the catalogue names the gallery in `dir`.
    pub(super) fn in_gallery(self, dir: &Path) -> Self {
        match self {
            Self::Operation(error) => Self::Operation(error.in_gallery(dir)),
            other => other,
        }
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

impl From<NoHome> for Failed {
    fn from(NoHome(reason): NoHome) -> Self {
        Self::Usage(reason.to_owned())
    }
}

/// Writes what went wrong, if anything did, and returns the code to end with.
///
/// `changes` is whether the command may have changed something. If only its answer could not be written, the change is made.
pub(super) fn code(outcome: Result<Done, Failed>, changes: bool, output: &Output) -> ExitCode {
    let failed = match outcome {
        Ok(Done::All) => return ExitCode::SUCCESS,
        Ok(Done::SomeUnreadable) => return ExitCode::from(3),
        Ok(Done::Failed) => return ExitCode::FAILURE,
        Err(Failed::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
        Err(failed) => failed,
    };
    let (message, hint, code) = explain(&failed, changes);
    output.error(&message, hint.as_deref());
    ExitCode::from(code)
}

/// Warns of one file that was not written, with the reason and what helps.
pub(super) fn warn_of_refused(refused: &ops::Refused, output: &Output) {
    let ops::Refused { path, error } = refused;
    let advice = match error {
        ops::Error::NotOurs { .. } => "; only --force replaces it",
        ops::Error::Share(ops::ShareError::TooLarge { fps: Some(_), .. }) => {
            " (--from and --to-time choose a stretch; --format webp is smaller where it is taken)"
        }
        _ => "",
    };
    output.warning(&format!("{}: {}{advice}", escape::path(path), escape::text(&error.reason())));
}

fn explain(failed: &Failed, changes: bool) -> (String, Option<String>, u8) {
    let hint = |text: &str| Some(text.to_owned());
    let error = match failed {
        Failed::Usage(message) => return (message.clone(), None, 2),
        Failed::Output(error) => {
            let kept = "what was to be changed is changed: look at `nakigao log` before you run the command again";
            let again = match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space, or send the answer to another disk, and run the same command again"
                }
                _ => advice_on_io(error),
            };
            let advice = if changes { kept } else { again };
            return (format!("cannot write the answer: {}", ops::plain(error)), hint(advice), 1);
        }
        Failed::Operation(error) => error,
    };
    let (advice, code) = match error {
        ops::Error::Query { .. } => return (error.to_string(), None, 2),
        ops::Error::NoGallery { .. } => {
            (hint("make one with `nakigao import FOLDER`, or name another with --gallery DIR"), 1)
        }
        ops::Error::Locked { .. } => {
            (hint("wait until it has ended, or add --wait; `find` and `sheet` work meanwhile"), 1)
        }
        ops::Error::NoteExists { .. } => {
            (hint("--append puts the text below it, --replace in its place; `nakigao note --edit PATH` opens it"), 1)
        }
        ops::Error::NotRead { .. } => {
            (hint("`nakigao verify --failures` lists the pictures that could not be imported, with the reasons"), 1)
        }
        ops::Error::NotInGallery { .. } => (hint("`nakigao import PATH` adds it; `nakigao find path:…` searches"), 1),
        ops::Error::NoSuchField { .. } => {
            (hint("`nakigao help templates` lists them; tags are fields by their namespace"), 2)
        }
        ops::Error::NoSuchTag { .. } => (hint("`nakigao tags` lists the tags in use"), 1),
        ops::Error::NoSuchPath { path } => {
            let word = escape::shell_word(Path::new(path.file_name().unwrap_or(path.as_os_str())));
            (Some(format!("check the spelling; `nakigao find {word}` searches what is imported")), 1)
        }
        ops::Error::Offline { .. } => (
            hint(
                "connect its disk, or say with `nakigao roots move OLD NEW` where the folder is now; all tags are kept meanwhile",
            ),
            1,
        ),
        ops::Error::NamesSeveral { .. } => (hint("name one of them: `nakigao find path:…` lists them"), 2),
        ops::Error::NoRoot { .. } => (
            hint(
                "`nakigao roots` lists the imported folders; what moved within one is found by `nakigao import` of it",
            ),
            2,
        ),
        ops::Error::RootStillThere { new, .. } => {
            let word = escape::shell_word(new);
            (Some(format!("`nakigao import {word}` takes those that were moved")), 2)
        }
        ops::Error::RootNotThere { .. } => (hint("name the folder that it is now"), 2),
        ops::Error::Pattern { .. } => (hint("--exclude takes a pattern as a line of .gitignore has it"), 2),
        ops::Error::NothingSelected => (hint("to mean everything, give --where 'path:*' or name the folder"), 2),
        ops::Error::TagsWouldBeLost { .. } => {
            (hint("add --with-tags to forget them all the same; `nakigao backup FILE` keeps a copy"), 1)
        }
        ops::Error::ChangedSince => (hint("look at `nakigao log`, then use `nakigao undo`"), 1),
        ops::Error::Exists { .. } => (hint("choose another name; what is there is not written over"), 1),
        ops::Error::NotOurs { .. } => (hint("choose another name, or replace it with --force"), 1),
        ops::Error::AmongOriginals { .. } | ops::Error::InGallery { .. } => (hint("choose another place"), 2),
        ops::Error::NoFile { .. } => (hint("name a file"), 2),
        ops::Error::Pipe { .. } => (hint("start the program that reads it first, or name a file"), 1),
        ops::Error::AmongThumbs { .. } => (hint("move what is yours elsewhere, then clean again"), 1),
        ops::Error::SameContent => {
            (hint("what a file held before it was edited is named by the beginning of its hash"), 2)
        }
        ops::Error::WrittenTwice { .. } => (hint("give each output its own name"), 2),
        ops::Error::Share(ops::ShareError::Several { .. }) => (hint("name a folder, or make the query narrower"), 2),
        ops::Error::Share(ops::ShareError::OutputName { .. }) => {
            (hint("name such a file, or a folder without a dot in its name"), 2)
        }
        ops::Error::OutputFormat { .. }
        | ops::Error::MovingFormat { .. }
        | ops::Error::AmbiguousHash { .. }
        | ops::Error::EmptyName
        | ops::Error::ThumbnailFormat { .. }
        | ops::Error::NoFolder { .. }
        | ops::Error::LiesWithin { .. }
        | ops::Error::RuleWithItself { .. }
        | ops::Error::OtherNameOf { .. }
        | ops::Error::CalledSo { .. }
        | ops::Error::NoField { .. }
        | ops::Error::LoneBrace { .. } => (None, 2),
        ops::Error::Io { source, .. } => (hint(advice_on_io(source)), 1),
        ops::Error::Catalog(catalog::Error::Database { trouble, .. }) => (hint(advice_on(*trouble)), 1),
        ops::Error::Catalog(catalog::Error::Older { .. }) => (
            hint("make its folder and its files writable once, or copy the folder and name the copy with --gallery"),
            1,
        ),
        ops::Error::Catalog(catalog::Error::BadCopy { .. }) => {
            (hint("the catalogue itself is unchanged; `nakigao verify --thorough` checks it"), 1)
        }
        ops::Error::Catalog(catalog::Error::Newer { .. }) => {
            (hint("use the newer program; an older one could damage it"), 1)
        }
        ops::Error::Catalog(catalog::Error::NotACatalog { .. }) => {
            let advice = "name another folder with --gallery DIR; if this one was a gallery, put a backup in the file's \
                          place; to begin anew, move the file away";
            (hint(advice), 1)
        }
        _ => (None, 1),
    };
    (with_causes(error), advice, code)
}

const FREE_SPACE: &str = "free some space and run the same command again: what was done is kept";
const ALLOW: &str = "change its permissions, or run the command as the user it belongs to";
const FEWER_FILES: &str = "end programs that hold many files open, or raise the limit with `ulimit -n`";
const LOOK_AT_DISK: &str = "look at the disk and its connection: the system's log says more";

/// What to do when the catalogue does not answer.
fn advice_on(trouble: catalog::Trouble) -> &'static str {
    use catalog::Trouble;
    match trouble {
        Trouble::Full => FREE_SPACE,
        Trouble::Busy => "try again when they have ended; commands that only read work meanwhile",
        Trouble::ReadOnly => {
            "make the folder and its files writable, or copy the folder and name the copy with --gallery; commands that \
             only read work as it is"
        }
        Trouble::Reader => "the same program can change it where it opened it to write",
        Trouble::Denied => ALLOW,
        Trouble::CannotOpen => {
            "look at the permissions of the file and its folder; if they are right, end programs that hold many files open"
        }
        Trouble::Disk => {
            "look at the disk and its connection: the system's log says more; `nakigao backup FILE` saves what can be read"
        }
        Trouble::Damaged => {
            "put a backup in its place and move its -wal and -shm files away with it; keep the damaged one: much of it \
             may be saved"
        }
        Trouble::TooSlow | Trouble::TooLarge => "ask for less at a time",
        Trouble::NoMemory => "end other programs, or ask for less at a time",
        Trouble::Unexpected => "`nakigao verify --thorough` checks the catalogue",
    }
}

/// What to do about an error of the operating system.
fn advice_on_io(error: &io::Error) -> &'static str {
    use io::ErrorKind as Kind;
    match (error.kind(), error.raw_os_error()) {
        (Kind::PermissionDenied, _) => ALLOW,
        (Kind::StorageFull | Kind::QuotaExceeded, _) => FREE_SPACE,
        (Kind::ReadOnlyFilesystem, _) => "choose another place, or mount the disk for writing",
        (Kind::NotFound | Kind::NotADirectory | Kind::IsADirectory | Kind::InvalidFilename, _) => {
            "check the spelling, or choose another name"
        }
        (Kind::AlreadyExists, _) => "choose another name",
        (Kind::FileTooLarge, _) => "choose another disk",
        (Kind::InvalidData, _) => "save it as UTF-8 text",
        (Kind::OutOfMemory, _) => "end other programs, or ask for less at a time",
        // ENFILE, EMFILE
        (_, Some(23 | 24)) => FEWER_FILES,
        // An error of this program, not of the system: it is no regular file.
        (_, None) => "name a file",
        _ => LOOK_AT_DISK,
    }
}

/// An error and all that caused it, in one line.
fn with_causes(error: &ops::Error) -> String {
    let mut message = escape::text(&error.to_string());
    // These name their causes in their own messages.
    let mut cause = match error {
        ops::Error::Io { .. } | ops::Error::Catalog(_) => None,
        other => other.source(),
    };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_of_the_operating_system_names_the_path_and_advises() {
        for number in [1, 2, 5, 9, 12, 13, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 30, 36, 39, 40, 95, 110, 116, 122] {
            let source = io::Error::from_raw_os_error(number);
            let failed = Failed::Operation(ops::Error::Io { doing: "write", path: "/a b/c.db".into(), source });
            let (message, hint, code) = explain(&failed, false);
            assert!(message.starts_with("cannot write /a b/c.db: ") && !message.contains("os error"), "{message}");
            assert!(hint.is_some_and(|hint| hint.len() > 10) && code == 1, "{number}");
        }
    }

    #[test]
    fn every_trouble_of_the_catalogue_names_the_path_and_advises() {
        use catalog::Trouble::{
            Busy, CannotOpen, Damaged, Denied, Disk, Full, NoMemory, ReadOnly, TooLarge, Unexpected,
        };
        for trouble in [Full, Busy, ReadOnly, Denied, CannotOpen, Disk, Damaged, TooLarge, NoMemory, Unexpected] {
            let source = "Error code 1544: SELECT".into();
            let error = catalog::Error::Database { trouble, path: None, source };
            let failed = Failed::from(ops::Error::Catalog(error)).in_gallery(Path::new("/my gallery"));
            let (message, hint, code) = explain(&failed, false);
            assert!(message.contains("/my gallery/catalog.db"), "{message}");
            assert!(!message.contains("Error code") && !message.contains("SELECT"), "{message}");
            assert!(hint.is_some_and(|hint| hint.len() > 10) && code == 1, "{trouble:?}");
        }
    }
}
