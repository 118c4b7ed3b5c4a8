//! Every PNG of a collection against the `png` crate.

use std::path::{Path, PathBuf};

use super::*;

fn list_pngs(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            list_pngs(&entry.path(), found);
        } else if kind.is_file() && std::fs::read(entry.path()).unwrap().starts_with(b"\x89PNG\r\n\x1a\n") {
            found.push(entry.path());
        }
    }
}

/// Needs the environment variable NAKIGAO_CORPUS: a folder with PNGs anywhere below it.
#[test]
#[ignore = "needs a collection of pictures"]
fn every_png_of_a_collection_is_as_the_png_crate_reads_it() {
    let folder = std::env::var_os("NAKIGAO_CORPUS").expect("NAKIGAO_CORPUS names a folder");
    let mut files = Vec::new();
    list_pngs(Path::new(&folder), &mut files);
    files.sort();
    let (mut n_same, mut n_refused, mut n_over, mut wrong) = (0, 0, 0, Vec::new());
    for path in &files {
        let bytes = std::fs::read(path).unwrap();
        let ours = decoded(&bytes, u32::MAX);
        if matches!(ours, Err(Error::Limit { .. })) {
            n_over += 1;
            continue;
        }
        match (reference(&bytes), ours) {
            (Some(full), Ok(ours)) if ours == shown(reduce(full.clone(), u32::MAX)) => {
                let small = decoded(&bytes, 256).unwrap();
                if small == shown(reduce(full, 256)) {
                    n_same += 1;
                } else {
                    wrong.push(format!("{}: differs when it is reduced", path.display()));
                }
            }
            (None, Err(_)) => n_refused += 1,
            (Some(_), Ok(_)) => wrong.push(format!("{}: differs", path.display())),
            // A cut is a cut, even behind the pixels.
            (Some(_), Err(e)) if e.to_string().contains("IEND") => n_refused += 1,
            (Some(_), Err(e)) => wrong.push(format!("{}: only we refuse it: {e}", path.display())),
            (None, Ok(_)) => wrong.push(format!("{}: only we read it", path.display())),
        }
    }
    println!(
        "{} files: {n_same} the same, {n_refused} refused by both or cut in their last chunk, {n_over} over the limits, {} not alike",
        files.len(),
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
