//! Searches by the words that people type: what they are read as, and what is said where nothing fits.

use super::support::Place;

/// The demo with tags of its folders; Sasuke has a broken file.
fn place(name: &str) -> Place {
    let place = Place::with_demo(name);
    let (code, _, err) = place.said(&["import", "pictures", "--template", "{series}/{character}/*"]);
    assert_eq!(code, 3, "{err}");
    place
}

#[test]
fn words_that_are_no_tags_are_read_as_what_is_meant() {
    let place = place("reading-words");
    for (typed, n_found, said) in [
        ("nagisa", 5, "nagisa: by character:furukawa_nagisa (5)\n"),
        ("character:nagisa", 5, "character:nagisa: by character:furukawa_nagisa (5)\n"),
        ("character:furukawa_nagisa", 5, ""),
        ("furukawa_nagisa", 5, ""),
        ("渚", 5, "渚: by character:furukawa_nagisa (5)\n"),
        ("your lie in april", 6, "your_lie_in_april: by series:shigatsu_wa_kimi_no_uso (6)\n"),
        ("gif", 13, "gif: by filetype:gif\n"),
        ("nagisa gif", 3, "nagisa: by character:furukawa_nagisa (5)\ngif: by filetype:gif\n"),
        ("-json", 21, "-json: nothing has it, so nothing is left out\n"),
        ("-gif", 8, "gif: by filetype:gif\n"),
        ("16:9", 12, "16:9: by ratio:1.78\n"),
        ("*.webp", 1, "*.webp: by names of files and folders\n"),
        ("pictures/clannad", 7, "pictures/clannad: by names of files and folders\n"),
        ("clannad/tomoya*", 2, "clannad/tomoya*: by names of files and folders\n"),
        ("gif >1gb", 0, "gif: by filetype:gif\n>1gb: by filesize:>1gb\nnothing fits filesize:>1gb\n"),
        ("foot", 1, "foot: by names of files and folders\n"),
        ("school", 1, "school: by names of files and folders\n"),
    ] {
        let (code, out, err) = place.said(&["find", typed]);
        assert_eq!((code, out.lines().count(), err.as_str()), (0, n_found, said), "{typed}: {out}");
    }
    place.ok(&["note", "pictures/Clannad/Nagisa Furukawa/dango (screenshot).png", "anpan and school"]);
    let (_, out, err) = place.said(&["find", "anpan"]);
    assert_eq!((out.lines().count(), err.as_str()), (1, "anpan: by notes\n"));
    let (_, out, err) = place.said(&["find", "school"]);
    assert_eq!((out.lines().count(), err.as_str()), (2, "school: by names of files and folders, and notes\n"));
    assert_eq!(place.ok(&["find", "nagisa", "--count"]), "5\n");
    assert_eq!(place.json(&["find", "nagisa", "--count"])[0]["count"], 5);
}

#[cfg(target_os = "linux")]
#[test]
fn what_is_found_is_opened_by_the_desktops_program() {
    use std::os::unix::fs::PermissionsExt;
    let place = place("reading-open");
    let opener = place.path("xdg-open");
    std::fs::write(&opener, "#!/bin/sh\necho \"$1\" >> opened\n").unwrap();
    std::fs::set_permissions(&opener, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", place.path("").display(), std::env::var("PATH").unwrap());
    let words = ["--gallery", "gallery", "find", "nagisa gif", "-n", "1", "--open"];
    let ran = place.program().env("PATH", path).args(words).output().unwrap();
    let opened = || std::fs::read(place.path("opened")).unwrap_or_default();
    // The viewer is started in the background.
    for _ in 0..1_000 {
        if opened().ends_with(b"\n") {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    assert_eq!(opened(), ran.stdout);
    let ran = place.program().env("PATH", "/nowhere").args(words).output().unwrap();
    let err = String::from_utf8(ran.stderr).unwrap();
    assert!(ran.status.code() == Some(1) && err.contains("install xdg-utils"), "nothing was opened: {err}");
}

#[test]
fn a_search_that_finds_nothing_says_which_part_and_ends_well() {
    let place = place("reading-nothing");
    for (typed, said) in [
        ("xyzzy", "nothing fits xyzzy\n"),
        ("studio:safe", "nothing fits studio:\"safe\" or \"studio:safe\"\n"),
        ("crying", "nothing fits crying\nemotion:crying is a known tag that nothing has yet\n"),
        ("rosenfort", "nothing fits rosenfort\ncharacter:frederica_rosenfort is a known tag that nothing has yet\n"),
        (
            "emotion:cryign",
            "nothing fits emotion:cryign\nnothing is known of emotion:cryign; did you mean emotion:crying?\n",
        ),
        ("series:clannad height:<5 filetype:gif", "nothing fits height:<5\n"),
        ("series:naruto series:clannad", "nothing fits all of it together: series:naruto (8), series:clannad (7)\n"),
    ] {
        let (code, out, err) = place.said(&["find", typed]);
        assert_eq!((code, out.as_str(), err.as_str()), (0, "", said), "{typed}");
    }
    let commands: [&[&str]; 7] = [
        &["thumbs", "xyzzy"],
        &["sheet", "xyzzy", "-o", "none.png"],
        &["dupes", "xyzzy"],
        &["dupes", "resolve", "xyzzy"],
        &["verify", "xyzzy"],
        &["export", "--to", "csv", "xyzzy"],
        &["tag", "--interactive", "--where", "xyzzy"],
    ];
    for command in commands {
        let (code, _, err) = place.said(command);
        assert!(code == 0 && err.contains("nothing fits xyzzy\n"), "{command:?}: {code} {err}");
    }
    assert!(!place.path("none.png").exists());
}

#[test]
fn a_change_refuses_words_that_a_search_would_read_otherwise() {
    let place = place("reading-change");
    for (typed, instead) in [
        ("nagisa", "write 'character:furukawa_nagisa'"),
        ("series:clannad or nagisa", "write 'character:furukawa_nagisa'"),
        ("character:nagisa", "write 'character:furukawa_nagisa'"),
        ("gif", "write 'filetype:gif'"),
        ("school", "write 'text:school'"),
        ("your lie in april", "write 'series:shigatsu_wa_kimi_no_uso'"),
    ] {
        let (code, out, err) = place.said(&["tag", "--where", typed, "-t", "changed"]);
        assert!(code == 2 && out.is_empty() && err.contains(instead), "{typed}: {code} {err}");
        assert!(err.contains("is no tag in use, and a change takes words as they stand"), "{err}");
    }
    assert_eq!(place.ok(&["find", "changed", "--count"]), "0\n");
    place.ok(&["tag", "--where", "character:furukawa_nagisa", "-t", "gif"]);
    for (query, n) in [("nagisa_furukawa", 5), ("gif", 5), ("xyzzy", 0)] {
        let said = place.ok(&["tag", "--where", query, "-t", "changed", "--dry-run"]);
        assert!(said.contains(&format!("of {n} picture")), "{query}: {said}");
    }
}

#[test]
fn a_word_that_is_several_things_is_not_read_as_one_of_them_silently() {
    let place = place("reading-several");
    place.ok(&["tag", "pictures/Clannad/Nagisa Furukawa/dango (screenshot).png", "-t", "gif", "-t", "nagisa"]);
    place.ok(&["tag", "pictures/Naruto", "-t", "dango", "-t", "one", "-t", "piece"]);
    place.ok(&["tag", "pictures/Clannad/Nagisa Furukawa/dango (screenshot).png", "-s", "one piece"]);
    for (typed, n_found, said) in [
        ("gif", 14, "gif: by gif or filetype:gif\n"),
        ("nagisa", 1, "nagisa: by nagisa (1); text:nagisa finds 4 more, by names of files and folders\n"),
        (
            "foot dango",
            0,
            "foot: by names of files and folders\n\
             nothing fits all of it together: text:foot (1), dango (8)\n",
        ),
        (
            "screenshot dango",
            1,
            "screenshot: by names of files and folders\n\
             dango: by names of files and folders too, as nothing else fits all of it\n",
        ),
        (
            "one piece",
            1,
            "one piece: by series:one_piece (1), as one name; piece one finds what has each of these tags\n",
        ),
        ("piece one", 8, ""),
        ("attack on titan", 0, "series:shingeki_no_kyojin is a known tag that nothing has yet\n"),
        ("hinatta", 0, "did you mean character:hyuuga_hinata?\n"),
        ("character:nagsia", 0, "did you mean character:furukawa_nagisa?\n"),
        ("kaoir", 0, "did you mean character:miyazono_kawori?\n"),
    ] {
        let (code, out, err) = place.said(&["find", typed]);
        assert_eq!((code, out.lines().count()), (0, n_found), "{typed}: {out}{err}");
        assert!(err.ends_with(said), "{typed}: {err}");
    }
}

#[test]
fn a_known_tag_that_nothing_has_hides_none_that_is_in_use() {
    let place = place("reading-unused");
    let words = "[[series]]\nname = \"other_show\"\naliases = [\"naru\", \"the_naru\"]\n";
    std::fs::write(place.path("mine.toml"), words).unwrap();
    place.ok(&["tags", "import", "mine.toml"]);
    let (_, out, err) = place.said(&["find", "naru"]);
    let by = "naru: by series:naruto_(series) (8)\n";
    assert_eq!((out.lines().count(), err.as_str()), (8, by));
}
