//! Why there is no copy of a media.

use std::path::PathBuf;
use std::time::Duration;

use super::search::Plan;

/// Why there is no copy, of a media or at all.
#[derive(Debug, thiserror::Error)]
pub enum ShareError {
    /// There is one file for the copies of several media.
    #[error("{n} pictures are meant, and {} is one file", path.display())]
    Several {
        /// How many.
        n: usize,
        /// The file.
        path: PathBuf,
    },
    /// An output file's name says no format of copies.
    #[error("{} does not end in .gif, .webp, .png or .jpg", path.display())]
    OutputName {
        /// The file.
        path: PathBuf,
    },
    /// Even the smallest copy has more bytes than allowed.
    #[error("{}", too_large(*bytes, *limit, *width, *fps, *fits))]
    TooLarge {
        /// The bytes of the smallest.
        bytes: u64,
        /// The most.
        limit: u64,
        /// Its pixels across.
        width: u32,
        /// Its frames a second; none of a still.
        fps: Option<f64>,
        /// How much of the run would fit, and the run.
        fits: Option<(Duration, Duration)>,
    },
    /// A stretch begins where the animation has ended.
    #[error("it has ended at {:.2} s: it is {:.2} s long", from.as_secs_f64(), length.as_secs_f64())]
    BeyondEnd {
        /// Where the stretch begins.
        from: Duration,
        /// How long the animation is.
        length: Duration,
    },
    /// It has no stretch in common with another.
    #[error("it shows nothing that {} shows, as far as frames tell", other.display())]
    NothingShared {
        /// The other.
        other: PathBuf,
    },
    /// The format that was asked for holds no such thing.
    #[error("{}", if *moves { "it moves, and a JPEG does not: write a .gif, .webp or .png" } else { "it does not move: write a .webp, .jpg or .png" })]
    OtherKind {
        /// Whether it moves.
        moves: bool,
    },
    /// The service takes other formats.
    #[error("{service} takes no {format} of what {}: {taken}", if *moves { "moves" } else { "stands still" })]
    NotTaken {
        /// The service's word.
        service: &'static str,
        /// The format that was asked for.
        format: &'static str,
        /// Whether it moves.
        moves: bool,
        /// Those that it takes.
        taken: String,
    },
}

impl ShareError {
    /// Whether it is about one media, so that others may have copies.
    pub(super) fn is_of_one(&self) -> bool {
        !matches!(self, Self::Several { .. } | Self::OutputName { .. })
    }

    pub(super) fn too_large(bytes: u64, limit: u64, plan: Plan, moving: Option<(f64, Duration)>) -> Self {
        // A part of it has a first frame too, which weighs more than others.
        let part = limit as f64 / bytes.max(1) as f64 * 0.85;
        let fits = moving.map(|(_, length)| (length.mul_f64(part), length));
        Self::TooLarge { bytes, limit, width: plan.width, fps: moving.map(|(fps, _)| fps), fits }
    }
}

fn too_large(bytes: u64, limit: u64, width: u32, fps: Option<f64>, fits: Option<(Duration, Duration)>) -> String {
    let fps = fps.map_or_else(String::new, |fps| format!(" and with {fps:.0} frames a second"));
    let fits = fits.map_or_else(String::new, |(part, length)| {
        format!("; about {:.1} s of its {:.1} s would fit", part.as_secs_f64(), length.as_secs_f64())
    });
    let (bytes, limit) = (bytes as f64 / 1000.0, limit as f64 / 1000.0);
    format!("{width} pixels wide{fps}, at the least quality, it has {bytes:.1} kB, and {limit:.1} kB are allowed{fits}")
}
