//! The command line: exit codes, JSON, and the README's main job.

use super::support::{Place, demo};

#[test]
fn the_main_job_writes_a_sheet_and_says_what_is_broken() {
    let place = Place::new("command-main");
    let demo = demo();
    let demo = demo.to_str().unwrap();
    let ran = place.run(&["import", demo, "--template", "{series}/{character}/*", "--sheet", "gallery/sheet.png"]);
    let (out, err) = (String::from_utf8(ran.stdout).unwrap(), String::from_utf8(ran.stderr).unwrap());
    assert_eq!(ran.status.code(), Some(3), "{err}");
    assert!(out.contains("23 files: 21 new, 1 duplicate, 1 unreadable"), "{out}");
    assert!(out.contains("21 pictures on gallery/sheet.png"), "{out}");
    assert!(err.contains("broken download.gif: truncated"), "{err}");
    assert!(std::fs::metadata(place.path("gallery/sheet.png")).unwrap().len() > 10_000);
    let found = place.run(&["find", "character:nagisa_furukawa", "-is:animated", "--json", "--limit", "1"]);
    assert_eq!(found.status.code(), Some(0));
    let found = String::from_utf8(found.stdout).unwrap();
    assert_eq!(found.lines().count(), 1);
    assert!(found.contains(r#"{"tag":"series:clannad","source":"folder","confirmed":true}"#), "{found}");
}

#[test]
fn mistakes_are_explained_with_the_right_code() {
    let place = Place::new("command-mistakes");
    for (arguments, code, words) in [
        (&["find"][..], 1, "no gallery"),
        (&["find", "width:>=abc"][..], 2, "^"),
        (&["import", "nowhere"][..], 1, "does not exist"),
        (&["frobnicate"][..], 2, "frobnicate"),
        (&["tag", "a.gif"][..], 2, "say what to change"),
    ] {
        let ran = place.run(arguments);
        let err = String::from_utf8(ran.stderr).unwrap();
        assert_eq!(ran.status.code(), Some(code), "{arguments:?}: {err}");
        assert!(err.contains(words), "{arguments:?}: {err}");
    }
    assert!(!place.path("gallery").exists(), "a mistake makes no gallery");
}
