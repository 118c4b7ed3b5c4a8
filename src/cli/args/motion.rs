//! Arguments of sheets that move.

use std::time::Duration;

use clap::Args;

use crate::ops::Motion;

/// The longest time that a sheet plays, in seconds: a longer one is hardly looked at, and weighs more than it is worth.
const MOST_SECONDS: f64 = 10.0;

/// Names of units with their bytes; a service that means 1,048,576 by MB takes what fits into fewer too.
const UNITS: [(&str, f64); 7] =
    [("kib", 1024.0), ("mib", 1_048_576.0), ("kb", 1e3), ("mb", 1e6), ("k", 1e3), ("m", 1e6), ("b", 1.0)];

/// Whether and how animations play.
#[derive(Debug, Args)]
pub(in crate::cli) struct MotionArgs {
    /// Let animations play, each again and again, beside stills; the file is a .webp, .gif or .png
    #[arg(long)]
    pub(in crate::cli) animated: bool,
    /// Frames a second
    #[arg(long, value_name = "N", default_value_t = 10, requires = "animated", value_parser = clap::value_parser!(u32).range(1..=30))]
    pub(in crate::cli) fps: u32,
    /// How long it plays before it begins again, at most 10
    #[arg(long, value_name = "S", default_value = "3", requires = "animated", value_parser = seconds)]
    pub(in crate::cli) seconds: Duration,
    /// The most bytes of a page, such as 8MB: quality is lowered to fit, then frames are left out, then cells are made smaller
    #[arg(long, value_name = "SIZE", requires = "animated", value_parser = size)]
    pub(in crate::cli) max_size: Option<u64>,
}

impl MotionArgs {
    /// What was asked for.
    pub(in crate::cli) fn asked(&self) -> Option<Motion> {
        self.animated.then_some(Motion { fps: self.fps, length: self.seconds, max_bytes: self.max_size })
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|seconds| (0.1..=MOST_SECONDS).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "write seconds from 0.1 to 10, such as 3".to_owned())
}

/// Reads a number of bytes in its unit.
pub(super) fn size(text: &str) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(unit, bytes)| Some((lower.strip_suffix(unit)?, *bytes)));
    let (number, unit) = unit.unwrap_or((&lower, 1.0));
    let bytes =
        number.trim_end().parse::<f64>().ok().map(|number| number * unit).filter(|bytes| (1.0..1e15).contains(bytes));
    bytes.map(|bytes| bytes as u64).ok_or_else(|| "write a number of bytes, or of kB or MB, such as 8MB".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units_of_ten_and_of_two() {
        for (text, bytes) in [
            ("8MB", Some(8_000_000)),
            ("1.5 mb", Some(1_500_000)),
            ("512KiB", Some(524_288)),
            ("2000", Some(2000)),
            ("256k", Some(256_000)),
            ("0", None),
            ("MB", None),
            ("-1MB", None),
            ("8 GB", None),
            ("nan", None),
        ] {
            assert_eq!(size(text).ok(), bytes, "{text}");
        }
    }

    #[test]
    fn seconds_are_bounded() {
        assert_eq!(seconds("2.5"), Ok(Duration::from_millis(2500)));
        assert!(["0", "11", "-1", "nan", "3s"].iter().all(|text| seconds(text).is_err()));
    }
}
