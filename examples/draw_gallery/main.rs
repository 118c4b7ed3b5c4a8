//! Draws the demo gallery: faces that cry, made wholly from numbers.
//!
//! ```text
//! cargo run --release --example draw_gallery -- fixtures/gallery            writes the files
//! cargo run --release --example draw_gallery -- fixtures/gallery --check    compares them with what it would write
//! ```
//!
//! Every picture is ours: no frame of any film is copied or traced. Start reading at `gallery` (the list of files), then
//! `scenes` (what happens in each), `cast` (who), `figure` (how a person is put together) and down to `canvas`, the
//! rasteriser. The same build draws the same bytes, whatever the number of threads; another platform's sine may move a
//! pixel, which is why the files are kept and not drawn at each use.
#![allow(clippy::print_stdout, reason = "an example talks to the person who runs it")]

mod backdrop;
mod canvas;
mod cast;
mod encode;
mod eye;
mod face;
mod figure;
mod gallery;
mod geom;
mod hair;
mod paint;
mod palette;
mod places;
mod scenes;
mod tear;
mod view;
mod weather;
mod weep;

use std::error::Error;
use std::ffi::OsStr;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut args: Vec<_> = std::env::args_os().skip(1).collect();
    let given = args.len();
    args.retain(|arg| arg != OsStr::new("--check"));
    let check = args.len() < given;
    let [root] = args.as_slice() else { return Err("usage: draw_gallery DIRECTORY [--check]".into()) };
    let root = PathBuf::from(root);
    let files = gallery::make("")?;
    let (mut sum, mut different) = (0, 0);
    for (path, bytes) in &files {
        let file = root.join(path);
        if check {
            if std::fs::read(&file).ok().as_ref() != Some(bytes) {
                println!("differs: {path}");
                different += 1;
            }
            continue;
        }
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, bytes)?;
        println!("{:>8}  {path}", bytes.len());
        sum += bytes.len();
    }
    match (check, different) {
        (false, _) => println!("{sum:>8}  in {} files", files.len()),
        (true, 0) => println!("all {} files are as drawn", files.len()),
        (true, _) => return Err(format!("{different} of {} files differ", files.len()).into()),
    }
    Ok(())
}
