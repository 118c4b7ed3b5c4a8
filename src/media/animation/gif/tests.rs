//! Frames held to those that the `gif` crate's decoder reads: indices, colours and places.
//!
//! The fixtures are compared in every run; a folder of real files on request:
//! `NAKIGAO_CORPUS=folder cargo test --release every_gif -- --ignored --nocapture`.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use super::*;

#[test]
fn interlaced_rows_come_in_four_passes() {
    let rows: Vec<u32> = row_order(10, true).collect();
    assert_eq!(rows, [0, 8, 4, 2, 6, 1, 3, 5, 7, 9]);
    assert_eq!(row_order(3, false).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(row_order(1, true).collect::<Vec<_>>(), [0]);
}

/// What became of a file.
#[derive(Debug, PartialEq, Eq)]
enum Compared {
    /// This many frames, all alike.
    Alike(usize),
    /// One of the two refuses it: this one does with files that end within a frame, whose first frames the other gives.
    Refused,
}

/// Compares all frames; an error says where they differ.
fn compare(bytes: &[u8]) -> Result<Compared, String> {
    let mut options = gif::DecodeOptions::new();
    options.set_color_output(gif::ColorOutput::Indexed);
    let Ok(mut theirs) = options.read_info(Cursor::new(bytes)) else { return Ok(Compared::Refused) };
    let Ok(found) = blocks::read(bytes, &Limits::default()) else { return Ok(Compared::Refused) };
    let mut scratch = Scratch::default();
    let mut n_frames = 0;
    loop {
        let expected = match theirs.read_next_frame() {
            Ok(Some(frame)) => frame,
            Ok(None) => break,
            Err(_) => return Ok(Compared::Refused),
        };
        let frame = found.frames.get(n_frames).ok_or_else(|| format!("there is no frame {n_frames}"))?;
        let gif = Gif { bytes, canvas: (u32::MAX, u32::MAX), palette: found.palette.clone(), frames: Vec::new() };
        let indices = gif.indices(frame, &mut scratch).map_err(|error| format!("frame {n_frames}: {error}"))?;
        let (width, place) = (frame.region.width as usize, frame.region);
        let expected_region =
            (expected.left.into(), expected.top.into(), expected.width.into(), expected.height.into());
        if (place.left, place.top, place.width, place.height) != expected_region
            || frame.transparent != expected.transparent
        {
            return Err(format!("frame {n_frames} lies elsewhere"));
        }
        for (y, row) in row_order(place.height, frame.interlaced).zip(indices.chunks(width.max(1))) {
            let start = y as usize * width;
            if expected.buffer.get(start..start + row.len()) != Some(row) {
                return Err(format!("frame {n_frames} differs in row {y}"));
            }
        }
        if let (Some(range), Some(palette)) = (&frame.palette, &expected.palette)
            && bytes.get(range.clone()) != Some(palette)
        {
            return Err(format!("frame {n_frames} has other colours"));
        }
        n_frames += 1;
    }
    if found.frames.len() != n_frames {
        return Err(format!("{} frames instead of {n_frames}", found.frames.len()));
    }
    Ok(Compared::Alike(n_frames))
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            collect(&entry.path(), found);
        } else if kind.is_file() && std::fs::read(entry.path()).is_ok_and(|bytes| bytes.starts_with(b"GIF8")) {
            found.push(entry.path());
        }
    }
}

/// Compares all GIFs below a folder: files alike, their frames, files refused by the other, and what differs.
fn compare_all(folder: &Path) -> (usize, usize, usize, Vec<String>) {
    let (mut paths, mut alike, mut frames, mut refused, mut different) = (Vec::new(), 0, 0, 0, Vec::new());
    collect(folder, &mut paths);
    paths.sort();
    for path in paths {
        match compare(&std::fs::read(&path).unwrap()) {
            Ok(Compared::Alike(n)) => (alike, frames) = (alike + 1, frames + n),
            Ok(Compared::Refused) => refused += 1,
            Err(error) => different.push(format!("{}: {error}", path.display())),
        }
    }
    (alike, frames, refused, different)
}

#[test]
fn fixtures_hold_the_frames_that_the_gif_crate_reads() {
    let (alike, frames, _, different) = compare_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures"));
    assert_eq!(different, Vec::<String>::new());
    assert!(alike > 30 && frames > 150, "{alike} files, {frames} frames");
}

#[test]
#[ignore = "reads the folder that NAKIGAO_CORPUS names"]
fn every_gif_of_a_collection_holds_the_frames_that_the_gif_crate_reads() {
    let folder = std::env::var_os("NAKIGAO_CORPUS").expect("NAKIGAO_CORPUS names a folder");
    let (alike, frames, refused, different) = compare_all(Path::new(&folder));
    println!("{alike} files with {frames} frames alike, {refused} refused by one of both");
    assert_eq!(different, Vec::<String>::new());
    assert!(alike > 0);
}
