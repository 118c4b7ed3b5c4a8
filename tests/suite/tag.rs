//! Tagging: what is named, what is asked, what is only said, and the counts of `tags`.

use std::fs;

use nakigao::ops::ImportOptions;
use serde_json::json;

use super::support::Place;

/// Four media in five files.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "Clannad/nagisa.png");
    place.put("still/rgb.png", "Clannad/nagisa (1).png");
    place.put("still/420.jpg", "Clannad/tomoya.jpg");
    place.put("anim/dispose-keep.gif", "Naruto/hinata.gif");
    place.put("anim/blend.webp", "Naruto/sasuke.webp");
    place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    place
}

fn n_found(place: &Place, query: &str) -> usize {
    place.ok(&["find", query]).lines().count()
}

#[test]
fn a_file_a_folder_a_hash_and_a_query_name_what_is_tagged() {
    let place = place("tag-selection");
    let said = place.ok(&[
        "tag",
        "pictures/Clannad/nagisa.png",
        "-s",
        "clannad",
        "-c",
        "Nagisa Furukawa",
        "-e",
        "crying",
        "-t",
        "wet face",
    ]);
    for tag in ["series:clannad", "character:furukawa_nagisa", "emotion:crying", "emotion:wet_face"] {
        assert!(said.contains(&format!("{tag}: put on 1 of 1 picture")), "{said}");
        assert_eq!(n_found(&place, tag), 1, "{tag}");
    }
    place.ok(&["tag", "pictures/Clannad", "-e", "sad"]);
    assert_eq!(n_found(&place, "emotion:sad"), 2, "a folder is all media in it, each once");
    let hash = place.json(&["find", "filetype:webp"])[0]["hash"].as_str().unwrap()[..10].to_owned();
    place.ok(&["tag", &hash, "-c", "sasuke"]);
    assert_eq!(n_found(&place, "character:sasuke filetype:webp"), 1);
    place.ok(&["tag", "--where", "is:animated", "-t", "loop"]);
    assert_eq!(n_found(&place, "loop"), 2);
    place.ok(&["tag", "pictures/Clannad", "--where", "filetype:jpeg or filetype:gif", "-t", "both"]);
    assert_eq!(n_found(&place, "both"), 1, "named and asked for");
}

#[test]
fn a_tag_belongs_to_the_content_and_so_to_every_copy() {
    let place = place("tag-copies");
    place.ok(&["tag", "pictures/Clannad/nagisa (1).png", "-e", "crying"]);
    let shown = place.json(&["show", "pictures/Clannad/nagisa.png"]);
    assert_eq!(shown[0]["tags"][0], json!({"tag": "emotion:crying", "source": "hand", "confirmed": true}));
    assert_eq!(shown[0]["tags"][1], json!({"tag": "emotion:tears", "source": "implied", "confirmed": true}));
    assert_eq!(shown[0]["paths"].as_array().unwrap().len(), 2);
}

#[test]
fn tags_are_taken_off_by_name_or_pattern() {
    let place = place("tag-remove");
    place.ok(&["tag", "pictures", "-e", "crying", "-e", "sad", "-s", "clannad"]);
    let said = place.ok(&["tag", "pictures/Naruto", "--remove", "series:clannad"]);
    assert!(said.contains("series:clannad: taken off 2 of 2 pictures"), "{said}");
    assert_eq!(n_found(&place, "series:clannad"), 2);
    let said = place.ok(&["tag", "--where", "path:*", "--remove", "emotion:*", "-e", "happy"]);
    assert!(said.contains("emotion:crying: taken off 4 of 4 pictures"), "{said}");
    assert!(said.contains("emotion:sad: taken off 4 of 4 pictures"), "{said}");
    assert_eq!((n_found(&place, "emotion:crying or emotion:sad"), n_found(&place, "emotion:happy")), (0, 4));
    let said = place.ok(&["tag", "pictures", "--remove", "emotion:crying"]);
    assert!(said.contains("no such tag on any of 4 pictures"), "{said}");
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let place = place("tag-dry-run");
    place.ok(&["tag", "pictures", "-e", "crying"]);
    let said = place.ok(&["tag", "pictures/Naruto", "-e", "sad", "--remove", "emotion:crying", "--dry-run"]);
    assert!(said.contains("emotion:sad: would be put on 2 of 2 pictures"), "{said}");
    assert!(said.contains("emotion:crying: would be taken off 2 of 2 pictures"), "{said}");
    let said = place.json(&["tag", "--where", "filetype:gif", "-e", "crying", "--dry-run"]);
    assert_eq!(
        said,
        [
            json!({"selected": 1, "added": [{"tag": "emotion:crying", "media": 0}], "removed": [], "confirmed": 0, "dry_run": true})
        ]
    );
    assert_eq!((n_found(&place, "emotion:sad"), n_found(&place, "emotion:crying")), (0, 4));
    assert_eq!(place.ok(&["tags"]), "4  emotion:crying\n4  emotion:tears\n");
}

#[test]
fn tags_are_counted_by_media_most_used_first() {
    let place = place("tag-counts");
    place.ok(&["tag", "pictures/Clannad", "-s", "clannad", "-c", "nagisa", "-e", "crying"]);
    place.ok(&["tag", "pictures/Naruto", "-s", "naruto", "-e", "crying"]);
    place.ok(&["tag", "pictures/Clannad/tomoya.jpg", "-c", "tomoya"]);
    let lines = "4  emotion:crying\n4  emotion:tears\n2  character:furukawa_nagisa\n2  series:clannad\n2  series:naruto\n2  series:naruto_(series)\n1  character:tomoya\n";
    assert_eq!(place.ok(&["tags"]), lines);
    assert_eq!(place.ok(&["tags", "character:*"]), "2  character:furukawa_nagisa\n1  character:tomoya\n");
    assert_eq!(
        place.json(&["tags", "series:n*"]),
        [json!({"tag": "series:naruto", "media": 2}), json!({"tag": "series:naruto_(series)", "media": 2})]
    );
    assert_eq!(place.ok(&["tags", "artist:*"]), "");
}

#[test]
fn nothing_is_tagged_by_mistake() {
    let place = place("tag-mistakes");
    for (arguments, code, words) in [
        (&["tag", "-e", "crying"][..], 2, "nothing is selected"),
        (&["tag", "pictures/nowhere.gif", "-e", "crying"], 1, "does not exist"),
        (&["tag", "abcdef0123", "-e", "crying"], 1, "is not in the gallery"),
        (&["tag", "pictures", "-t", ""], 2, "tag"),
        (&["tag", "pictures", "--where", "width:x", "-e", "crying"], 2, "^"),
    ] {
        let (ended, _, err) = place.said(arguments);
        assert_eq!(ended, code, "{arguments:?}: {err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
    // With one wrong name nothing is tagged.
    assert_eq!(place.said(&["tag", "pictures", "pictures/nowhere.gif", "-e", "crying"]).0, 1);
    assert_eq!(place.ok(&["tags"]), "");
}

#[test]
fn a_tag_has_a_name_in_its_own_namespace() {
    let place = Place::new("tag-nameless");
    place.put("still/rgb.png", "a.png");
    place.import(&ImportOptions::default());
    for (arguments, said) in [
        (["-t", "series:"], "a tag cannot be empty"),
        (["-s", "series:"], "a tag cannot be empty"),
        (["-t", "\u{200B}"], "a tag cannot be empty"),
        (["-c", "emotion:crying"], "names the namespace emotion"),
    ] {
        let (code, _, err) = place.said(&[&["tag", "pictures/a.png"], &arguments[..]].concat());
        assert!(code == 2 && err.contains(said), "{arguments:?}: {code} {err}");
    }
    place.ok(&["tag", "pictures/a.png", "-s", "nier:automata"]);
    assert_eq!(place.ok(&["tags"]), "1  series:nier:automata\n1  series:nier_(series)\n");
}

#[test]
fn a_new_name_that_is_nearly_one_in_use_is_made_only_if_it_is_asked_for() {
    let place = place("tag-new");
    place.ok(&["tag", "pictures", "-c", "furukawa nagisa", "-c", "miyazono kaori", "-e", "sobbing", "-s", "clannad"]);
    let all = ["tag", "pictures/Naruto"];
    for (option, typed, near) in [
        ("-c", "渚", "character:furukawa_nagisa"),
        ("-c", "nagisa", "character:furukawa_nagisa"),
        ("-c", "kaori", "character:miyazono_kawori"),
        ("-c", "furukawa nagsia", "character:furukawa_nagisa"),
        ("-e", "sobing", "emotion:sobbing"),
        ("-s", "clanad", "series:clannad"),
    ] {
        let (code, out, err) = place.said(&[&all[..], &[option, typed]].concat());
        assert!(code == 2 && out.is_empty() && err.contains(&format!("did you mean {near}?")), "{typed}: {err}");
    }
    for (words, tag) in [
        (&["-c", "渚", "--new"][..], "character:渚"),
        (&["-c", "渚"], "character:渚"),
        (&["-c", "古河渚"], "character:furukawa_nagisa"),
        (&["-t", "sobing"], "sobing"),
    ] {
        let said = place.ok(&[&all[..], words].concat());
        assert!(said.starts_with(&format!("{tag}: put on ")), "{words:?}: {said}");
    }
}

#[test]
fn a_query_that_finds_many_changes_nothing_unasked() {
    let place = Place::new("tag-many");
    for n in 0..101_u8 {
        // A BMP of one pixel: its headers, then blue, green, red and a byte that fills the row.
        let mut bytes = b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0".to_vec();
        bytes.resize(54, 0);
        bytes.extend([n, 0, 0, 0]);
        fs::write(place.pictures().join(format!("{n}.bmp")), bytes).unwrap();
    }
    assert_eq!(place.import(&ImportOptions { near: false, ..ImportOptions::default() }).new, 101);
    let change = ["tag", "--where", "filetype:bmp", "-t", "loop"];
    let (code, out, err) = place.said(&change);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("101 pictures and animations") && err.contains("add --yes"), "{err}");
    assert_eq!(place.ok(&["find", "loop", "--count"]), "0\n");
    assert_eq!(place.ok(&[&change[..], &["--dry-run"]].concat()), "loop: would be put on 101 of 101 pictures\n");
    let few = ["tag", "--where", "filetype:bmp limit:100", "-t", "few"];
    assert_eq!(place.ok(&few), "few: put on 100 of 100 pictures\n");
    assert_eq!(place.ok(&[&change[..], &["--yes"]].concat()), "loop: put on 101 of 101 pictures\n");
}
