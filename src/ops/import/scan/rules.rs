//! What a person wants left out: `.nakigaoignore` files and the patterns of one import, in the syntax of gitignore.
//!
//! A file's rules hold for its folder and all below it, those of an inner folder win over those of an outer one, and
//! the import's own, relative to each path that is imported, win over all. A line that cannot be understood makes the whole
//! file count as unread: it is unknown then what to import and what to leave out.

use std::path::Path;
use std::{fs, io};

use ignore::Match;
use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::super::super::error::Error;
use super::super::super::plain;
use crate::tag::unicode_forms;

/// The file that holds the rules of a folder.
pub(super) const IGNORE_FILE: &str = ".nakigaoignore";

/// Why the rules of a folder cannot be followed.
#[derive(Debug, thiserror::Error)]
pub(super) enum UnreadRules {
    #[error("cannot be read: {}", plain(.0))]
    Unread(#[source] io::Error),
    #[error("line {line}: {reason}")]
    Line { line: usize, reason: &'static str },
    #[error("{0}")]
    Whole(&'static str),
}

/// The rules that hold where a scan is.
pub(in super::super) struct Rules {
    exclude: Gitignore,
    /// Of the folders from the root down to where the scan began.
    above: Vec<Gitignore>,
    /// Of the folders below, with the depth of each, outermost first.
    inside: Vec<(usize, Gitignore)>,
}

impl Rules {
    /// Reads globs that hold below `base`.
    ///
    /// # Errors
    /// If one cannot be understood.
    pub(in super::super) fn new(base: &Path, globs: &[String]) -> Result<Self, Error> {
        let mut builder = GitignoreBuilder::new(base);
        let refused = |pattern: &str, error| Error::Pattern { pattern: pattern.to_owned(), reason: words(&error) };
        for glob in globs {
            add(&mut builder, glob).map_err(|error| refused(glob, error))?;
        }
        let exclude = builder.build().map_err(|error| refused(&globs.join(" "), error))?;
        Ok(Self { exclude, above: Vec::new(), inside: Vec::new() })
    }

    /// Begins at `start`: reads the rules of the folders above it, from `root` on.
    pub(super) fn begin(&mut self, root: &Path, start: &Path) -> Result<(), UnreadRules> {
        self.inside.clear();
        let above: Vec<&Path> = start.ancestors().skip(1).take_while(|folder| folder.starts_with(root)).collect();
        self.above = above.into_iter().rev().filter_map(|folder| read(folder).transpose()).collect::<Result<_, _>>()?;
        Ok(())
    }

    /// Forgets the rules of folders that an entry at this depth does not lie in.
    pub(super) fn leave(&mut self, depth: usize) {
        while self.inside.last().is_some_and(|(inner, _)| *inner >= depth) {
            self.inside.pop();
        }
    }

    /// Reads the rules of a folder at a depth, if it has any; says why they cannot be read.
    pub(super) fn enter(&mut self, depth: usize, folder: &Path) -> Result<(), UnreadRules> {
        self.inside.extend(read(folder)?.map(|rules| (depth, rules)));
        Ok(())
    }

    /// Whether the rules leave a path out (`true`) or take it, hidden or not (`false`); `None` if none speaks of it.
    pub(super) fn leave_out(&self, path: &Path, is_folder: bool) -> Option<bool> {
        if self.exclude.is_empty() && self.inside.is_empty() && self.above.is_empty() {
            return None;
        }
        let files = self.inside.iter().map(|(_, rules)| rules).rev().chain(self.above.iter().rev());
        let verdicts = [&self.exclude].into_iter().chain(files).map(|rules| rules.matched(path, is_folder));
        verdicts.into_iter().find(|verdict| !verdict.is_none()).map(|verdict| matches!(verdict, Match::Ignore(_)))
    }
}

fn read(folder: &Path) -> Result<Option<Gitignore>, UnreadRules> {
    let bytes = match fs::read(folder.join(IGNORE_FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        // Then it is the folder that cannot be read, which the walk finds out and says.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && fs::read_dir(folder).is_err() => {
            return Ok(None);
        }
        Err(error) => return Err(UnreadRules::Unread(error)),
    };
    let mut builder = GitignoreBuilder::new(folder);
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
    for (number, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        let line = std::str::from_utf8(line.strip_suffix(b"\r").unwrap_or(line)).map_err(|_| "it is not UTF-8");
        line.and_then(|line| add(&mut builder, line).map_err(|error| words(&error)))
            .map_err(|reason| UnreadRules::Line { line: number + 1, reason })?;
    }
    builder.build().map(Some).map_err(|error| UnreadRules::Whole(words(&error)))
}

/// Adds a rule for each spelling that file systems give its letters with marks.
fn add(builder: &mut GitignoreBuilder, rule: &str) -> Result<(), ignore::Error> {
    unicode_forms(rule).iter().try_for_each(|form| builder.add_line(None, form).map(drop))
}

/// What is wrong with a glob, in plain words in place of the library's.
fn words(error: &ignore::Error) -> &'static str {
    let ignore::Error::Glob { err, .. } = error else { return "it cannot be understood" };
    let wrong = [
        ("unclosed character class", "a [ has no ]: write \\[ for the character itself"),
        ("invalid character range", "a range in [ ] runs backwards"),
        ("unopened alternate", "a } has no {: write \\} for the character itself"),
        ("unclosed alternate", "a { has no }: write \\{ for the character itself"),
        ("dangling", "it ends in a backslash"),
    ];
    let known = wrong.iter().find(|(theirs, _)| err.contains(theirs));
    known.map_or("it is no pattern of gitignore", |(_, ours)| ours)
}
