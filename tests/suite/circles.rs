//! No circle of imports between files, over however many files.
//!
//! It reads `use` lines and paths in the code as text: a name counts as taken from the file that defines it, whatever
//! `mod.rs` hands it on. What a folder's `mod.rs` itself defines is the folder's own: its files may use it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::tidy::{code, files, is_test};

/// A file by its module path: `["ops", "import", "scan"]`.
type Module = Vec<String>;

/// The names that each file takes, by the file that it takes them from.
type Arrows = BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>>;

struct Sources {
    code: BTreeMap<Module, String>,
    /// The path behind each name that a file re-exports.
    handed_on: BTreeMap<(Module, String), String>,
}

impl Sources {
    fn read() -> Self {
        let mut sources = Self { code: BTreeMap::new(), handed_on: BTreeMap::new() };
        // `made` makes pictures for tests.
        let is_program = |path: &Path| !is_test(path) && !path.ends_with("made.rs") && !path.ends_with("main.rs");
        for (path, text) in files("src", "rs").into_iter().filter(|(path, _)| is_program(path)) {
            let below = path.with_extension("");
            let mut module: Module = below
                .iter()
                .skip(1)
                .map(|part| part.to_str().unwrap().to_owned())
                .filter(|part| part != "lib")
                .collect();
            if module.last().is_some_and(|last| last == "mod") {
                module.pop();
            }
            let code = code(&text);
            for path in uses(&code).into_iter().filter(|(is_pub, _)| *is_pub).flat_map(|(_, tree)| leaves(&tree)) {
                sources.handed_on.insert((module.clone(), last_name(&path).to_owned()), path);
            }
            sources.code.insert(module, code);
        }
        sources
    }

    /// The file that defines what a path names, written in a file; none for other crates.
    fn resolve(&self, module: &Module, path: &str, depth: usize) -> Option<Module> {
        let mut names: Vec<&str> = path.split("::").collect();
        let mut at = module.clone();
        match *names.first()? {
            "crate" => at.clear(),
            "super" => {}
            "self" => {}
            first => {
                at.push(first.to_owned());
                let is_below = self.code.contains_key(&at);
                at.pop();
                if !is_below {
                    return None;
                }
            }
        }
        while let Some(first) = names.first().filter(|name| ["crate", "super", "self"].contains(name)) {
            if *first == "super" {
                at.pop();
            }
            names.remove(0);
        }
        for (n, name) in names.iter().enumerate() {
            let mut below = at.clone();
            below.push((*name).to_owned());
            if self.code.contains_key(&below) {
                at = below;
            } else if let Some(behind) = self.handed_on.get(&(at.clone(), (*name).to_owned())).filter(|_| depth < 6) {
                let rest = [&[behind.as_str()], &names[n + 1..]].concat().join("::");
                return self.resolve(&at, &rest, depth + 1);
            } else {
                break;
            }
        }
        Some(at)
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (module, code) in &self.code {
            let uses = uses(code);
            let taken: Vec<String> =
                uses.iter().filter(|(is_pub, _)| !is_pub).flat_map(|(_, tree)| leaves(tree)).collect();
            let known: BTreeMap<&str, &str> = taken.iter().map(|path| (last_name(path), path.as_str())).collect();
            let in_code = paths(code).into_iter().map(|path| match path.split_once("::") {
                Some((first, rest)) if known.contains_key(first) => format!("{}::{rest}", known[first]),
                _ => path,
            });
            for path in taken.iter().cloned().chain(in_code) {
                let Some(from) = self.resolve(module, &path, 0) else { continue };
                if !module.starts_with(&from) {
                    let names = arrows.entry(module.clone()).or_default().entry(from).or_default();
                    names.insert(last_name(&path).to_owned());
                }
            }
        }
        arrows
    }
}

/// The trees of `use` declarations, and whether each is a re-export.
fn uses(code: &str) -> Vec<(bool, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("use ").filter(|(at, _)| code[..*at].ends_with(['\n', ' ']) || *at == 0) {
        let line = code[..at].rsplit('\n').next().unwrap_or_default().trim();
        if !is_use(&format!("{line} use ")) {
            continue;
        }
        if let Some((tree, _)) = code[at + 4..].split_once(';') {
            found.push((line.starts_with("pub"), tree.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    found
}

fn is_use(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("use ") || line.starts_with("pub") && line.split_whitespace().nth(1) == Some("use")
}

/// The paths of a tree, each with the name that it is known by at its end.
fn leaves(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, inner)) = tree.split_once('{').and_then(|(a, b)| Some((a, b.strip_suffix('}')?))) else {
        let path = tree.split(" as ").next().unwrap_or(tree);
        return vec![path.trim_end_matches("::self").to_owned()];
    };
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for c in inner.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        match c {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(c),
        }
    }
    parts
        .iter()
        .filter(|part| !part.trim().is_empty())
        .flat_map(|part| leaves(&format!("{before}{}", part.trim())))
        .collect()
}

/// Paths of two names and more in the code itself, without its `use` declarations.
fn paths(code: &str) -> Vec<String> {
    let pieces = code.split(';').filter(|piece| !piece.lines().any(is_use));
    let code = pieces.collect::<Vec<_>>().join(";");
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let words = code.split(|c: char| !is_part(c)).map(|word| word.trim_matches(':'));
    words
        .filter(|word| word.contains("::") && word.starts_with(|c: char| c.is_lowercase()))
        .map(str::to_owned)
        .collect()
}

fn last_name(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// The files from which one can come back to `from`, among those that can be reached from it.
fn circle(arrows: &Arrows, from: &Module) -> BTreeSet<Module> {
    let reach = |start: &Module| {
        let (mut seen, mut waiting) = (BTreeSet::new(), vec![start.clone()]);
        while let Some(module) = waiting.pop() {
            for next in arrows.get(&module).into_iter().flat_map(BTreeMap::keys) {
                if seen.insert(next.clone()) {
                    waiting.push(next.clone());
                }
            }
        }
        seen
    };
    reach(from).into_iter().filter(|other| reach(other).contains(from)).collect()
}

#[test]
fn no_files_take_from_each_other_in_a_circle() {
    let sources = Sources::read();
    let arrows = sources.arrows();
    assert!(arrows.len() > 200, "{} files take from others", arrows.len());
    let error = ["ops".to_owned(), "error".to_owned()].to_vec();
    assert!(arrows[&["ops".to_owned(), "find".to_owned()].to_vec()].contains_key(&error), "a name that is handed on");
    let mut circles: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for module in arrows.keys() {
        let circle = circle(&arrows, module);
        if seen.contains(module) || circle.is_empty() {
            continue;
        }
        for (a, b, names) in circle.iter().flat_map(|a| arrows[a].iter().map(move |(b, names)| (a, b, names))) {
            if circle.contains(b) {
                circles.push(format!("{} takes {names:?} from {}", a.join("/"), b.join("/")));
            }
        }
        seen.extend(circle);
    }
    assert_eq!(circles, Vec::<String>::new());
}
