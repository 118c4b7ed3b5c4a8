//! How answers look: plain in a pipe; short, coloured, aligned and paged on a terminal.

use std::fs;

use super::support::Place;
use super::terminal::Terminal;

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("anim/loop-3.gif", "泣.gif");
    place.ok(&["import", "pictures", "--no-names"]);
    place.ok(&["tag", "pictures/a.png", "-t", "character:quux", "-t", "emotion:sobbing"]);
    place
}

#[test]
fn a_pipe_gets_whole_paths_and_no_colours_unless_they_are_asked_for() {
    let place = place("style-pipe");
    let whole = place.pictures().canonicalize().unwrap();
    let whole = whole.to_str().unwrap();
    for arguments in [&["find"][..], &["show", "pictures/a.png"][..], &["tags"][..], &["log"][..], &["dupes"][..]] {
        let answer = place.ok(arguments);
        assert!(!answer.contains('\u{1b}'), "{arguments:?}: {answer:?}");
    }
    assert!(place.ok(&["find"]).lines().all(|path| path.starts_with(whole)));
    assert!(place.ok(&["show", "pictures/a.png"]).contains("  tag      character:quux  (by hand)\n"));
    let coloured = place.ok(&["tags", "character:*", "--color", "always"]);
    assert_eq!(coloured, "1  \u{1b}[32mcharacter:quux\u{1b}[0m\n");
    assert!(!place.ok(&["tags", "--json", "--color", "always"]).contains('\u{1b}'));
    assert!(place.ok(&["find", "--color", "always"]).lines().all(|path| path.starts_with(whole)), "bytes of a path");
}

#[test]
fn tags_are_limited_and_shown_as_a_tree() {
    let place = place("style-tree");
    assert_eq!(place.ok(&["tags", "--limit", "1"]).lines().count(), 1);
    place.ok(&["tags", "imply", "character:quux", "series:frob"]);
    place.ok(&["tags", "alias", "character:qx", "character:quux"]);
    assert_eq!(place.ok(&["tags", "tree", "series:frob"]), "series:frob            1\n  character:quux       1  qx\n");
    assert_eq!(place.ok(&["tags", "tree", "qx"]).lines().count(), 1, "by another name");
    let crying = place.json(&["tags", "tree", "crying"]);
    assert_eq!((&crying[0]["tag"], &crying[0]["depth"]), (&"emotion:crying".into(), &0.into()));
    let sobbing = crying.iter().find(|node| node["tag"] == "emotion:sobbing").unwrap();
    assert_eq!((&sobbing["depth"], &sobbing["media"]), (&1.into(), &1.into()));
    assert!(sobbing["aliases"].as_array().unwrap().contains(&"emotion:号泣".into()), "{sobbing}");
    let all = place.ok(&["tags", "tree"]);
    assert!(all.contains("emotion:sobbing") && !all.contains("emotion:wailing"), "those in use: {all}");
    place.ok(&["tag", "pictures/a.png", "-t", "series:frob"]);
    place.ok(&["tags", "remove-implication", "character:quux", "series:frob"]);
    assert_eq!(place.ok(&["tags", "tree", "series:frob"]).lines().count(), 1);
    let (code, _, err) = place.said(&["tags", "tree", "nobody_knows_this"]);
    assert!(code == 1 && err.contains("nobody_knows_this"), "{err}");
}

#[test]
#[ignore = "needs tmux"]
fn a_terminal_gets_short_paths_columns_and_a_pager() {
    let place = place("style-terminal");
    let program = env!("CARGO_BIN_EXE_nakigao");
    fs::create_dir_all(place.path("home")).unwrap();
    let run = |name: &str, line: &str| {
        let line = format!("export HOME=$PWD/home NAKIGAO_GALLERY=$PWD/gallery; {line}; echo ended with $?; cat");
        let terminal = Terminal::start(&place, name, &line);
        terminal.awaits("ended with 0")
    };
    let found = run("find", &format!("{program} find"));
    assert!(found.starts_with("pictures/a.png\npictures/泣.gif\n"), "{found}");
    fs::remove_file(place.path("pictures/泣.gif")).unwrap();
    let gone = run("gone", &format!("{program} find"));
    assert!(gone.starts_with("pictures/a.png\npictures/泣.gif  (missing)\n"), "{gone}");
    let shown = run("show", &format!("{program} show pictures/a.png"));
    let columns: Vec<usize> = shown.lines().filter_map(|line| line.find("  (")).collect();
    assert!(columns.len() >= 3 && columns.iter().all(|&at| at == columns[0]), "{shown}");
    let many = "tags tree emotion:tears";
    let paged = run("pager", &format!("PAGER='head -n 2' {program} {many}"));
    assert!(
        paged.lines().nth(3).is_some_and(|line| line.starts_with("ended")) || !paged.contains("wailing"),
        "{paged}"
    );
    let missing = run("no-pager", &format!("PAGER=no-such-pager {program} {many}"));
    assert!(missing.contains("emotion:") && !missing.contains("error:"), "{missing}");
}
