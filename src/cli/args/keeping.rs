//! Arguments of the commands that keep the catalogue and the disk together.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueHint};
use clap_complete::Shell;

use super::{OverArgs, QueryArgs, path};

#[derive(Debug, Args)]
pub(in crate::cli) struct RootsArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<RootsCommand>,
}

/// What can be said of imported folders.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RootsCommand {
    /// Say that an imported folder is somewhere else now; all records, tags and notes go on there
    Move {
        /// Where it was
        #[arg(value_name = "OLD", value_hint = ValueHint::AnyPath)]
        old: PathBuf,
        /// Where it is
        #[arg(value_name = "NEW", value_hint = ValueHint::DirPath)]
        new: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ForgetArgs {
    /// Files, folders or whole imported folders
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) paths: Vec<OsString>,
    /// Every file that is missing
    #[arg(long)]
    pub(in crate::cli) missing: bool,
    /// Also where tags are lost
    #[arg(long)]
    pub(in crate::cli) with_tags: bool,
    /// Only say what would be forgotten
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct VerifyArgs {
    #[command(flatten)]
    pub(in crate::cli) query: QueryArgs,
    /// Only list what could not be imported, with the reasons
    #[arg(long, conflicts_with_all = ["rehash", "thorough", "clean", "words"])]
    pub(in crate::cli) failures: bool,
    /// Read every file again and compare its hash
    #[arg(long)]
    pub(in crate::cli) rehash: bool,
    /// Compare every index of the catalogue with its table
    #[arg(long)]
    pub(in crate::cli) thorough: bool,
    /// Delete thumbnails that are damaged or belong to nothing
    #[arg(long)]
    pub(in crate::cli) clean: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct BackupArgs {
    /// The file to write; it must not exist, nor lie in an imported folder
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, required_unless_present = "output")]
    file: Option<PathBuf>,
    /// The same, as other commands have it
    #[arg(short, long, value_name = "FILE", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::FilePath, conflicts_with = "file")]
    output: Option<PathBuf>,
}

impl BackupArgs {
    /// The file to write.
    pub(in crate::cli) fn file(&self) -> &PathBuf {
        self.file.as_ref().or(self.output.as_ref()).expect("the parser asks for one of them")
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ManArgs {
    /// The folder to write to
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath, required_unless_present = "output")]
    dir: Option<PathBuf>,
    /// The same, as other commands have it
    #[arg(short, long, value_name = "DIR", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::DirPath, conflicts_with = "dir")]
    output: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) over: OverArgs,
}

impl ManArgs {
    /// The folder to write to.
    pub(in crate::cli) fn dir(&self) -> &Path {
        self.dir.as_ref().or(self.output.as_ref()).expect("the parser asks for one of them")
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct CompletionsArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub(in crate::cli) shell: Shell,
}
