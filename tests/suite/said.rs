//! What commands say: numbers agree with their nouns, words are ours and not a library's, errors come before the work.

use std::fs;

use super::support::Place;

#[track_caller]
fn fails(place: &Place, arguments: &[&str], words: &[&str]) {
    let (code, _, err) = place.said(arguments);
    assert!((1..=2).contains(&code), "{arguments:?}: {code} {err}");
    for word in words {
        assert!(err.contains(word), "{arguments:?}: {err}");
    }
}

#[test]
fn one_of_a_thing_is_one_thing() {
    let place = Place::new("said-one");
    place.put("still/rgb.png", "a.png");
    place.put("still/rgb.png", "b.png");
    fs::write(place.pictures().join("notes.txt"), "once upon a time").unwrap();
    let said = [
        place.ok(&["import", "pictures", "--tag", "mine"]),
        place.ok(&["thumbs", "--out", "small"]),
        place.ok(&["sheet", "-o", "s.png"]),
        place.ok(&["tags", "imply", "mine", "ours"]),
        place.ok(&["export", "--to", "hydrus", "--out", "tags", "path:a.png"]),
        place.ok(&["note", "pictures/a.png", "hello"]),
        place.ok(&["stats"]),
        place.ok(&["tag", "--where", "", "--confirm"]),
        place.ok(&["forget", "pictures/b.png"]),
        place.ok(&["roots"]),
        place.said(&["verify"]).1,
    ]
    .concat();
    for words in [
        "1 tag put on",
        "1 thumbnail in small",
        "1 picture on s.png",
        "1 rule changed",
        "forgot 1 file and",
        "(1 file)",
        "1 picture, 1 file, 1 thumbnail: 0 problems",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let nouns = ["tags", "thumbnails", "pictures", "rules", "sidecars", "files", "problems", "times", "notes"];
    let is_wrong = |noun: &&str| said.contains(&format!(" 1 {noun}")) || said.contains(&format!("\n1 {noun}"));
    assert_eq!(nouns.iter().find(|noun| is_wrong(noun)), None, "{said}");
}

#[test]
fn what_is_wrong_is_said_in_our_words() {
    let place = Place::new("said-words");
    place.put("still/rgb.png", "a.png");
    fs::write(place.pictures().join("a.png.json"), "{\"tags\": [\n, }").unwrap();
    let (code, _, err) = place.said(&["import", "pictures"]);
    assert!(code == 3 && err.contains("it is wrong in line 2, column 1"), "{err}");
    fs::write(place.pictures().join("a.png.json"), "{\"tags\": [").unwrap();
    let (_, _, err) = place.said(&["import", "pictures"]);
    assert!(err.contains("it ends before its brackets are closed"), "{err}");
    fails(
        &place,
        &["import", "pictures", "--exclude", "{a"],
        &["the pattern \"{a\" cannot be understood: a { has no }", "--exclude"],
    );
    let (_, _, err) = place.said(&["find", "--nosuch"]);
    assert!(!err.contains("tip:"), "it would make a part of the query of it: {err}");
    for number in ["abc", "", "1.5", "99999999999999999999999"] {
        let (code, _, err) = place.said(&["find", "--limit", number]);
        assert!(
            code == 2 && err.contains("'--limit <N>'") && !err.contains("digit") && !err.contains("integer"),
            "{err}"
        );
    }
    fails(&place, &["similar", "pictures"], &["pictures is a folder, not a file", "name a file"]);
    fails(&place, &["similar", "nosuch.png"], &["nosuch.png does not exist"]);
    fails(&place, &["similar", "0000ffff"], &["0000ffff is not in the gallery"]);
    fails(&place, &["show", "0000"], &["0000 is not in the gallery"]);
    let hash = place.json(&["find"])[0]["hash"].as_str().unwrap().to_owned();
    assert!(place.ok(&["show", &hash[..4]]).starts_with(&hash));
    assert!(place.ok(&["similar", &hash[..8]]).contains("a.png"));
}

#[test]
fn a_sheet_that_cannot_be_drawn_is_said_before_the_import() {
    let place = Place::new("said-sheet");
    place.put("still/rgb.png", "a.png");
    let import = ["import", "pictures", "--sheet"];
    fails(&place, &[&import[..], &["s.png", "--font", "nosuch.ttf"]].concat(), &["nosuch.ttf"]);
    fails(&place, &[&import[..], &["s.png", "--font", "pictures/a.png"]].concat(), &["is not a font"]);
    fails(&place, &[&import[..], &["s.txt"]].concat(), &["does not end in .png"]);
    fails(&place, &["sheet", "-o", "s.png", "--font", "-x.ttf"], &["begins with a minus: write ./-x.ttf"]);
    assert!(!place.path("gallery").exists(), "nothing was imported");
}

#[test]
fn a_renamed_tag_is_said_as_it_is_listed() {
    let place = Place::new("said-rename");
    place.put("still/rgb.png", "a.png");
    place.ok(&["import", "pictures", "--tag", "character:rei"]);
    let said = place.ok(&["tags", "rename", "Character: REI", "Rei Ayanami (Eva)"]);
    assert_eq!(said, "character:rei is character:rei_ayanami_(eva) now: 1 picture\n");
}
