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

#[test]
fn words_with_a_minus_and_folders_named_like_commands_stay_as_typed() {
    let place = Place::new("command-words");
    place.put("still/rgb.png", "thumbs/a.png");
    place.put("anim/loop-3.gif", "b.gif");
    place.ok(&["import", "pictures"]);
    std::fs::rename(place.path("gallery"), place.path("find")).unwrap();
    let run = |words: &[&str]| {
        let ran =
            place.program().current_dir(place.pictures()).args(["--gallery", "../find"]).args(words).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    };
    let tagged = run(&["tag", "thumbs", "-tsolo"]);
    assert_eq!((tagged.0, tagged.1.as_str()), (0, "solo: put on 1 of 1 picture\n"), "{}", tagged.2);
    assert_eq!(run(&["find", "-solo", "--format", "- {name}"]).1, "- b\n");
    assert_eq!(run(&["find", "--", "-solo", "is:animated"]).1.lines().count(), 1);
    let exported = run(&["export", "--to", "csv", "-solo"]);
    assert!(exported.0 == 0 && exported.1.contains("b.gif") && !exported.1.contains("a.png"), "{exported:?}");
    let sheet = run(&["sheet", "-solo", "-o../sheet.png", "--label", "-x-", "--title", "-t-", "--map", "../map.json"]);
    assert_eq!((sheet.0, sheet.1.as_str()), (0, "1 picture on ../sheet.png\n"), "{}", sheet.2);
    let map = std::fs::read_to_string(place.path("map.json")).unwrap();
    assert!(map.contains(r#""label":"-x-""#), "{map}");
    let refused = run(&["thumbs", "--out", "-dir"]);
    assert!(refused.0 == 2 && refused.2.contains("write ./-dir if that is its name"), "{refused:?}");
    let found = run(&["find", "thumbs/a.png"]);
    assert!(found.0 == 0 && found.1.ends_with("thumbs/a.png\n"), "{found:?}");
    let missed = run(&["find", "./thumbs/b.png"]);
    assert!(missed.0 == 0 && missed.2.contains("path:./thumbs/b.png"), "{missed:?}");
}

#[test]
fn an_empty_variable_counts_as_unset() {
    let place = Place::new("command-variables");
    place.put("still/rgb.png", "a.png");
    let home = place.path("home");
    let import = |variables: &[&str]| {
        let mut command = place.program();
        command.env("HOME", &home).env_remove("XDG_DATA_HOME").env_remove("XDG_CACHE_HOME");
        variables.iter().for_each(|name| {
            command.env(name, "");
        });
        let ran = command.args(["import", "pictures"]).output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{ran:?}");
    };
    import(&["NAKIGAO_GALLERY", "XDG_DATA_HOME", "XDG_CACHE_HOME"]);
    assert!(home.join(".local/share/nakigao/catalog.db").is_file());
    assert!(home.join(".cache/nakigao").is_dir());
}

#[test]
fn help_knows_commands_topics_and_what_other_programs_call_them() {
    let place = Place::new("command-help");
    for (arguments, code, words) in [
        (&["help"][..], 0, "First steps:"),
        (&["help", "query"][..], 0, "width:>=1920"),
        (&["help", "templates"][..], 0, "{character}"),
        (&["help", "dupes", "resolve"][..], 0, "--all-tags"),
        (&["find", "-h"][..], 0, "Examples:"),
        (&["help", "nosuch"][..], 2, "`nakigao help` lists all"),
        (&["search", "crying"][..], 2, "did you mean `nakigao find`?"),
        (&["scna", "."][..], 2, "did you mean `nakigao import`?"),
    ] {
        let (code_of, out, err) = place.said(arguments);
        assert_eq!(code_of, code, "{arguments:?}: {err}");
        assert!(out.contains(words) || err.contains(words), "{arguments:?}: {out}{err}");
    }
}

#[test]
fn a_field_that_there_is_not_is_an_error_and_a_namespace_in_use_is_a_field() {
    let place = Place::new("command-fields");
    place.put("still/rgb.png", "a.png");
    place.ok(&["import", "pictures", "--tag", "mood:blue"]);
    assert_eq!(place.ok(&["find", "--format", "{mood} {artist|state}"]), "blue present\n");
    for arguments in [&["find", "--format", "{nmae}"][..], &["sheet", "-o", "s.png", "--label", "{nmae}"][..]] {
        let (code, _, err) = place.said(arguments);
        assert!(code == 2 && err.contains("{nmae} is no field of a template; did you mean {name}?"), "{err}");
    }
    assert!(!place.path("s.png").exists());
}

#[test]
fn a_file_that_cannot_be_read_is_no_mistake_of_the_command_line() {
    let place = Place::new("command-unreadable");
    place.put("still/rgb.png", "a.png");
    place.ok(&["import", "pictures"]);
    std::fs::write(place.path("words.toml"), b"\xff\xfe").unwrap();
    for arguments in [&["similar", "words.toml"][..], &["tags", "import", "words.toml"][..]] {
        let (code, _, err) = place.said(arguments);
        assert!(code == 1 && err.contains("words.toml cannot be read"), "{arguments:?}: {code} {err}");
    }
}
