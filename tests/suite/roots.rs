//! Imported folders that are moved as a whole.

use std::fs;

use serde_json::Value;

use super::support::Place;

/// A gallery with a folder `one` of four files, one of them broken; the others are tagged, one has a note.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    for (fixture, name) in
        [("still/rgb.png", "../one/a/x.png"), ("still/420.jpg", "../one/y.jpg"), ("anim/loop-3.gif", "../one/z.gif")]
    {
        place.put(fixture, name);
    }
    fs::write(place.path("one/bad.png"), b"").unwrap();
    assert_eq!(place.said(&["import", "one"]).0, 3);
    place.ok(&["tag", "one", "-t", "mine"]);
    place.ok(&["note", "one/y.jpg", "a word"]);
    place
}

/// What is said of every media, and where it is.
fn known(place: &Place) -> Vec<(Vec<Value>, Value, Value)> {
    let mut all: Vec<_> = place.json(&["find", "mine"]);
    all.sort_by_key(|media| media["hash"].as_str().unwrap().to_owned());
    let of =
        |media: Value| (media["paths"].as_array().unwrap().clone(), media["state"].clone(), media["quote"].clone());
    all.into_iter().map(of).collect()
}

fn roots(place: &Place) -> Vec<(Value, Value, Value)> {
    let of = |root: Value| (root["path"].clone(), root["files"].clone(), root["missing"].clone());
    place.json(&["roots"]).into_iter().map(of).collect()
}

#[test]
fn a_folder_that_was_moved_is_carried_over_before_or_after_its_import() {
    // What is imported between the move and `roots move`.
    for (number, imported) in [None, Some("two"), Some("."), Some("two/a")].into_iter().enumerate() {
        let place = place(&format!("roots-moved-{number}"));
        let before = known(&place);
        fs::rename(place.path("one"), place.path("two")).unwrap();
        if let Some(imported) = imported {
            let (_, _, said) = place.said(&["import", imported]);
            let n_found = if imported == "two/a" { 1 } else { 3 };
            let suggestion = format!(
                "`nakigao roots move {0}/one {0}/two`",
                place.path("").display().to_string().trim_end_matches('/')
            );
            assert_eq!(said.contains(&suggestion), n_found == 3, "{said}");
            let live = place.ok(&["find", "filetype:png", "--format", "{path}"]);
            assert!(live.contains("/two/a/x.png"), "a path that is there comes before one that is not: {live}");
        }
        assert_eq!(place.ok(&["roots", "move", "one", "two"]), "3 files are known in two now\n", "{imported:?}");
        let after = known(&place);
        let moved = |path: &Value| Value::from(path.as_str().unwrap().replace("/one/", "/two/"));
        let expected: Vec<_> = before
            .iter()
            .map(|(paths, state, quote)| (paths.iter().map(moved).collect(), state.clone(), quote.clone()))
            .collect();
        assert_eq!(after, expected, "{imported:?}");
        assert_eq!(roots(&place).len(), 1);
        let (code, out, _) = place.said(&["import", "two"]);
        assert!(code == 0 && out.starts_with("4 files: 3 unchanged, 1 unreadable"), "{out}");
        assert!(place.ok(&["undo"]).contains("note"), "the journal goes on");
    }
}

#[test]
fn what_is_not_in_the_new_place_is_missing_there_with_all_its_tags() {
    let place = place("roots-missing");
    fs::rename(place.path("one"), place.path("two")).unwrap();
    fs::remove_file(place.path("two/y.jpg")).unwrap();
    assert_eq!(place.ok(&["roots", "move", "one", "two"]), "3 files are known in two now, 1 of them missing\n");
    let missing = &place.json(&["find", "is:missing mine"])[0];
    assert!(missing["quote"] == "a word" && missing["paths"][0].as_str().unwrap().ends_with("two/y.jpg"), "{missing}");
}

#[test]
fn a_move_that_did_not_happen_is_refused_and_changes_nothing() {
    let place = place("roots-refused");
    fs::create_dir(place.path("empty")).unwrap();
    fs::write(place.path("file"), b"").unwrap();
    let before = (known(&place), roots(&place));
    for (old, new, expected) in [
        ("one", "empty", "3 of the 3 files that are known in one are still there"),
        ("one", "one/a", "one/a lies in one"),
        ("other", "empty", "other is no imported folder"),
        ("one", "nowhere", "nowhere"),
        ("one", "file", "file is no folder"),
    ] {
        let (code, _, err) = place.said(&["roots", "move", old, new]);
        assert!([1, 2].contains(&code) && err.contains(expected), "{old} {new}: {err}");
        assert_eq!((known(&place), roots(&place)), before);
    }
    fs::rename(place.path("one"), place.path("two")).unwrap();
    let (_, _, err) = place.said(&["roots", "move", "one", "empty"]);
    assert!(err.contains("empty holds none of the 3 files that are known in one"), "{err}");
}
