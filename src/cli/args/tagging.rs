//! The options of the commands about tags: what is put on, how tags hang together, notes, the journal, sidecars out.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand, ValueHint};
use clap_complete::ArgValueCompleter;

use super::super::completion::{
    complete_character, complete_emotion, complete_query, complete_series, complete_tag_arg,
};
use super::super::interactive::detect::Pictures;
use super::display::{DEFAULT, words};
use super::{DisplayArgs, OverArgs, QUERY, QueryArgs, at_least_one, path};

#[derive(Debug, Args)]
pub(in crate::cli) struct TagArgs {
    /// Files, folders (everything in them) or beginnings of content hashes
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) named: Vec<OsString>,
    /// All pictures that fit a query (among those named, if any are)
    #[arg(long = "where", value_name = QUERY, allow_hyphen_values = true, add = ArgValueCompleter::new(complete_query))]
    pub(in crate::cli) query: Option<String>,
    /// Put on a series
    #[arg(short, long, value_name = "NAME", add = ArgValueCompleter::new(complete_series))]
    pub(in crate::cli) series: Vec<String>,
    /// Put on a character
    #[arg(short, long, value_name = "NAME", add = ArgValueCompleter::new(complete_character))]
    pub(in crate::cli) character: Vec<String>,
    /// Put on an emotion
    #[arg(short, long, value_name = "NAME", add = ArgValueCompleter::new(complete_emotion))]
    pub(in crate::cli) emotion: Vec<String>,
    /// Put on any tag, with its namespace
    #[arg(short, long, value_name = "TAG", add = ArgValueCompleter::new(complete_tag_arg))]
    pub(in crate::cli) tag: Vec<String>,
    /// Take off a tag; * stands for anything
    #[arg(long, value_name = "TAG", add = ArgValueCompleter::new(complete_tag_arg))]
    pub(in crate::cli) remove: Vec<String>,
    /// Make new series, characters and emotions, even if tags in use are called nearly so
    #[arg(long)]
    pub(in crate::cli) new: bool,
    /// Walk through the pictures in the terminal and tag by keys
    #[arg(short, long, conflicts_with_all = ["series", "character", "emotion", "tag", "remove", "new", "confirm", "dry_run"])]
    pub(in crate::cli) interactive: bool,
    /// How --interactive shows pictures
    #[arg(long, value_name = "HOW", default_value = "auto", requires = "interactive")]
    pub(in crate::cli) pictures: Pictures,
    /// Accept all tags that were guessed from names
    #[arg(long)]
    pub(in crate::cli) confirm: bool,
    /// Only say what would change
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Change all that a query finds, however many, without a question
    #[arg(short, long)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct TagsArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<TagsCommand>,
    /// Only tags like this, such as 'character:*'
    #[arg(value_name = "PATTERN", add = ArgValueCompleter::new(complete_tag_arg))]
    pub(in crate::cli) pattern: Option<String>,
    /// List at most this many, the most used ones
    #[arg(long, value_name = "N")]
    pub(in crate::cli) limit: Option<usize>,
    #[command(flatten)]
    pub(in crate::cli) display: DisplayArgs,
}

/// What can be done to tags as such.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum TagsCommand {
    /// Make A another name of B
    Alias(PairArgs),
    /// Whatever has A has B too, at once for all pictures
    Imply(PairArgs),
    /// Call A by the name B from now on
    Rename(PairArgs),
    /// A is no longer another name of B
    RemoveAlias(PairArgs),
    /// A no longer implies B
    RemoveImplication(PairArgs),
    /// Show what implies a tag, as a tree; without a tag, all trees of the tags in use
    Tree {
        /// A tag, by any of its names
        #[arg(value_name = "TAG", add = ArgValueCompleter::new(complete_tag_arg))]
        tag: Option<String>,
        #[command(flatten)]
        display: DisplayArgs,
    },
    /// Choose how names of series and characters are shown on sheets and in listings, or say how they are
    Display {
        /// A language, tag for names as tags are spelt, or default for english on sheets and tag in listings
        #[arg(value_name = "HOW", value_parser = PossibleValuesParser::new(words().chain([DEFAULT])))]
        how: Option<String>,
    },
    /// Take over a vocabulary: a TOML file, or a CSV of Danbooru's tags
    Import {
        /// The file
        #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
    /// Write your own rules as a vocabulary file; with --json also the vocabulary's, for the tags there are
    Export,
}

/// Two tags.
#[derive(Debug, Args)]
pub(in crate::cli) struct PairArgs {
    /// A tag, with its namespace
    #[arg(value_name = "A", add = ArgValueCompleter::new(complete_tag_arg))]
    pub(in crate::cli) first: String,
    /// Another
    #[arg(value_name = "B", add = ArgValueCompleter::new(complete_tag_arg))]
    pub(in crate::cli) second: String,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct NoteArgs {
    /// A file, a folder or the beginning of a content hash
    #[arg(value_name = "PATH|HASH", value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) named: OsString,
    /// The text; an empty one takes the note off
    #[arg(value_name = "TEXT", allow_hyphen_values = true, required_unless_present = "edit")]
    pub(in crate::cli) text: Option<String>,
    /// Put the text below a note that is there
    #[arg(long, conflicts_with_all = ["replace", "edit"])]
    pub(in crate::cli) append: bool,
    /// Put the text in the place of a note that is there
    #[arg(long, conflicts_with = "edit")]
    pub(in crate::cli) replace: bool,
    /// Open the note in $VISUAL or $EDITOR
    #[arg(long, conflicts_with = "text")]
    pub(in crate::cli) edit: bool,
}

/// Tags that were stated or accepted, tags that are not wanted, notes, and what was said not to be the same.
#[derive(Debug, Args)]
pub(in crate::cli) struct AdoptArgs {
    /// The earlier content: the beginning of its hash, or a path that holds it
    #[arg(value_name = "OLD", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) old: OsString,
    /// The content that gets them: a path, or the beginning of a hash
    #[arg(value_name = "NEW", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) new: OsString,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct LogArgs {
    /// The most entries to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(in crate::cli) limit: u64,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct UndoArgs {
    /// How many entries
    #[arg(value_name = "N", default_value_t = 1, value_parser = at_least_one)]
    pub(in crate::cli) n: u64,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    /// The format: sidecars of hydrus, kohya or XMP, or a listing as JSON or CSV
    #[arg(long, value_name = "FORMAT", value_parser = ["hydrus", "kohya", "xmp", "json", "csv"])]
    pub(in crate::cli) to: String,
    #[command(flatten)]
    pub(in crate::cli) query: QueryArgs,
    /// Write sidecars to this folder, laid out as the imported folders are, or a listing to this file
    #[arg(short, long, value_name = "DIR|FILE", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::AnyPath, conflicts_with = "beside")]
    pub(in crate::cli) out: Option<PathBuf>,
    /// Write sidecars beside the files; tags are added to XMP that is there, other sidecars of yours stay as they are
    #[arg(long)]
    pub(in crate::cli) beside: bool,
    /// Also tags that only follow from others
    #[arg(long)]
    pub(in crate::cli) implied: bool,
    #[command(flatten)]
    pub(in crate::cli) over: OverArgs,
}
