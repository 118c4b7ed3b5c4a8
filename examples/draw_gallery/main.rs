//! Draws the demo gallery: faces that cry, made wholly from numbers.
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
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut args = std::env::args_os().skip(1);
    let root = PathBuf::from(args.next().ok_or("usage: draw_gallery DIRECTORY [ONLY]")?);
    let only = args.next().map(|arg| arg.to_string_lossy().into_owned()).unwrap_or_default();
    let files = gallery::make(&only)?;
    let mut sum = 0;
    for (path, bytes) in &files {
        let file = root.join(path);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(&file, bytes)?;
        println!("{:>8}  {path}", bytes.len());
        sum += bytes.len();
    }
    println!("{sum:>8}  in {} files", files.len());
    Ok(())
}
