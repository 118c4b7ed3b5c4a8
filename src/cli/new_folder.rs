//! Folders that a command makes for what it writes: each is said, because a slip in a path makes one too.

use std::path::{Path, PathBuf};

use super::args::{Command, ExportArgs};
use super::escape;
use super::output::Output;

/// The folders that a command would write to and that are not there yet.
pub(super) struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    /// Looks before the command runs.
    pub(super) fn before(command: &Command) -> Self {
        let folders: Vec<Option<&Path>> = match command {
            Command::Import(args) => vec![folder_of(args.sheet.as_deref())],
            Command::Sheet(args) => vec![folder_of(Some(&args.output)), folder_of(args.map.as_deref())],
            Command::Strip(args) => vec![folder_of(Some(&args.output))],
            Command::Share(args) if args.output.extension().is_none() => vec![Some(&args.output)],
            Command::Share(args) => vec![folder_of(Some(&args.output))],
            Command::Dupes(args) => vec![folder_of(args.sheet.as_deref())],
            Command::Export(ExportArgs { to, out, .. }) if to == "csv" || to == "json" => {
                vec![folder_of(out.as_deref())]
            }
            Command::Export(args) => vec![args.out.as_deref()],
            Command::Thumbs(args) => vec![args.out.as_deref()],
            Command::Backup(args) => vec![folder_of(Some(args.file()))],
            Command::Man(args) => vec![Some(args.dir())],
            _ => Vec::new(),
        };
        let mut new: Vec<PathBuf> =
            folders.into_iter().flatten().filter(|folder| !is_there(folder)).map(Path::to_owned).collect();
        new.dedup();
        Self(new)
    }

    /// Says which of them are there now.
    pub(super) fn remark(&self, output: &Output) {
        for folder in self.0.iter().filter(|folder| is_there(folder)) {
            output.remark(&format!("made the folder {}", escape::path(folder)));
        }
    }
}

fn folder_of(file: Option<&Path>) -> Option<&Path> {
    file?.parent()
}

fn is_there(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.symlink_metadata().is_ok()
}
