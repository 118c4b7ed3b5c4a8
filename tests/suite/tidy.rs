//! The house rules that a compiler does not know: who may import whom, how long a file may be, what every file begins
//! with, and that nothing lies about unlisted.
//!
//! It reads the sources as text. A rule that must change is changed here, in ARCHITECTURE.md and in the code at once.

mod assets;
mod public;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, and the rooms each may use. The faces may name `query` and `tag` for errors and completion.
const MAY_USE: [(&str, &[&str]); 14] = [
    ("guard", &[]),
    ("tag", &[]),
    ("media", &[]),
    ("query", &["tag"]),
    ("vocabulary", &["tag"]),
    ("sidecar", &["tag"]),
    ("fingerprint", &["media"]),
    ("render", &["media", "guard"]),
    ("examine", &["media", "fingerprint", "render", "sidecar", "guard"]),
    ("catalog", &["tag", "query", "fingerprint"]),
    (
        "ops",
        &["tag", "query", "vocabulary", "sidecar", "media", "fingerprint", "render", "guard", "examine", "catalog"],
    ),
    ("cli", &["ops", "tag", "query", "catalog"]),
    ("web", &["ops", "tag", "query", "catalog", "guard"]),
    ("lib", &[]),
];

/// Crates that belong to some rooms alone (thiserror is everybody's).
const OWNERS: [(&str, &[&str]); 50] = [
    ("axum", &["web"]),
    ("http_body", &["web"]),
    ("hyper", &["web"]),
    ("hyper_util", &["web"]),
    ("libc", &["web"]),
    ("tokio", &["web"]),
    ("unicode_normalization", &["tag"]),
    ("gif", &["media", "render"]),
    ("jxl", &["media"]),
    ("jxl_bitstream", &["media"]),
    ("jxl_frame", &["media"]),
    ("jxl_grid", &["media"]),
    ("jxl_image", &["media"]),
    ("jxl_oxide_common", &["media"]),
    ("jxl_threadpool", &["media"]),
    ("jxl_vardct", &["media"]),
    ("re_rav1d", &["media"]),
    ("crc32fast", &["media", "render"]),
    ("fdeflate", &["media", "sidecar"]),
    ("wide", &["media"]),
    ("memchr", &["media"]),
    ("moxcms", &["media"]),
    ("image", &["media", "fingerprint", "render", "examine", "ops", "cli"]),
    ("tiff", &["media"]),
    ("blake3", &["fingerprint"]),
    ("fast_image_resize", &["render", "media"]),
    ("jpeg_encoder", &["render"]),
    ("quantette", &["render"]),
    ("libwebp_sys", &["render", "media"]),
    ("swash", &["render"]),
    ("skrifa", &["render"]),
    ("unicode_segmentation", &["render"]),
    ("unicode_bidi", &["render"]),
    ("fontdb", &["ops"]),
    ("unicode_width", &["query", "cli"]),
    ("rusqlite", &["catalog"]),
    ("walkdir", &["ops"]),
    ("ignore", &["ops"]),
    ("rayon", &["ops", "examine"]),
    ("tempfile", &["ops"]),
    ("rustix", &["media", "ops"]),
    ("crossterm", &["cli"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("serde_json", &["cli", "web", "sidecar", "catalog"]),
    ("quick_xml", &["sidecar"]),
    ("toml", &["vocabulary"]),
    ("postcard", &["vocabulary"]),
];

const MAX_LINES: usize = 400;
const MAX_TEST_LINES: usize = 120;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with an extension, with their text, by path.
pub(crate) fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == extension) {
                found.push((path.strip_prefix(root()).unwrap().to_owned(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty(), "no .{extension} below {folder}");
    found
}

fn room(path: &Path) -> String {
    let part = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    part.trim_end_matches(".rs").to_owned()
}

/// The code without comments, documentation examples and test modules at the end of a file.
pub(crate) fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    before_tests.lines().map(|line| line.split("//").next().unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

pub(crate) fn is_test(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

/// The words that follow each `crate::`, in nested braces too.
fn used_rooms(code: &str) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let first_word =
            |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut part = String::new();
            for c in group.chars() {
                match c {
                    '}' if depth == 0 => break,
                    '{' => depth += 1,
                    '}' => depth -= 1,
                    ',' if depth == 0 => {
                        used.insert(first_word(&std::mem::take(&mut part)));
                    }
                    other => part.push(other),
                }
            }
            used.insert(first_word(&part));
        } else {
            used.insert(first_word(rest));
        }
    }
    used
}

fn uses_crate(code: &str, name: &str) -> bool {
    code.match_indices(&format!("{name}::")).any(|(at, _)| {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        !before.is_alphanumeric() && before != '_' && before != ':'
    })
}

#[test]
fn rooms_use_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs").into_iter().filter(|(path, _)| !is_test(path)) {
        let room = room(&path);
        if ["main", "lib"].contains(&room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{} is in no known room", path.display()));
            continue;
        };
        for used in used_rooms(&code(&text)) {
            let is_room = MAY_USE.iter().any(|(name, _)| *name == used);
            if is_room && used != room && !allowed.contains(&used.as_str()) {
                wrong.push(format!("{} uses {used}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn only_what_explains_errors_knows_the_catalogues() {
    let users: Vec<PathBuf> = [files("src/cli", "rs"), files("src/web", "rs")]
        .concat()
        .into_iter()
        .filter(|(_, text)| used_rooms(&code(text)).contains("catalog"))
        .map(|(path, _)| path)
        .collect();
    let allowed = ["src/cli/exit.rs", "src/web/problem.rs"].map(PathBuf::from);
    assert_eq!(users, allowed, "a face asks ops, not the catalogue");
}

#[test]
fn crates_stay_in_their_rooms() {
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs").into_iter().filter(|(path, _)| !is_test(path)) {
        let (room, code) = (room(&path), code(&text));
        for (name, owners) in OWNERS {
            if uses_crate(&code, name) && !owners.contains(&room.as_str()) {
                wrong.push(format!("{} uses the crate {name}", path.display()));
            }
        }
        if !["catalog"].contains(&room.as_str()) && code.contains("SELECT ") {
            wrong.push(format!("{} speaks SQL", path.display()));
        }
        if !["cli", "web"].contains(&room.as_str()) && (code.contains("println!") || code.contains("env::var")) {
            wrong.push(format!("{} prints or reads the environment", path.display()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_text_below_the_face_tells_what_to_type() {
    let names_option = |line: &str| {
        line.match_indices("--").any(|(at, _)| line[at + 2..].starts_with(|c: char| c.is_ascii_lowercase()))
    };
    let mut wrong = Vec::new();
    for (path, text) in files("src", "rs")
        .into_iter()
        .filter(|(path, _)| !["cli", "web"].contains(&room(path).as_str()) && !is_test(path))
    {
        // Outside comments, both would be in texts for a person.
        for line in code(&text).lines().filter(|line| line.contains("`nakigao") || names_option(line)) {
            wrong.push(format!("{}: {}", path.display(), line.trim()));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "commands and options are words of cli");
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "examples"] {
        for (path, text) in files(folder, "rs") {
            let lines = text.lines().count();
            if !text.starts_with("//! ") {
                wrong.push(format!("{} has no header", path.display()));
            }
            if lines > MAX_LINES {
                wrong.push(format!("{} has {lines} lines", path.display()));
            }
            let in_tests = text.split("#[cfg(test)]\nmod tests {").nth(1).map_or(0, |tests| tests.lines().count());
            if in_tests > MAX_TEST_LINES {
                wrong.push(format!("{} ends with {in_tests} lines of tests: move them to tests.rs", path.display()));
            }
            for word in ["TODO", "FIXME", "todo!(", "unimplemented!("] {
                if folder == "src" && text.contains(word) {
                    wrong.push(format!("{} says {word}", path.display()));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_room_is_named_after_nothing() {
    let vague = ["util", "utils", "common", "helpers", "core", "manager", "misc"];
    for (path, _) in files("src", "rs") {
        let named: Vec<_> = path.components().filter_map(|part| part.as_os_str().to_str()).collect();
        assert!(!named.iter().any(|part| vague.contains(&part.trim_end_matches(".rs"))), "{}", path.display());
    }
}

/// All fixtures, below `fixtures/`, and their sizes together.
fn fixtures() -> (BTreeSet<String>, u64) {
    let (mut found, mut bytes) = (BTreeSet::new(), 0);
    let mut folders = vec![root().join("fixtures")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            bytes += entry.metadata().unwrap().len();
            found.insert(path.strip_prefix(root().join("fixtures")).unwrap().to_str().unwrap().to_owned());
        }
    }
    found.remove("README.md");
    (found, bytes)
}

#[test]
fn every_fixture_is_listed() {
    let readme = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    let (found, bytes) = fixtures();
    // The rows of the demo are relative to its folder.
    let row = |path: &str| format!("\n| `{}` | ", path.strip_prefix("gallery/").unwrap_or(path));
    let unlisted: Vec<_> = found.iter().filter(|path| !readme.contains(&row(path))).collect();
    assert_eq!(unlisted, Vec::<&String>::new(), "fixtures/README.md has a row for every file");
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let gone: Vec<_> = rows
        .map(|(path, _)| path)
        .filter(|path| !found.contains(*path) && !found.contains(&format!("gallery/{path}")))
        .collect();
    assert_eq!(gone, Vec::<&str>::new(), "a row is of a file");
    assert!(bytes <= 2 << 20, "fixtures take {bytes} bytes, more than 2 MiB");
}

#[test]
fn every_fixture_is_used() {
    let sources = [files("src", "rs"), files("tests", "rs")].concat();
    let tests = sources.iter().filter(|(path, _)| is_test(path)).map(|(_, text)| text.as_str()).collect::<String>();
    let folder = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    // The demo is imported as a whole.
    let named = fixtures().0.into_iter().filter(|path| folder(path) != "gallery");
    let unused: Vec<_> = named
        .filter(|path| !tests.contains(&format!("\"{}\"", name(path))) && !tests.contains(&format!("{path}\"")))
        .collect();
    assert_eq!(unused, Vec::<String>::new(), "a test names every fixture outside the demo");
}

#[test]
fn the_test_command_of_the_readme_is_the_one_that_ci_runs() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let ci = fs::read_to_string(root().join(".ci/run")).unwrap();
    assert!(readme.contains("\ncargo test --locked\n"), "README.md names the test command on a line of its own");
    assert!(ci.contains("\ncargo test --locked\n"), ".ci/run runs it");
}

#[test]
fn the_map_of_the_house_names_every_room() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    assert!(map.lines().count() <= 120);
    for (room, _) in MAY_USE.iter().filter(|(room, _)| *room != "lib") {
        assert!(map.contains(&format!("`{room}")), "ARCHITECTURE.md says nothing of {room}");
    }
}
