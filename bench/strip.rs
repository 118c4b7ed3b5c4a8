//! How near all frames of animations are to those that a strip shows, beside frames at equal times.
//!
//! ```sh
//! cargo bench --locked --bench strip -- DIR [FRAMES]
//! ```
//! Animations of more than twice as many frames as a strip has (8) count. The distance is that of `fingerprint::FrameSet`: root mean
//! square in Oklab at 32 pixels, weighted by time. Printed are the means over all animations, their ratio, and the geometric mean of the ratios, none below 0.001.

#![allow(clippy::print_stdout, reason = "the figures are the program's answer")]

use std::error::Error;
use std::path::{Path, PathBuf};

use nakigao::fingerprint::FrameSet;
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};
use nakigao::render;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let dir = arguments.next().ok_or("name a folder of animations")?;
    let n_shown: usize = arguments.next().map_or(Ok(8), |text| text.parse())?;
    let (mut n, mut told, mut timed, mut logs, mut n_worse) = (0_u32, 0.0, 0.0, 0.0, 0_u32);
    for path in files(Path::new(&dir))? {
        let bytes = std::fs::read(&path)?;
        let Some(set) = read(&bytes, 2 * n_shown) else { continue };
        let chosen: Vec<usize> = set.medoids(n_shown).into_iter().map(|medoid| medoid.frame).collect();
        let [near, equal] = [set.mean_distance(&chosen), set.mean_distance(&set.at_equal_times(n_shown))];
        if equal > 0.0 {
            n += 1;
            told += near;
            timed += equal;
            logs += (near / equal).max(1e-3).ln();
            n_worse += u32::from(near > equal);
        }
    }
    let n_all = f64::from(n.max(1));
    println!(
        "{n} animations, {n_shown} frames: chosen {:.5}, at equal times {:.5}, ratio {:.3}, geometric mean {:.3}, worse in {n_worse}",
        told / n_all,
        timed / n_all,
        told / timed,
        (logs / n_all).exp()
    );
    Ok(())
}

/// Reads an animation of more frames than `n`, and no more than a strip compares.
fn read(bytes: &[u8], n: usize) -> Option<FrameSet> {
    let format = Format::recognise(bytes, None)?;
    let mut frames = Frames::open(bytes, format, &Limits::default()).ok()??;
    let is_taken = (n + 1..=400).contains(&frames.delays().len());
    let mut set = FrameSet::default();
    while let Some(frame) = frames.next_frame().ok().filter(|_| is_taken)? {
        set.push(&render::thumbnail(&frame.picture(32), 32), frame.delay);
    }
    is_taken.then_some(set)
}

fn files(dir: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|ext| ["gif", "webp", "png"].iter().any(|known| ext == *known)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
