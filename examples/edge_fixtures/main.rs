//! Writes the small files on which decoders go wrong: `still`, `anim`, `broken` and `hostile` in `fixtures/`.
//!
//! ```text
//! cargo run --release --example edge_fixtures -- fixtures            writes the files
//! cargo run --release --example edge_fixtures -- fixtures --check    compares them with what it would write
//! ```
//!
//! Containers are put together here byte by byte, because no encoder at hand writes what is odd or wrong about them;
//! compressed pixels come from the encoders of `image`, `gif` and libwebp. Start reading at `stills`, whose pictures
//! all show `scene`; what each file proves is in `fixtures/README.md`, what it must decode to in the tests.
#![allow(clippy::print_stdout, reason = "an example talks to the person who runs it")]

mod animations;
mod broken;
mod gif_file;
mod hostile;
mod jpeg_file;
mod png_file;
mod scene;
mod stills;
mod tiff_file;
mod webp_file;

use std::error::Error;
use std::ffi::OsStr;
use std::path::PathBuf;

/// What can go wrong while a file is made.
type Failure = Box<dyn Error + Send + Sync>;

/// A file's path below the folder, and its bytes.
type File = (String, Vec<u8>);

fn main() -> Result<(), Failure> {
    let mut args: Vec<_> = std::env::args_os().skip(1).collect();
    let given = args.len();
    args.retain(|arg| arg != OsStr::new("--check"));
    let check = args.len() < given;
    let [root] = args.as_slice() else { return Err("usage: edge_fixtures DIRECTORY [--check]".into()) };
    let root = PathBuf::from(root);
    let files = [stills::files()?, animations::files()?, broken::files()?, hostile::files()?].concat();
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
        (true, 0) => println!("all {} files are as made", files.len()),
        (true, _) => return Err(format!("{different} of {} files differ", files.len()).into()),
    }
    Ok(())
}
