//! What a room shows has a user outside the room, and what a room is allowed is made use of.
//!
//! It reads the sources as text: a public item has a user where its name stands in another room, in a test of the
//! program, in a benchmark, an example or a fuzz target. A name that many things have (`new`, `len`) stands somewhere
//! in any case, so not every needless item is found. A type that a used item shows has to be public with it.

use std::collections::BTreeSet;
use std::path::Path;

use super::{MAY_USE, OWNERS, code, files, is_test, room, root, used_rooms, uses_crate};

const LIMIT: &str = "a limit that callers may want to name";
/// Public items without a user outside their room, and why they stay.
const KEPT: [(&str, &str); 7] = [
    ("sidecar::read_lines", "for a fuzz target, which the package does not hold"),
    ("query::MAX_BYTES", LIMIT),
    ("query::MAX_DEPTH", LIMIT),
    ("query::MAX_TERMS", LIMIT),
    ("sidecar::MAX_BYTES", LIMIT),
    ("sidecar::MAX_WORDS", LIMIT),
    ("tag::MAX_CHARS", LIMIT),
];

/// A public item of a room.
struct Item {
    name: String,
    room: String,
    place: String,
    is_type: bool,
    /// Of a type: it is reached by a dot or by the type's name.
    is_member: bool,
    /// The code that a user sees: the signature, public fields, variants.
    seen: String,
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The public items that a file defines.
fn items(path: &Path, code: &str) -> Vec<Item> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let rest = &code[at + indent..];
        at += line.len();
        let Some(rest) = rest.strip_prefix("pub ") else { continue };
        let mut parts = words(rest).skip_while(|word| ["unsafe", "async"].contains(word)).peekable();
        let mut kind = parts.next().unwrap_or_default();
        if kind == "const" && parts.peek() == Some(&"fn") {
            kind = parts.next().unwrap_or_default();
        }
        let is_type = ["struct", "enum", "trait", "type"].contains(&kind);
        if !is_type && !["fn", "const", "static"].contains(&kind) {
            continue;
        }
        let head = rest.split(['{', ';']).next().unwrap_or_default();
        // rustfmt closes what spans lines at the indent that it began at.
        let close = format!("\n{}}}", " ".repeat(indent));
        let body = rest.lines().next().filter(|first| first.ends_with('{')).and_then(|_| rest.split_once(&close));
        let seen = match (kind, body) {
            ("struct", Some((body, _))) => {
                let fields = body.lines().filter(|line| line.trim_start().starts_with("pub "));
                [head].into_iter().chain(fields).collect::<Vec<_>>().join("\n")
            }
            ("enum" | "trait", Some((body, _))) => body.to_owned(),
            _ => head.to_owned(),
        };
        found.push(Item {
            name: parts.next().unwrap_or_default().to_owned(),
            room: room(path),
            place: path.display().to_string(),
            is_type,
            is_member: indent > 0,
            seen,
        });
    }
    found
}

/// What a room hands on of another.
fn handed_on(path: &Path, code: &str) -> Vec<Item> {
    let trees = code.split("pub use crate::").skip(1).filter_map(|rest| rest.split_once(';'));
    let names = trees.flat_map(|(tree, _)| {
        words(tree).filter(|word| word.starts_with(char::is_uppercase) || !tree.contains('{') && tree.ends_with(word))
    });
    names
        .map(|name| Item {
            name: name.to_owned(),
            room: room(path),
            place: path.display().to_string(),
            is_type: true,
            is_member: false,
            seen: String::new(),
        })
        .collect()
}

/// Whether a file makes use of an item of another room.
fn is_user(code: &str, item: &Item) -> bool {
    let mut at_room = item.is_member;
    let mut at_name = false;
    let mut from = 0;
    for word in words(code) {
        let at = from + code[from..].find(word).unwrap_or(0);
        from = at + word.len();
        at_room |= word == item.room;
        at_name |= word == item.name && (!item.is_member || code[..at].ends_with(['.', ':']));
    }
    at_room && at_name
}

#[test]
fn every_public_item_has_a_user_outside_its_room() {
    let sources: Vec<_> = files("src", "rs").into_iter().filter(|(path, _)| room(path) != "lib").collect();
    let mut public = Vec::new();
    for (path, text) in sources.iter().filter(|(path, _)| !is_test(path)) {
        let code = code(text);
        public.extend(items(path, &code));
        public.extend(handed_on(path, &code));
    }
    assert!(public.len() > 300, "{} public items", public.len());

    let mut users: Vec<(String, String)> = sources.iter().map(|(path, text)| (room(path), code(text))).collect();
    // `fuzz` is a crate of its own, which the package does not hold.
    let folders = ["tests", "benches", "bench", "examples", "fuzz"];
    for folder in folders.into_iter().filter(|folder| root().join(folder).exists()) {
        users.extend(files(folder, "rs").into_iter().map(|(_, text)| (String::new(), code(&text))));
    }
    // `type Err = …;`
    let associated: Vec<(String, String)> = sources
        .iter()
        .flat_map(|(path, text)| text.lines().map(move |line| (path, line)))
        .filter_map(|(path, line)| Some((room(path), line.trim().strip_prefix("type ")?)))
        .flat_map(|(room, line)| words(line).skip(1).map(|word| (room.clone(), word.to_owned())).collect::<Vec<_>>())
        .collect();
    let mut is_used: Vec<bool> = public
        .iter()
        .map(|item| {
            users.iter().any(|(room, code)| *room != item.room && code.contains(&item.name) && is_user(code, item))
        })
        .collect();
    loop {
        let mut shown: BTreeSet<(&str, &str)> = BTreeSet::new();
        for (item, _) in public.iter().zip(&is_used).filter(|(_, is_used)| **is_used) {
            shown.extend(words(&item.seen).map(|word| (item.room.as_str(), word)));
        }
        shown.extend(associated.iter().map(|(room, name)| (room.as_str(), name.as_str())));
        let mut grew = false;
        for (item, is_used) in public.iter().zip(&mut is_used) {
            if !*is_used && item.is_type && shown.contains(&(item.room.as_str(), item.name.as_str())) {
                (*is_used, grew) = (true, true);
            }
        }
        if !grew {
            break;
        }
    }
    let mut needless = Vec::new();
    for (item, _) in public.iter().zip(&is_used).filter(|(_, is_used)| !**is_used) {
        let name = format!("{}::{}", item.room, item.name);
        if !KEPT.iter().any(|(kept, _)| *kept == name) {
            needless.push(format!("{name} in {}", item.place));
        }
    }
    assert_eq!(needless, Vec::<String>::new(), "make it private, or remove it");
}

#[test]
fn every_permission_is_made_use_of() {
    let sources: Vec<_> = files("src", "rs")
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| (room(&path), code(&text)))
        .collect();
    let of = |name: &'static str| sources.iter().filter(move |(room, _)| room == name).map(|(_, code)| code);
    let mut needless = Vec::new();
    for (room, allowed) in MAY_USE {
        let needs = |other: &str| of(room).any(|code| used_rooms(code).contains(other));
        needless.extend(allowed.iter().filter(|other| !needs(other)).map(|other| format!("{room} may use {other}")));
    }
    for (name, owners) in OWNERS {
        let needs = |owner: &'static str| of(owner).any(|code| uses_crate(code, name));
        needless.extend(owners.iter().filter(|owner| !needs(owner)).map(|owner| format!("{owner} owns {name}")));
    }
    assert_eq!(needless, Vec::<String>::new(), "nobody does");
}
