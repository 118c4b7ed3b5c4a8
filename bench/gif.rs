//! All frames of all GIFs of a folder, composited: nakigao beside the `gif` crate with gif-dispose, and `image`.
//!
//! ```sh
//! cargo bench --locked --bench gif -- DIR [ROUNDS]
//! ```
//! Files are read first; a round decodes every animation with each decoder in turn, on one thread. Only files count that
//! all decoders read to the end with the same number of frames, so that the work is the same. Printed are medians
//! and the ratio to nakigao. The frames are summed up, or an optimiser could leave the work out.

#![allow(clippy::print_stdout, reason = "the figures are the program's answer")]

use std::error::Error;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::Instant;

use image::AnimationDecoder;
use image::codecs::gif::GifDecoder;
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};

/// A decoder: the frames it found and a sum over some of their bytes, or nothing if it failed.
type Decode = fn(&[u8]) -> Option<(usize, u64)>;

const DECODERS: [(&str, Decode); 3] =
    [("nakigao", by_nakigao), ("gif + gif-dispose", by_gif_dispose), ("image AnimationDecoder", by_image)];

fn by_nakigao(bytes: &[u8]) -> Option<(usize, u64)> {
    let mut frames = Frames::open(bytes, Format::Gif, &Limits::default()).ok()??;
    let (mut n, mut sum) = (0, 0);
    while let Some(frame) = frames.next_frame().ok()? {
        n += 1;
        sum += touch(frame.canvas.as_raw());
    }
    Some((n, sum))
}

fn by_gif_dispose(bytes: &[u8]) -> Option<(usize, u64)> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let mut decoder = options.read_info(Cursor::new(bytes)).ok()?;
    let mut screen = gif_dispose::Screen::new_decoder(&decoder);
    let (mut n, mut sum) = (0, 0);
    while let Some(frame) = decoder.read_next_frame().ok()? {
        screen.blit_frame(frame).ok()?;
        n += 1;
        let pixels = screen.pixels_rgba();
        let pixels = pixels.buf();
        sum += u64::from(pixels[0].r) + u64::from(pixels[pixels.len() / 2].g) + u64::from(pixels[pixels.len() - 1].b);
    }
    Some((n, sum))
}

fn by_image(bytes: &[u8]) -> Option<(usize, u64)> {
    let decoder = GifDecoder::new(Cursor::new(bytes)).ok()?;
    let (mut n, mut sum) = (0, 0);
    for frame in decoder.into_frames() {
        sum += touch(frame.ok()?.buffer().as_raw());
        n += 1;
    }
    Some((n, sum))
}

fn touch(pixels: &[u8]) -> u64 {
    let at = |index: usize| u64::from(pixels.get(index).copied().unwrap_or(0));
    at(0) + at(pixels.len() / 2) + at(pixels.len().saturating_sub(1))
}

/// The frames a decoder finds; none if it fails or panics, as gif-dispose does on frames beyond the screen.
fn attempt(decode: Decode, bytes: &[u8]) -> Option<usize> {
    std::panic::catch_unwind(|| decode(bytes)).ok().flatten().map(|(n, _)| n)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&entry.path(), found)?;
        } else if kind.is_file() && entry.path().extension().is_some_and(|ext| ext == "gif") {
            found.push(entry.path());
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let folder = arguments.first().ok_or("usage: cargo bench --bench gif -- DIR [ROUNDS]")?;
    let rounds = arguments.get(1).map_or(Ok(5), |n| n.parse())?;
    let mut paths = Vec::new();
    collect(Path::new(folder), &mut paths)?;
    paths.sort();
    std::panic::set_hook(Box::new(|_| {}));
    let mut files = Vec::new();
    let mut n_frames = 0;
    for path in &paths {
        let bytes = std::fs::read(path)?;
        let counts: Vec<Option<usize>> = DECODERS.iter().map(|(_, decode)| attempt(*decode, &bytes)).collect();
        if let [Some(n), others @ ..] = counts.as_slice()
            && *n > 1
            && others.iter().all(|other| *other == Some(*n))
        {
            n_frames += n;
            files.push(bytes);
        }
    }
    println!("{} animations of {} files, {n_frames} frames", files.len(), paths.len());
    let mut times = vec![Vec::new(); DECODERS.len()];
    for _ in 0..rounds {
        for ((_, decode), times) in DECODERS.iter().zip(&mut times) {
            let started = Instant::now();
            let sum: u64 = files.iter().filter_map(|bytes| decode(bytes)).map(|(_, sum)| sum).sum();
            times.push(started.elapsed().as_secs_f64() * 1e3);
            std::hint::black_box(sum);
        }
    }
    println!("| decoder | median ms | times nakigao's |\n| --- | ---: | ---: |");
    let medians: Vec<f64> = times
        .iter_mut()
        .map(|times| {
            times.sort_by(f64::total_cmp);
            times[times.len() / 2]
        })
        .collect();
    for ((name, _), median) in DECODERS.iter().zip(&medians) {
        println!("| {name} | {median:.0} | {:.2} |", median / medians[0]);
    }
    Ok(())
}
