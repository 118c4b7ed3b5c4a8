//! The page's files: each is part of the program and used, no two modules take from each other in a circle, nothing is built of text,
//! and no text of a client leads to a file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::{code, files, root};

/// The files below `assets/web`, by their paths in it, with their texts.
fn assets() -> BTreeMap<String, String> {
    let (folder, mut found) = (root().join("assets/web"), BTreeMap::new());
    let mut folders = vec![folder.clone()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    found
}

/// The modules that a module takes from, by their paths.
fn imports(path: &str, text: &str) -> BTreeSet<String> {
    let is_import = |line: &&str| {
        line.starts_with("import ")
            || line.starts_with("export ")
            || line.starts_with("} from ")
            || line.contains("import(")
    };
    let quoted = |line: &str| {
        line.split(['\'', '"']).map(str::to_owned).find(|part| part.starts_with("./") || part.starts_with("../"))
    };
    let target = |relative: String| {
        let mut parts: Vec<&str> = path.split('/').collect();
        parts.pop();
        for part in relative.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                name => parts.push(name),
            }
        }
        parts.join("/")
    };
    text.lines().map(str::trim).filter(is_import).filter_map(quoted).map(target).collect()
}

#[test]
fn every_asset_is_part_of_the_program_and_used() {
    let assets = assets();
    let listed = fs::read_to_string(root().join("src/web/assets.rs")).unwrap();
    let list = listed.split_once("files![").unwrap().1.split_once("];").unwrap().0;
    let listed: BTreeSet<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(listed, assets.keys().map(String::as_str).collect(), "src/web/assets.rs lists assets/web");
    let page = &assets["index.html"];
    let used: BTreeSet<String> = assets.iter().flat_map(|(path, text)| imports(path, text)).collect();
    // A module imports the text in the person's language by a name that it makes.
    let is_text = |path: &str| path.starts_with("text/") && assets["words.js"].contains("./text/");
    let is_used = |path: &str| {
        path == "index.html" || page.contains(&format!("/{path}\"")) || used.contains(path) || is_text(path)
    };
    let unused: Vec<_> = assets.keys().filter(|path| !is_used(path)).collect();
    assert_eq!(unused, Vec::<&String>::new());
    let gone: Vec<_> = used.iter().filter(|path| !assets.contains_key(*path)).collect();
    assert_eq!(gone, Vec::<&String>::new(), "is imported");
}

#[test]
fn modules_of_the_page_are_short_and_take_from_each_other_in_no_circle() {
    let assets = assets();
    let mut left: BTreeMap<&String, BTreeSet<String>> = assets
        .iter()
        .filter(|(path, _)| path.ends_with(".js"))
        .map(|(path, text)| (path, imports(path, text)))
        .collect();
    // A module that takes from none that are left cannot be part of a circle.
    loop {
        let free: Vec<&String> = left
            .iter()
            .filter(|(_, from)| from.iter().all(|one| !left.contains_key(one)))
            .map(|(path, _)| *path)
            .collect();
        if free.is_empty() {
            break;
        }
        free.iter().for_each(|path| drop(left.remove(path)));
    }
    assert_eq!(left.keys().collect::<Vec<_>>(), Vec::<&&String>::new(), "a circle");
    for (path, text) in assets.iter().filter(|(path, _)| path.ends_with(".js")) {
        assert!(text.starts_with("//") || text.starts_with("/*"), "{path} has no header");
        assert!(text.lines().count() <= 400, "{path} is long");
        for word in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"] {
            assert!(!text.contains(word), "{path}: {word}");
        }
    }
    let page = &assets["index.html"];
    assert!(!page.contains("<style") && !page.contains(" style=") && !page.contains("javascript:"));
    assert!(page.split("<script").skip(1).all(|script| script.split('>').next().unwrap().contains("src=")));
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing is fetched from elsewhere");
}

#[test]
fn no_text_of_a_client_becomes_a_path() {
    for (path, text) in files("src/web", "rs") {
        // A path of the gallery is shown by its bytes.
        let code = code(&text).replace("OsStrExt", "");
        for word in
            ["OsStr", "Path::new", "PathBuf::from", "File::open", "OpenOptions", "fs::read", "fs::write", "hash_of("]
        {
            assert!(!code.contains(word), "{}: {word}", path.display());
        }
    }
}
