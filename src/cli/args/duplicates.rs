//! Arguments of the commands about what shows the same.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::super::interactive::detect::Pictures;
use super::{FontArgs, OverArgs, QueryArgs, path};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(in crate::cli) struct DupesArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: Option<DupesCommand>,
    #[command(flatten)]
    pub(in crate::cli) look_for: LookForArgs,
    /// Draw the groups side by side, differences marked, into a .png, .jpg or .webp file
    #[arg(short = 'o', long, value_name = "FILE", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::FilePath)]
    pub(in crate::cli) sheet: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) over: OverArgs,
    #[command(flatten)]
    pub(in crate::cli) fonts: FontArgs,
}

/// Which groups are meant.
#[derive(Debug, Args)]
pub(in crate::cli) struct LookForArgs {
    #[command(flatten)]
    pub(in crate::cli) query: QueryArgs,
    /// Also near-duplicates, animations of one scene, and stills that are frames of animations or parts of stills
    #[arg(long)]
    pub(in crate::cli) near: bool,
    /// With --near, also what may be an alternate: another face, other colours, a small redraw
    #[arg(long, requires = "near")]
    pub(in crate::cli) alternates: bool,
    /// Only groups of this kind; may be given several times
    #[arg(long, value_name = "KIND")]
    pub(in crate::cli) kind: Vec<KindArg>,
}

/// The kinds of groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum KindArg {
    /// Files with the same bytes
    Exact,
    /// Stills that show the same picture
    Near,
    /// Animations that share a stretch of time
    Scene,
    /// Stills that are frames of an animation
    Frame,
    /// Narrow stills that are parts of a wide one
    Part,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum DupesCommand {
    /// Keep the best of each group: it takes over the tags, the rest goes to the desktop's trash
    ///
    /// Nothing is deleted. Files go only if you confirm each group, or with --yes. Groups of frames and
    /// of parts are left alone unless --kind asks for them. A hard link is no copy and stays. `nakigao undo` takes the tags
    /// back and puts the files back to their places.
    Resolve(ResolveArgs),
    /// Remember that two pictures are not the same
    Reject(RejectArgs),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct ResolveArgs {
    #[command(flatten)]
    pub(in crate::cli) look_for: LookForArgs,
    /// For scenes and frames, take over all tags and notes; otherwise only series and characters
    #[arg(long)]
    pub(in crate::cli) all_tags: bool,
    /// Show both pictures of each pair in the terminal, and ask by keys which is kept
    ///
    /// Nothing goes before the end, where the total is confirmed. Pairs of which both are wanted are remembered at once, as by
    /// `dupes reject`.
    #[arg(short, long, conflicts_with_all = ["dry_run", "yes"])]
    pub(in crate::cli) interactive: bool,
    /// How --interactive shows pictures
    #[arg(long, value_name = "HOW", default_value = "auto", requires = "interactive")]
    pub(in crate::cli) pictures: Pictures,
    /// Only say what would be done, with a total
    #[arg(long, conflicts_with = "yes")]
    pub(in crate::cli) dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct RejectArgs {
    /// A file or the beginning of a hash
    #[arg(value_name = "PATH|HASH", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) one: OsString,
    /// What it is not the same as
    #[arg(value_name = "PATH|HASH", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) other: OsString,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SimilarArgs {
    /// A picture or an animation, in the gallery or not, or the beginning of a content hash
    #[arg(value_name = "PATH|HASH", value_hint = ValueHint::FilePath)]
    pub(in crate::cli) path: PathBuf,
    /// List at most this many
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(in crate::cli) limit: usize,
}
