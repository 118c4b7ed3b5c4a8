//! The arguments of the command line and their help; nothing else.

mod display;
mod drawing;
mod duplicates;
mod keeping;
mod motion;
mod query_args;
mod serving;
mod sharing;
mod tagging;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::ArgValueCompleter;

use super::completion::{complete_fields, complete_folders, complete_order, complete_tag_arg};
use crate::query;

pub(super) use display::DisplayArgs;
pub(super) use drawing::{FontArgs, LooksArgs, PageArgs, SheetArgs, StripArgs, ThumbsArgs};
pub(super) use duplicates::{DupesArgs, DupesCommand, KindArg, LookForArgs, RejectArgs, ResolveArgs, SimilarArgs};
pub(super) use keeping::{BackupArgs, CompletionsArgs, ForgetArgs, ManArgs, RootsArgs, RootsCommand, VerifyArgs};
pub(super) use motion::MotionArgs;
pub(super) use query_args::QueryArgs;
pub(super) use serving::ServeArgs;
pub(super) use sharing::ShareArgs;
pub(super) use tagging::{
    AdoptArgs, ExportArgs, LogArgs, NoteArgs, PairArgs, TagArgs, TagsArgs, TagsCommand, UndoArgs,
};

/// Indexes folders of anime wallpapers and GIFs in place, tags them by series, character and emotion, and lays any query
/// out as thumbnails and contact sheets.
#[derive(Debug, Parser)]
#[command(name = "nakigao", version, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(super) struct Global {
    /// The gallery's folder [default: $NAKIGAO_GALLERY, or else $XDG_DATA_HOME/nakigao]
    #[arg(long, global = true, value_name = "DIR", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::DirPath)]
    pub(super) gallery: Option<PathBuf>,
    /// Write one JSON object a line to standard output
    #[arg(long, global = true)]
    pub(super) json: bool,
    /// How many files to work on at a time [default: one a core]
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) threads: Option<u16>,
    /// No progress, no remarks
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Wait where another command has the gallery for itself, such as an import
    #[arg(long, global = true)]
    pub(super) wait: bool,
    /// Say more
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    pub(super) verbose: bool,
    /// Colours in messages
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(super) color: When,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Index folders or files in place: hash, decode, fingerprint, thumbnail
    Import(ImportArgs),
    /// List the pictures that fit a query
    Find(FindArgs),
    /// Show everything known of one picture, and where each tag came from
    Show(ShowArgs),
    /// Put tags on pictures, or take them off
    Tag(TagArgs),
    /// List tags and how many pictures have them
    Tags(TagsArgs),
    /// Make missing thumbnails, or copy a folder of them out
    Thumbs(ThumbsArgs),
    /// Give what was said of one content to another: for a file that was edited
    Adopt(AdoptArgs),
    /// Write a line of dialogue, or a caption, on pictures
    Note(NoteArgs),
    /// List what changed tags, notes and rules, newest first
    Log(LogArgs),
    /// Take back the last changes
    Undo(UndoArgs),
    /// Do again what was taken back
    Redo(UndoArgs),
    /// Write tags out, as sidecars of other programs or as one listing
    Export(ExportArgs),
    /// Draw a contact sheet
    Sheet(SheetArgs),
    /// Draw the frames of animations side by side, with their times
    Strip(StripArgs),
    /// Write copies for a service or below a size, without metadata
    Share(ShareArgs),
    /// List groups of files and pictures that show the same, and resolve them
    Dupes(DupesArgs),
    /// List the pictures that are most like one
    Similar(SimilarArgs),
    /// List the imported folders and whether they can be reached, or say that one was moved
    Roots(RootsArgs),
    /// Drop records on purpose; the files themselves are not touched
    Forget(ForgetArgs),
    /// Check files, thumbnails and catalogue against each other
    Verify(VerifyArgs),
    /// Show figures about the gallery
    Stats,
    /// Write a safe copy of the catalogue, with all tags
    ///
    /// To go back to a copy, put it into a folder of its own as catalog.db and name that folder with --gallery, or put it in the
    /// place of the gallery's own. Thumbnails are made again by `nakigao thumbs`.
    Backup(BackupArgs),
    /// Show the gallery in the browser
    Serve(ServeArgs),
    /// Write the completion script for a shell; it completes tags too
    Completions(CompletionsArgs),
    /// Write the manual pages to a folder
    Man(ManArgs),
    /// Explain a command, the query language (query) or the fields of templates (templates)
    Help(HelpArgs),
}

impl Command {
    /// Whether it may change the gallery or move files, so that a second run would not do the same.
    pub(super) fn changes(&self) -> bool {
        match self {
            Self::Tags(args) => args.command.is_some(),
            Self::Dupes(args) => args.command.is_some(),
            Self::Roots(args) => args.command.is_some(),
            Self::Import(_) | Self::Tag(_) | Self::Adopt(_) | Self::Note(_) | Self::Forget(_) => true,
            Self::Undo(_) | Self::Redo(_) => true,
            _ => false,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct HelpArgs {
    /// A command, or query or templates
    #[arg(value_name = "COMMAND|TOPIC")]
    pub(super) about: Vec<String>,
}

/// The name of a query in the help; [`super::query_words`] knows by it which commands have one.
pub(super) const QUERY: &str = "QUERY";

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// Folders and files
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Say what would happen, and write nothing
    #[arg(long)]
    pub(super) plan: bool,
    /// A tag for everything that is found (repeatable)
    #[arg(long, value_name = "TAG", add = ArgValueCompleter::new(complete_tag_arg))]
    pub(super) tag: Vec<String>,
    /// Read tags from folders and names below each PATH, such as '{series}/{character}/*'
    #[arg(long, value_name = "TEMPLATE", allow_hyphen_values = true, add = ArgValueCompleter::new(complete_folders))]
    pub(super) template: Option<String>,
    /// Take files and folders whose names begin with a dot; trash, thumbnails and the like are left out all the same
    #[arg(long)]
    pub(super) include_hidden: bool,
    /// Leave out what fits, below each PATH, in the syntax of gitignore, such as 'drafts/' (repeatable). A file
    /// .nakigaoignore in a folder does the same for that folder
    #[arg(long, value_name = "GLOB", allow_hyphen_values = true)]
    pub(super) exclude: Vec<String>,
    /// Do not read sidecars, nor keywords within files and in their attributes
    #[arg(long)]
    pub(super) no_sidecars: bool,
    /// Do not guess tags from names of files and folders
    #[arg(long)]
    pub(super) no_names: bool,
    /// Guess tags from the prompts in pictures that a model painted (Stable Diffusion, ComfyUI, NovelAI)
    #[arg(long)]
    pub(super) prompts: bool,
    /// Make notes of sentences in captions, and of descriptions in XMP
    #[arg(long)]
    pub(super) caption_notes: bool,
    /// From what score on, of 0 to 1, a tagging model's tag in a sidecar is taken for a guess
    #[arg(long, value_name = "SCORE", default_value = "0.35", value_parser = score)]
    pub(super) min_score: u16,
    /// Do not compare what is new with what is there; `dupes --near` catches up
    #[arg(long)]
    pub(super) no_near: bool,
    /// The longer edges of the thumbnails to make
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "256", value_parser = clap::value_parser!(u32).range(16..=4096))]
    pub(super) thumbs: Vec<u32>,
    /// End with 3 also for files that an earlier import could not read, and that are as they were
    #[arg(long)]
    pub(super) strict: bool,
    /// Draw a contact sheet of what is in the imported paths
    #[arg(short = 'o', long, value_name = "FILE", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::FilePath, conflicts_with = "plan")]
    pub(super) sheet: Option<PathBuf>,
    #[command(flatten)]
    pub(super) over: OverArgs,
    #[command(flatten)]
    pub(super) fonts: FontArgs,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
}

/// What decoding one file may cost; a file beyond is listed with the limit's name.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits for one file")]
pub(super) struct LimitArgs {
    /// Pixels of a picture or canvas [default: 1000000000]
    #[arg(long, value_name = "N")]
    pub(super) max_pixels: Option<u64>,
    /// Frames of an animation [default: 20000]
    #[arg(long, value_name = "N")]
    pub(super) max_frames: Option<u32>,
    /// Memory that decoding takes [default: 2 GiB]; a file of less than 1/200 of that has a fifth of it, or 200 times
    /// its own bytes
    #[arg(long, value_name = "BYTES")]
    pub(super) max_decoded_bytes: Option<u64>,
    /// Processor time for decoding [default: 120]; a file has a 40th of that, and a second for each 256 KiB, an animation
    /// what 100 pixels of its frames take for each byte
    #[arg(long, value_name = "SECONDS")]
    pub(super) max_seconds: Option<u64>,
    /// Bytes of the file [default: 2 GiB]
    #[arg(long, value_name = "BYTES")]
    pub(super) max_file_bytes: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct FindArgs {
    #[command(flatten)]
    pub(super) query: QueryArgs,
    #[arg(long, value_name = "KEY", help = order_help(), add = ArgValueCompleter::new(complete_order))]
    pub(super) order: Option<String>,
    /// The most pictures to list
    #[arg(short = 'n', long, value_name = "N")]
    pub(super) limit: Option<u64>,
    /// Print how many there are, instead of listing them
    #[arg(long, conflicts_with_all = ["null", "format", "open"])]
    pub(super) count: bool,
    /// Open what is listed, the first 20, with the desktop's program for pictures
    #[arg(long)]
    pub(super) open: bool,
    /// End paths with NUL instead of a new line
    #[arg(short = '0', long = "null", conflicts_with = "json")]
    pub(super) null: bool,
    /// Write this for each picture, such as '{path}\t{tags}'
    #[arg(long, value_name = "TEMPLATE", allow_hyphen_values = true, conflicts_with = "json", add = ArgValueCompleter::new(complete_fields))]
    pub(super) format: Option<String>,
    #[command(flatten)]
    pub(super) display: DisplayArgs,
}

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// A file, or the beginning of a content hash
    #[arg(value_name = "PATH|HASH", value_hint = ValueHint::FilePath)]
    pub(super) named: OsString,
    #[command(flatten)]
    pub(super) display: DisplayArgs,
}

/// What outputs may replace.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct OverArgs {
    /// Replace files that nakigao did not write
    ///
    /// What nakigao wrote, and nobody changed, is always replaced. Nothing is ever written among imported files (unless that
    /// is asked for) or among the files of a gallery; the gallery's own folder takes files of other names than its own,
    /// such as sheet.png.
    #[arg(long)]
    pub(super) force: bool,
}

/// Reads the path of an option. A word such as `--size` in its place is an option whose path was forgotten.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|path| {
        if path.as_os_str().as_encoded_bytes().starts_with(b"-") {
            return Err(format!("it begins with a minus: write ./{} if that is its name", path.display()));
        }
        Ok(path)
    })
}

fn at_least_one(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|n| *n > 0).ok_or_else(|| "give a number from 1 on".to_owned())
}

/// The help of `--order`: all that a listing can be sorted by.
fn order_help() -> String {
    let order = query::metatags().iter().find(|metatag| metatag.name == "order");
    let words = order.map(|order| order.words.join(", ")).unwrap_or_default();
    format!(
        "What to sort by: {words}; with _asc or _desc behind it for the direction; random:7 is the same each time [default: path]"
    )
}

fn score(text: &str) -> Result<u16, String> {
    let score = text.parse::<f32>().ok().filter(|score| (0.0..=1.0).contains(score));
    score
        .map(|score| (score * 1000.0).round() as u16)
        .ok_or_else(|| "write a number from 0 to 1, such as 0.5".to_owned())
}
