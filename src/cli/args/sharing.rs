//! Arguments of copies to be shared.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueHint};
use clap_complete::ArgValueCompleter;

use super::motion::size;
use super::{FontArgs, OverArgs, QUERY, path};
use crate::cli::completion::complete_query;
use crate::ops::{Dither, SERVICES, Service, ShareFormat, ShareLoop};

/// The longest time that can be named, in seconds.
const MOST_SECONDS: f64 = 86_400.0;

#[derive(Debug, Args)]
pub(in crate::cli) struct ShareArgs {
    /// Files, folders or beginnings of hashes, or else a query
    #[arg(value_name = QUERY, required = true, add = ArgValueCompleter::new(complete_query), value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) words: Vec<OsString>,
    /// The file to write (.gif, .webp, .png or .jpg), or a folder for one copy or many
    #[arg(short, long, value_name = "FILE|DIR", allow_hyphen_values = true, value_parser = path(), value_hint = ValueHint::AnyPath)]
    pub(in crate::cli) output: PathBuf,
    /// The service whose limits hold: bytes, pixels, frames and formats; `docs/sharing.md` lists them
    #[arg(long, value_name = "SERVICE", value_parser = PossibleValuesParser::new(SERVICES.iter().map(|service| service.name)))]
    pub(in crate::cli) to: Option<String>,
    /// The most bytes of a copy, such as 8MB: it gets a little loss, then fewer pixels, then fewer frames, until it fits
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(in crate::cli) max_size: Option<u64>,
    /// The most pixels across; nothing is enlarged
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(16..=16_383))]
    pub(in crate::cli) width: Option<u32>,
    /// Where an animation's copy begins, such as 1.5 or 0:01.5
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(in crate::cli) from: Option<Duration>,
    /// Where it ends
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(in crate::cli) to_time: Option<Duration>,
    /// The stretch that is in another animation of the gallery as well: a file, or the beginning of a hash
    #[arg(long, value_name = "OTHER", conflicts_with_all = ["from", "to_time"], value_hint = ValueHint::FilePath)]
    pub(in crate::cli) scene: Option<OsString>,
    /// How many times faster it runs
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = speed)]
    pub(in crate::cli) speed: f64,
    /// How it begins again: as the source does, backwards, without a jump, or as the frames that close best
    ///
    /// `best` takes those frames of the source after whose last one the first follows best, for a second at least; `seamless` does so if they
    /// close, and else lets the end pass into the beginning.
    #[arg(long = "loop", value_name = "HOW", default_value = "as-is", value_parser = ["as-is", "pingpong", "seamless", "best"])]
    pub(in crate::cli) repeats: String,
    /// The format of copies in a folder [default: what the service takes, or else the source's]
    #[arg(long, value_name = "FORMAT", value_parser = ["gif", "webp", "apng", "jpeg"])]
    pub(in crate::cli) format: Option<String>,
    /// What is written on it, near the lower edge
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(in crate::cli) caption: Option<String>,
    /// How a GIF shows colours between those that it has: as the nearest, or as a mixture of pixels
    #[arg(long, value_name = "HOW", default_value = "soft", value_parser = ["none", "soft"])]
    pub(in crate::cli) dither: String,
    /// Write tags and notes too, to an XMP file beside each copy
    #[arg(long)]
    pub(in crate::cli) tags: bool,
    #[command(flatten)]
    pub(in crate::cli) fonts: FontArgs,
    #[command(flatten)]
    pub(in crate::cli) over: OverArgs,
}

impl ShareArgs {
    pub(in crate::cli) fn service(&self) -> Option<&'static Service> {
        self.to.as_deref().and_then(Service::named)
    }

    pub(in crate::cli) fn loop_asked(&self) -> ShareLoop {
        match self.repeats.as_str() {
            "pingpong" => ShareLoop::PingPong,
            "seamless" => ShareLoop::Seamless,
            "best" => ShareLoop::Best,
            _ => ShareLoop::AsIs,
        }
    }

    pub(in crate::cli) fn format_asked(&self) -> Option<ShareFormat> {
        self.format.as_deref().map(|word| match word {
            "gif" => ShareFormat::Gif,
            "webp" => ShareFormat::WebP,
            "jpeg" => ShareFormat::Jpeg,
            _ => ShareFormat::Png,
        })
    }

    pub(in crate::cli) fn dither_asked(&self) -> Dither {
        if self.dither == "none" { Dither::None } else { Dither::Soft }
    }
}

/// Reads a time: `1.5`, `1.5s`, `800ms`, `1m30s`, `0:01.5`.
fn time(text: &str) -> Result<Duration, String> {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| *number >= 0.0);
    let minutes = |(minutes, seconds): (&str, &str)| Some(number(minutes)? * 60.0 + number(seconds)?);
    let lower = text.to_ascii_lowercase();
    let seconds = match lower.strip_suffix("ms") {
        Some(ms) => number(ms).map(|ms| ms / 1000.0),
        None => {
            let plain = lower.strip_suffix('s').unwrap_or(&lower);
            match plain.split_once([':', 'm']) {
                Some((whole, "")) => number(whole).map(|minutes| minutes * 60.0),
                Some(parts) => minutes(parts),
                None => number(plain),
            }
        }
    };
    let seconds = seconds.filter(|seconds| *seconds <= MOST_SECONDS);
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "write a time such as 1.5, 800ms or 0:01.50".to_owned())
}

fn speed(text: &str) -> Result<f64, String> {
    let factor = text.strip_suffix(['x', '×']).unwrap_or(text).parse::<f64>().ok();
    factor.filter(|factor| (0.1..=10.0).contains(factor)).ok_or_else(|| "write a factor from 0.1 to 10".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_strips_and_queries_write_them() {
        for (text, ms) in [
            ("1.5", Some(1500)),
            ("1.5s", Some(1500)),
            ("800ms", Some(800)),
            ("0:01.50", Some(1500)),
            ("1m30s", Some(90_000)),
            ("2m", Some(120_000)),
            ("0", Some(0)),
            ("-1", None),
            ("1:2:3", None),
            ("nan", None),
            ("s", None),
            ("1e9", None),
        ] {
            assert_eq!(time(text).ok().map(|time| time.as_millis()), ms, "{text}");
        }
        assert_eq!((speed("1.5"), speed("2x")), (Ok(1.5), Ok(2.0)));
        assert!(["0", "11", "fast", "nan"].iter().all(|text| speed(text).is_err()));
    }
}
