//! Where somebody stops who knows no more than `nakigao help`: each end of a way says what is wrong and where it goes on.

use std::fs;

use nakigao::ops::ImportOptions;

use super::support::Place;

/// Two pictures of a series, and files that are no pictures.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "Clannad/nagisa.png");
    place.put("anim/blend.webp", "Clannad/tomoya.webp");
    place.put("broken/empty.png", "Clannad/empty.png");
    fs::write(place.path("pictures/Clannad/notes.txt"), "hello").unwrap();
    fs::write(place.path("pictures/Clannad/clip.webm"), "hello").unwrap();
    fs::write(place.path("-new.png"), "hello").unwrap();
    place.import(&ImportOptions::default());
    place
}

#[test]
fn what_a_command_cannot_do_is_said_with_the_reason_and_the_way_on() {
    let place = place("newcomer-ends");
    for (arguments, code, expected) in [
        (&["show", "pictures/Clannad/empty.png"][..], 1, "was not imported: it is an empty file"),
        (&["tag", "pictures/Clannad/notes.txt", "-e", "sad"], 1, "was not imported: neither its name nor its bytes"),
        (&["similar", "pictures/Clannad/notes.txt"], 1, "notes.txt cannot be read: it is a text, not a picture"),
        (&["show", "nagisa"], 1, "`nakigao find nagisa` searches"),
        (&["show", ""], 2, "a name is empty"),
        (&["tags", "ali", "a", "b"], 2, "there is no command tags ali: did you mean `nakigao tags alias`?"),
        (&["roots", "rename"], 2, "there is no command roots rename: there is `nakigao roots move`"),
        (&["find", "stars:>3"], 2, "name each, as in stars:4 or stars:5"),
        (&["find", "widht:3"], 0, "there is no metatag widht; did you mean width:?"),
        (&["tags", "clan"], 0, "no tag in use is clan: `nakigao tags '*clan*'` lists those that hold it"),
        (&["sheet", "-o", "a.png", "--background", "purpleish"], 2, "is not a colour"),
        (&["sheet", "-o", "a.png", "--group-by", "studio"], 0, "none of these pictures has a tag of studio"),
        (&["export", "--to", "hydrus", "--out", "a.png"], 2, "a.png is a file, and sidecars are many"),
        (&["export", "--to", "csv"], 0, "the guessed tags of 2 pictures are left out"),
        (&["export", "--to", "hydrus", "--out", "side"], 0, "the guessed tags of 2 pictures are left out"),
        (&["tag", "pictures", "-c", "nagisa", "--dry-run"], 2, "did you mean character:furukawa_nagisa?"),
        (&["help", "query", "templates"], 2, "one topic at a time"),
        (&["forget", "--missing"], 0, "nothing is missing"),
        (&["find", "emotoin:crying"], 0, "there is no namespace emotoin; did you mean emotion:?"),
        (&["tag", "-new.png", "-e", "sad"], 2, "is given as ./-new.png"),
        (&["show", "pictures/Clannad/clip.webm"], 1, "it is a video, and videos are not read"),
        (&["tag", "pictures", "--remove", "nagisa"], 0, "a search reads nagisa: by character:furukawa_nagisa (1)"),
        (&["tags", "rename", "nagisa", "nagi"], 1, "did you mean character:furukawa_nagisa?"),
        (&["tags", "alias", "nagi", "nagisa"], 0, "did you mean character:furukawa_nagisa?"),
        (&["roots", "move", "pictures/Clannad", "pictures"], 2, "what moved within one is found by `nakigao import`"),
        (&["forget", "pictures/nope"], 1, "does not exist"),
        (&["undo", "0"], 2, "give a number from 1 on"),
        (&["redo", "0"], 2, "give a number from 1 on"),
        (&["import", "pictures/Clannad/notes.txt"], 0, "notes.txt is no picture: it was not imported"),
        (&["find", "not", "crying"], 2, "what is not wanted has a minus before it: -crying"),
        (&["find", "cryng"], 0, "did you mean emotion:crying?"),
        (&["find", "crng"], 0, "did you mean emotion:crying?"),
        (&["find", "sda"], 0, "did you mean emotion:sad?"),
        (&["tag", "pictures", "-e", "sobing", "--dry-run"], 2, "did you mean emotion:sobbing?"),
        (&["tag", "pictures", "-c", "lelouch_lamperoug", "--dry-run"], 2, "did you mean character:lelouch_"),
        (&["tag", "pictures", "-t", "cryng", "--dry-run"], 0, "did you mean emotion:crying?\n"),
        (&["sheet", "-o", "nope/a.png"], 0, "made the folder nope\n"),
        (&["export", "--to", "csv", "-o", "deep/er/a.csv"], 0, "made the folder deep/er\n"),
        (&["man", "pages"], 0, "made the folder pages\n"),
    ] {
        let (ended, _, said) = place.said(arguments);
        assert!(ended == code && said.contains(expected), "{arguments:?} ended with {ended}: {said}");
    }
    let (_, _, said) = place.said(&["sheet", "-o", "nope/a.png"]);
    assert!(!said.contains("made"), "it is there: {said}");
    let (_, _, said) = place.said(&["find", "such", "suchlike"]);
    assert!(!said.contains("did you mean"), "ouch begins otherwise: {said}");
    // Nothing on the PATH opens pictures.
    let opened =
        place.program().env("PATH", "").args(["--gallery", "gallery", "find", "--open", "nagisa.png"]).output();
    let opened = opened.unwrap();
    assert!(opened.status.code() == Some(1) && String::from_utf8_lossy(&opened.stderr).contains("not opened"));
    let (code, out, err) = place.said(&["find", "--limit", "0"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "", ""), "nothing was asked for, and nothing is missing");
    assert_eq!(place.ok(&["note", "pictures/Clannad/nagisa.png", ""]), "no note was changed\n");
    assert!(place.ok(&["tag", "pictures", "--confirm", "--dry-run"]).starts_with("would accept "));
}

#[test]
fn a_full_disk_is_said_with_what_to_do_about_it() {
    let place = place("newcomer-full");
    for (arguments, expected) in [
        (&["find"][..], "free some space, or send the answer to another disk"),
        (&["tag", "pictures/Clannad/nagisa.png", "-t", "x"], "look at `nakigao log` before you run the command again"),
    ] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let ran = place.program().args(["--gallery", "gallery"]).args(arguments).stdout(full).output().unwrap();
        let err = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(1), "{arguments:?}");
        assert!(err.contains("the disk is full") && err.contains(expected), "{arguments:?}: {err}");
    }
}

#[test]
fn among_names_those_of_no_pictures_are_left_out_and_said() {
    let place = place("newcomer-among");
    let tag = |names: &[&str]| place.said(&[&["tag", "-e", "sad"][..], names].concat());
    let (code, out, err) = tag(&["pictures/Clannad/nagisa.png", "pictures/Clannad/empty.png"]);
    assert_eq!((code, out.as_str()), (3, "emotion:sad: put on 1 of 1 picture\n"), "{err}");
    assert!(err.contains("empty.png was not imported: it is an empty file"), "{err}");
    let (code, _, err) = tag(&["pictures/Clannad/tomoya.webp", "pictures/Clannad/nosuch.png"]);
    assert!(code == 1 && err.contains("nosuch.png does not exist"), "a slip of the keys stops it: {err}");
    assert_eq!(place.json(&["find", "emotion:sad"]).len(), 1);
}

#[test]
fn a_root_that_was_moved_is_called_as_it_would_be_after_an_import() {
    let place = place("newcomer-moved");
    fs::rename(place.path("pictures"), place.path("Bilder")).unwrap();
    let (code, _, said) = place.said(&["import", "pictures"]);
    assert!(code == 1 && said.contains("`nakigao roots move OLD NEW`"), "{said}");
    place.ok(&["roots", "move", "pictures", "Bilder"]);
    assert!(place.ok(&["roots"]).contains("/Bilder  (2 files)"));
}
