//! Reads the vocabulary while the program is built, so that it need not be read whenever the program starts: at 1,700 words
//! that took 17 ms, and what is left here takes 3 to unpack. A mistake in a file ends the build with its path and line.

#![allow(dead_code, unused_imports, unreachable_pub, reason = "of the two rooms little is used here")]
#![allow(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]

#[path = "src/tag/mod.rs"]
mod tag;
#[path = "src/vocabulary/mod.rs"]
mod vocabulary;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use vocabulary::{Vocabulary, read_toml};

const VOCABULARY: &str = "assets/vocabulary";

fn main() -> Result<(), Box<dyn Error>> {
    for path in [VOCABULARY, "src/vocabulary", "src/tag", "build.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rustc-cfg=vocabulary_is_packed");
    let mut all = Vec::new();
    for path in files(Path::new(VOCABULARY))? {
        let words = read_toml(&fs::read_to_string(&path)?).map_err(|error| format!("{}: {error}", path.display()))?;
        all.push(words);
    }
    let (words, names) = Vocabulary::of_files(all)?.packed()?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    fs::write(out.join("words"), words)?;
    fs::write(out.join("names"), names)?;
    Ok(())
}

/// The vocabulary's files below a folder, in the order of their paths; what an editor or a desktop leaves there is none.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
