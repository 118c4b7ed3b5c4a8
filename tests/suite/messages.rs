//! What the program says to a person: all of it in one file to be read through, and the rules that every line keeps.
//!
//! The texts are found in the sources: every literal with a space in `src/cli`, the help above options and commands, and the
//! errors of all rooms. `cargo test --test suite messages -- --nocapture` names the file.

use std::fs;
use std::path::{Path, PathBuf};

use super::tidy::{files, is_test};

/// A text, and the file it stands in.
struct Message {
    file: PathBuf,
    text: String,
}

/// Words that only the sources and their documents use, and what a person reads instead.
const WORDS: [(&str, &str); 4] =
    [("media", "picture"), ("perceptual", "look"), ("regex", "pattern"), ("stdout", "standard output")];

#[test]
fn messages_are_in_plain_words() {
    let messages = messages();
    assert!(messages.len() > 300, "the sources are read");
    let lines: Vec<String> =
        messages.iter().map(|message| format!("{}: {}\n", message.file.display(), message.text)).collect();
    let listing = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages.txt");
    fs::write(&listing, lines.concat()).unwrap();
    println!("all messages are in {}", listing.display());
    let mut wrong = Vec::new();
    for message in &messages {
        let words = message.text.split(|c: char| !c.is_ascii_alphanumeric() && !"{}_'".contains(c));
        for (word, instead) in words.filter_map(|word| WORDS.iter().find(|(known, _)| *known == word)) {
            wrong.push(format!("{}: {:?} has {word:?}: write {instead:?}", message.file.display(), message.text));
        }
        for (what, is_so) in [
            ("guesses at a plural", message.text.contains("(s)")),
            ("ends like a sentence", !is_page(&message.file) && message.text.ends_with('.')),
        ] {
            if is_so {
                wrong.push(format!("{}: {:?} {what}", message.file.display(), message.text));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether a file holds help: sentences, that is.
fn is_page(file: &Path) -> bool {
    file.starts_with("cli/args") || file == Path::new("cli/args.rs") || file == Path::new("cli/help.rs")
}

fn messages() -> Vec<Message> {
    let mut messages = Vec::new();
    for (file, source) in files("src", "rs").into_iter().filter(|(file, _)| !is_test(file)) {
        let name = file.strip_prefix("src").unwrap().to_owned();
        let source = source.split("#[cfg(test)]").next().unwrap();
        let is_face = name.starts_with("cli");
        if is_page(&name) {
            let help = source.lines().filter_map(|line| line.trim().strip_prefix("/// "));
            messages.extend(help.map(|text| Message { file: name.clone(), text: text.to_owned() }));
        }
        let said = literals(source)
            .into_iter()
            .filter(|(before, text)| text.trim().contains(' ') && (is_face || before.trim_end().ends_with("#[error(")));
        messages.extend(said.map(|(_, text)| Message { file: name.clone(), text }));
    }
    messages
}

/// The string literals of a source outside of comments, each with the line's text before it.
fn literals(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = source;
    let mut line = String::new();
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
            continue;
        }
        // The character of a quote.
        if let Some(after) = rest.strip_prefix("'\"'") {
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '"' => {
                let is_raw = line.ends_with('r');
                let (text, after) = literal(rest, is_raw);
                found.push((line.clone(), text));
                rest = after;
            }
            '\n' => line.clear(),
            _ => line.push(c),
        }
    }
    found
}

/// The text of a literal up to its closing quote, and what is behind.
fn literal(source: &str, is_raw: bool) -> (String, &str) {
    let mut text = String::new();
    let mut chars = source.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (text, &source[at + 1..]),
            '\\' if !is_raw => match chars.next() {
                // A line that goes on in the next.
                Some((end, '\n')) => {
                    let next = source[end..].trim_start();
                    let (more, after) = literal(next, is_raw);
                    return (text + &more, after);
                }
                Some((_, 'n')) => text.push('\n'),
                Some((_, other)) => text.push(other),
                None => {}
            },
            _ => text.push(c),
        }
    }
    (text, "")
}
