//! Arguments of what draws: contact sheets and copies of thumbnails.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use clap_complete::ArgValueCompleter;

use super::{DisplayArgs, MotionArgs, OverArgs, QUERY, QueryArgs, path};
use crate::cli::completion::{complete_fields, complete_namespace, complete_query};
use crate::ops::StripChoice;

#[derive(Debug, Args)]
pub(in crate::cli) struct ThumbsArgs {
    #[command(flatten)]
    pub(in crate::cli) query: QueryArgs,
    /// Copy thumbnails to this folder
    #[arg(short, long, value_name = "DIR", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::DirPath)]
    pub(in crate::cli) out: Option<PathBuf>,
    /// The longer edge; pictures are never enlarged
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u32).range(16..=4096))]
    pub(in crate::cli) size: u32,
    /// The format of copies
    #[arg(long, value_name = "FORMAT", default_value = "webp", value_parser = ["webp", "jpeg", "png"])]
    pub(in crate::cli) format: String,
    #[command(flatten)]
    pub(in crate::cli) over: OverArgs,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SheetArgs {
    #[command(flatten)]
    pub(in crate::cli) query: QueryArgs,
    /// The file to write: .png, .jpg or .webp; of a sheet that moves .webp, .gif or .png
    #[arg(short, long, value_name = "FILE", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::FilePath)]
    pub(in crate::cli) output: PathBuf,
    #[command(flatten)]
    pub(in crate::cli) looks: LooksArgs,
    #[command(flatten)]
    pub(in crate::cli) motion: MotionArgs,
    /// Write where each picture is, as JSON
    #[arg(long, value_name = "FILE.json", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::FilePath)]
    pub(in crate::cli) map: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) over: OverArgs,
}

/// How a sheet looks.
#[derive(Debug, Args)]
pub(in crate::cli) struct LooksArgs {
    /// Cells in a row
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(in crate::cli) columns: u32,
    /// Width and height of a cell's picture
    #[arg(long, value_name = "WxH", allow_hyphen_values = true, default_value = "256x144", value_parser = cell)]
    pub(in crate::cli) cell: (u32, u32),
    /// A grid of equal cells, or rows of one height that pictures fill by their shapes, for phone and desktop mixed
    ///
    /// In rows, --cell says about how high they are, and --columns times its width how wide; the last row is not stretched.
    #[arg(long, value_name = "LAYOUT", default_value = "grid", value_parser = ["grid", "justified"])]
    pub(in crate::cli) layout: String,
    /// Show all of each picture, or fill the cell with the part that is looked at, such as a face
    #[arg(long, value_name = "FIT", default_value = "contain", value_parser = ["contain", "cover"])]
    pub(in crate::cli) fit: String,
    /// What stands under each picture; empty for nothing
    #[arg(long, value_name = "TEMPLATE", allow_hyphen_values = true, default_value = r"{character|name}\n{series}", add = ArgValueCompleter::new(complete_fields))]
    pub(in crate::cli) label: String,
    #[command(flatten)]
    pub(in crate::cli) display: DisplayArgs,
    /// Lines under each picture; what is too long for one goes on in the next that is free [default: as many as --label has]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=16))]
    pub(in crate::cli) label_lines: Option<u32>,
    /// Head groups of pictures by their tags in a namespace; one with several of them stands under each
    #[arg(long, value_name = "NAMESPACE", add = ArgValueCompleter::new(complete_namespace))]
    pub(in crate::cli) group_by: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) page: PageArgs,
}

/// What pages are like, whatever is drawn on them.
#[derive(Debug, Args)]
pub(in crate::cli) struct PageArgs {
    /// What is written at the top of each page
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) title: Option<String>,
    /// Rows on a page; more pages are numbered files [default: all on one page]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(in crate::cli) rows_per_page: Option<u32>,
    /// What everything lies on: #rrggbb or a name
    #[arg(long, value_name = "COLOUR", default_value = "#17171c")]
    pub(in crate::cli) background: String,
    #[command(flatten)]
    pub(in crate::cli) fonts: FontArgs,
}

/// What the texts of a sheet are written in.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct FontArgs {
    /// A font for letters that the built-in fonts lack, asked before those of the system; may be given several times
    #[arg(long, value_name = "FILE", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::FilePath)]
    pub(in crate::cli) font: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct StripArgs {
    /// Files, folders or beginnings of hashes, or else a query: a strip for each animation
    #[arg(value_name = QUERY, required = true, add = ArgValueCompleter::new(complete_query), value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) words: Vec<OsString>,
    /// The file to write: .png, .jpg or .webp
    #[arg(short, long, value_name = "FILE", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::FilePath)]
    pub(in crate::cli) output: PathBuf,
    /// The most frames of an animation: those that all others look like
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub(in crate::cli) count: u32,
    /// The frames at equal times instead, such as 0.5s
    #[arg(long, value_name = "SECONDS", conflicts_with_all = ["count", "frames"], value_parser = pause)]
    pub(in crate::cli) every: Option<Duration>,
    /// The frames with these numbers instead, from 0, such as 0,12,30
    #[arg(long, value_name = "N,…", conflicts_with = "count", value_delimiter = ',', value_parser = clap::value_parser!(u32))]
    pub(in crate::cli) frames: Vec<u32>,
    /// The most width and height of a frame; it is never enlarged
    #[arg(long, value_name = "WxH", allow_hyphen_values = true, default_value = "256x144", value_parser = cell)]
    pub(in crate::cli) cell: (u32, u32),
    /// Frames in a row [default: up to 12, of a single animation up to 6, in rows of equal length]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=200))]
    pub(in crate::cli) columns: Option<u32>,
    /// What stands over each strip, beside its length; its lines become one
    #[arg(long, value_name = "TEMPLATE", allow_hyphen_values = true, default_value = r"{character|name}\n{series}", add = ArgValueCompleter::new(complete_fields))]
    pub(in crate::cli) label: String,
    #[command(flatten)]
    pub(in crate::cli) display: DisplayArgs,
    #[command(flatten)]
    pub(in crate::cli) page: PageArgs,
    #[command(flatten)]
    pub(in crate::cli) over: OverArgs,
}

impl StripArgs {
    /// Which frames were asked for.
    pub(in crate::cli) fn choice(&self) -> StripChoice {
        match self.every {
            Some(pause) => StripChoice::Every(pause),
            None if self.frames.is_empty() => StripChoice::Telling(self.count as usize),
            None => StripChoice::Numbers(self.frames.clone()),
        }
    }
}

fn pause(text: &str) -> Result<Duration, String> {
    let (number, seconds_of_one) = match text.strip_suffix("ms") {
        Some(milliseconds) => (milliseconds, 0.001),
        None => (text.strip_suffix('s').unwrap_or(text), 1.0),
    };
    let seconds = number.trim_end().parse::<f64>().ok().map(|number| number * seconds_of_one);
    let seconds = seconds.filter(|seconds| (0.01..=3600.0).contains(seconds));
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "write seconds from 0.01 to 3600, such as 0.5s, or milliseconds, such as 500ms".to_owned())
}

fn cell(text: &str) -> Result<(u32, u32), String> {
    let size = text.split_once(['x', 'X', '×']).and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    size.filter(|(w, h)| (8..=8192).contains(w) && (8..=8192).contains(h))
        .ok_or_else(|| "write WIDTHxHEIGHT in pixels, each from 8 to 8192, such as 256x144".to_owned())
}
