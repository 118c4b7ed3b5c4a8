//! The manual's console blocks, run as they stand: what README.md and docs/ show is what the program prints.
//!
//! A block fenced with `console` is a session in a new home folder that holds a copy of the demo pictures in
//! `Pictures/anime`. A line that begins with `$ ` is given to a shell; the lines up to the next one are its standard output, in
//! which `[..]` stands for anything. A command ends with 0, or with 3 for the demo's broken file.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::support::{Place, copy_folder, demo};

struct Step {
    command: String,
    output: String,
}

/// The commands of all console blocks of a document, in order.
fn steps(document: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut in_block = false;
    for line in document.lines() {
        match (line, line.strip_prefix("$ ")) {
            ("```console", _) => in_block = true,
            ("```", _) => in_block = false,
            (_, Some(command)) if in_block => steps.push(Step { command: command.to_owned(), output: String::new() }),
            (text, None) if in_block => {
                let step = steps.last_mut().expect("a block begins with a command");
                step.output.push_str(text);
                step.output.push('\n');
            }
            _ => {}
        }
    }
    steps
}

/// Whether a text fits a pattern in which `[..]` stands for any text without a line break.
fn fits(text: &str, pattern: &str) -> bool {
    let (mut lines, mut patterns) = (text.lines(), pattern.lines());
    loop {
        match (lines.next(), patterns.next()) {
            (None, None) => return true,
            (Some(line), Some(pattern)) if line_fits(line, pattern) => {}
            _ => return false,
        }
    }
}

fn line_fits(line: &str, pattern: &str) -> bool {
    match pattern.split_once("[..]") {
        None => line == pattern,
        Some((before, after)) => line.strip_prefix(before).is_some_and(|rest| {
            (0..=rest.len()).filter(|&at| rest.is_char_boundary(at)).any(|at| line_fits(&rest[at..], after))
        }),
    }
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let place = Place::new("readme");
    let home = place.path("home");
    assert!(run(&home, "README.md") >= 8, "the README shows all three jobs");
    assert!(home.join("crying.png").metadata().unwrap().len() > 10_000, "the sheet is there");
    assert_eq!(fs::read_dir(home.join("thumbs")).unwrap().count(), 7);
}

#[test]
fn the_manual_shows_what_the_program_prints() {
    for (name, document) in [("manual-import", "docs/import.md"), ("manual-templates", "docs/templates.md")] {
        assert!(run(&Place::new(name).path("home"), document) >= 2, "{document}");
    }
}

/// Runs the commands of a document in a new home folder, and says how many there are.
fn run(home: &Path, document: &str) -> usize {
    copy_folder(&demo(), &home.join("Pictures/anime"));
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(document)).unwrap();
    let steps = steps(&document);
    let n_steps = steps.len();
    let programs = Path::new(env!("CARGO_BIN_EXE_nakigao")).parent().unwrap();
    let path = std::env::join_paths(
        std::iter::once(programs.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    )
    .unwrap();
    for step in steps {
        let mut shell = Command::new("sh");
        shell.current_dir(home).args(["-c", &step.command]).env("HOME", home).env("PATH", &path);
        for variable in ["NAKIGAO_GALLERY", "XDG_DATA_HOME", "XDG_CACHE_HOME"] {
            shell.env_remove(variable);
        }
        let ran = shell.output().unwrap();
        let (out, err) = (String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(matches!(ran.status.code(), Some(0 | 3)), "{} ended with {}: {err}", step.command, ran.status);
        assert!(fits(&out, &step.output), "{} printed\n{out}instead of\n{}{err}", step.command, step.output);
    }
    n_steps
}

#[test]
fn a_pattern_fits_what_it_shows_and_nothing_else() {
    assert!(fits("3 files (0.2 s)\nend\n", "3 files ([..] s)\nend\n"));
    assert!(fits("a泣b", "a[..]b"));
    for (text, pattern) in [("3 files", "4 files"), ("a\nb", "a"), ("a", "a\nb"), ("ab", "a[..]c")] {
        assert!(!fits(text, pattern), "{text:?} {pattern:?}");
    }
}
