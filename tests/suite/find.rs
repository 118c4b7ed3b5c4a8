//! Finding and showing: the JSON that scripts rely on, listings for other programs, and names that are up to no good.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use nakigao::ops::ImportOptions;
use serde_json::{Value, json};

use super::support::Place;

/// A still in two files and an animation.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/rgb.png", "b.png");
    place.put("anim/loop-3.gif", "c.gif");
    place.import(&ImportOptions::default());
    place
}

#[test]
fn json_has_the_promised_fields_in_the_promised_order() {
    let place = place("find-json");
    place.ok(&["tag", "pictures/c.gif", "-e", "crying"]);
    let found = place.json(&["find", "order:filesize"]);
    assert_eq!(found.len(), 2);
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let promised =
        ["hash", "format", "width", "height", "frames", "duration_ms", "bytes", "paths", "state", "tags", "quote"];
    for object in &found {
        assert_eq!(keys(object)[..11], promised);
    }
    let gif = found.iter().find(|object| object["format"] == "gif").unwrap();
    let bytes = fs::metadata(place.pictures().join("c.gif")).unwrap().len();
    for (key, value) in [
        ("width", json!(6)),
        ("height", json!(4)),
        ("frames", json!(2)),
        ("duration_ms", json!(200)),
        ("bytes", json!(bytes)),
        ("paths", json!([place.pictures().join("c.gif")])),
        ("state", json!("present")),
        (
            "tags",
            json!([{"tag": "emotion:crying", "source": "hand", "confirmed": true}, {"tag": "emotion:tears", "source": "implied", "confirmed": true}]),
        ),
        ("quote", Value::Null),
        ("animated", json!(true)),
        ("loop_count", json!(4)),
    ] {
        assert_eq!(gif[key], value, "{key}");
    }
    let still = found.iter().find(|object| object["format"] == "png").unwrap();
    assert_eq!((&still["duration_ms"], &still["frames"]), (&Value::Null, &json!(1)));
    assert_eq!(still["paths"], json!([place.pictures().join("a.png"), place.pictures().join("b.png")]));
    let hash = still["hash"].as_str().unwrap();
    assert!(hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{hash}");
    let shown = place.json(&["show", &hash[..8]]);
    assert_eq!(keys(&shown[0])[..11], promised);
    assert_eq!(shown[0]["hash"], still["hash"]);
    assert_eq!(shown[0]["perceptual_hashes"].as_array().unwrap().len(), 1);
}

#[test]
fn animations_are_found_by_how_well_they_close() {
    let place = Place::new("find-loop");
    place.put("still/rgb.png", "still.png");
    place.put("gallery/Clannad/Nagisa Furukawa/渚の涙.gif", "a.gif");
    place.put("gallery/Clannad/Tomoya Okazaki/in the field of flowers.gif", "b.gif");
    place.import(&ImportOptions::default());
    let found = place.json(&["find", "order:loop"]);
    let scores: Vec<Option<f64>> = found.iter().map(|media| media["loop_score"].as_f64()).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[1].is_some() && scores[2].is_none(), "{scores:?}");
    assert!(found.iter().all(|media| media["pingpong"] == false));
    let (best, query) = (scores[0].unwrap(), format!("loop:>={}", scores[0].unwrap()));
    assert!(best > scores[1].unwrap());
    let path = found[0]["paths"][0].as_str().unwrap().to_owned();
    assert_eq!(place.ok(&["find", &query]), format!("{path}\n"));
    assert_eq!(place.json(&["find", "loop:none"])[0]["format"], "png");
    assert!(place.ok(&["show", &path]).contains(&format!(", loop score {best}")));
}

#[test]
fn states_are_told_in_words() {
    let place = place("find-states");
    fs::remove_file(place.pictures().join("c.gif")).unwrap();
    place.import(&ImportOptions::default());
    assert_eq!(place.json(&["find", "filetype:gif"])[0]["state"], "missing");
    let (_, out, err) = place.said(&["find", "filetype:gif"]);
    let said = "1 picture whose files are missing is left out: is:missing lists what is\n";
    assert_eq!((out.as_str(), err.as_str()), ("", said), "a pipe's reader would open it");
    assert_eq!(place.ok(&["find", "filetype:gif is:missing"]).lines().count(), 1);
    assert_eq!(place.ok(&["find", "filetype:gif", "--format", "{state}"]), "missing\n");
    fs::rename(place.pictures(), place.path("elsewhere")).unwrap();
    assert_eq!(place.json(&["find", "filetype:png"])[0]["state"], "offline");
}

#[test]
fn what_went_away_since_the_last_import_is_told_where_a_file_is_shown_or_read() {
    let place = place("find-gone");
    let hash = |format: &str| place.json(&["find", format])[0]["hash"].as_str().unwrap().to_owned();
    let (still, animation) = (hash("filetype:png"), hash("filetype:gif"));
    let shown = |hash: &str| place.json(&["show", hash])[0].clone();
    fs::remove_file(place.pictures().join("a.png")).unwrap();
    let paths = json!([place.pictures().join("b.png"), place.pictures().join("a.png")]);
    assert_eq!((&shown(&still)["state"], &shown(&still)["paths"]), (&json!("present"), &paths), "the copy comes first");
    fs::remove_file(place.pictures().join("b.png")).unwrap();
    assert_eq!(shown(&still)["state"], "missing");
    assert!(place.ok(&["show", &still]).contains("  missing  "));
    assert_eq!(
        place.json(&["find", "filetype:png"])[0]["state"],
        "present",
        "a program asks for many: none is looked for"
    );

    let (_, _, err) = place.said(&["sheet", "-o", "sheet.png", "--label", "{state}", "--map", "map.json"]);
    assert!(err.contains("1 picture of these is missing"), "{err}");
    let map = fs::read_to_string(place.path("map.json")).unwrap();
    assert!(map.contains("\"label\":\"missing\"") && map.contains("\"label\":\"present\""), "{map}");
    fs::remove_dir_all(place.path("gallery/thumbs")).unwrap();
    let (_, _, err) = place.said(&["sheet", "-o", "sheet.png"]);
    assert!(err.contains("not shown: its file is missing"), "{err}");

    fs::rename(place.pictures(), place.path("elsewhere")).unwrap();
    assert_eq!(shown(&animation)["state"], "offline", "nothing is looked for in a root that is away");
}

#[test]
fn listings_are_sorted_limited_and_formatted_as_asked() {
    let place = place("find-format");
    let path = |name: &str| place.pictures().join(name).into_os_string().into_string().unwrap();
    place.ok(&["tag", "pictures/c.gif", "-e", "crying", "-c", "Nagisa Furukawa"]);
    assert_eq!(place.ok(&["find", "--order", "filesize_asc"]), format!("{}\n{}\n", path("c.gif"), path("a.png")));
    assert_eq!(place.ok(&["find", "--order", "filesize", "--limit", "1"]), format!("{}\n", path("a.png")));
    let lines = place.ok(&["find", "filetype:gif", "--format", r"{file}\t{character}\t{tags}"]);
    assert_eq!(
        lines,
        "c.gif\tfurukawa_nagisa\tcharacter:furukawa_nagisa emotion:crying emotion:tears series:clannad\n"
    );
    assert_eq!(place.ok(&["find", "filetype:gif", "--format", "{size} {frames} {duration}", "-0"]), "6×4 2 200\0");
    assert_eq!(place.said(&["find", "--format", "{oops"]).0, 2);
    assert_eq!(place.ok(&["find", "no_such_tag"]), "", "an empty result is no error");
    assert_eq!(place.said(&["find", "-0", "--json"]).0, 2);
}

/// A new line, a terminal's escape sequence, bytes that are no UTF-8, and text that runs backwards.
const NAMES: [&[u8]; 4] =
    [b"two\nlines.png", b"\x1b[31mred\x07.jpg", b"\xff\xfe.gif", "gnp.\u{202e}exe.webp".as_bytes()];

fn place_of_names(name: &str) -> Place {
    let place = Place::new(name);
    for (name, fixture) in NAMES.iter().zip(["still/rgb.png", "still/420.jpg", "anim/loop-3.gif", "anim/blend.webp"]) {
        place.put(fixture, OsStr::from_bytes(name));
    }
    place.import(&ImportOptions::default());
    place
}

#[test]
fn strange_names_are_given_back_byte_by_byte() {
    let place = place_of_names("find-names");
    let out = place.run(&["find", "-0"]).stdout;
    let mut found: Vec<&[u8]> = out.strip_suffix(b"\0").unwrap().split(|&byte| byte == 0).collect();
    found.sort();
    let mut wanted: Vec<_> = NAMES.map(|name| place.pictures().join(OsStr::from_bytes(name))).into();
    wanted.sort();
    assert_eq!(found, wanted.iter().map(|path| path.as_os_str().as_bytes()).collect::<Vec<_>>());
    // Each path that was listed can be given to `show`.
    for path in &wanted {
        let ran = place.program().args(["--gallery", "gallery", "show"]).arg(path).output().unwrap();
        assert!(ran.status.success(), "{path:?}: {}", String::from_utf8_lossy(&ran.stderr));
        assert!(ran.stdout.iter().all(|&byte| byte >= b' ' || byte == b'\n'), "{path:?} is shown escaped");
    }
}

#[test]
fn json_holds_names_that_are_no_text_in_base64() {
    let place = place_of_names("find-names-json");
    let gif = &place.json(&["find", "filetype:gif"])[0];
    let shown = gif["paths"][0].as_str().unwrap();
    assert!(shown.ends_with("/\\xff\\xfe.gif"), "{shown}");
    // `/\xff\xfe.gif` in base64, by how many bytes of the path go beyond a multiple of three.
    let ends = ["//4uZ2lm", "L//+LmdpZg==", "/i5naWY="];
    let n_bytes = place.pictures().join(OsStr::from_bytes(NAMES[2])).as_os_str().len();
    let shown = gif["path_b64"][0].as_str().unwrap();
    assert!(shown.ends_with(ends[n_bytes % 3]) && shown.len() == n_bytes.div_ceil(3) * 4, "{shown}");
    for format in ["png", "jpeg", "webp"] {
        let media = &place.json(&["find", &format!("filetype:{format}")])[0];
        assert_eq!(media.get("path_b64"), None, "{format}: text is its own best spelling");
    }
    let png = &place.json(&["find", "filetype:png"])[0];
    assert!(png["paths"][0].as_str().unwrap().ends_with("/two\nlines.png"));
}

#[test]
fn messages_hold_nothing_that_a_terminal_obeys() {
    let place = Place::new("find-names-messages");
    place.put("broken/cut.gif", OsStr::from_bytes(b"\x1b]0;owned\x07\xff.gif"));
    place.put("still/rgb.png", OsStr::from_bytes(b"one\x1b[2J.png"));
    place.put("still/rgb.png", OsStr::from_bytes(b"two\x1b[2J.png"));
    let is_safe = |bytes: &[u8]| bytes.iter().all(|&byte| byte == b'\n' || (byte >= b' ' && byte != 0x7F));
    let ran = place.run(&["import", "pictures"]);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(is_safe(said.as_bytes()) && said.contains("\\u{1b}]0;owned\\u{7}\\xff.gif"), "{said:?}");
    let said = place.ok(&["dupes"]);
    assert!(is_safe(said.as_bytes()) && said.contains("one\\u{1b}[2J.png"), "{said:?}");
    for missing in ["pictures/\u{1b}[2J", "\u{1b}[2J"] {
        let (code, _, said) = place.said(&["show", missing]);
        assert!(code == 1 && is_safe(said.as_bytes()), "{said:?}");
    }
    let (code, _, said) = place.said(&["find", "\u{1b}[2J("]);
    assert!(code == 2 && is_safe(said.as_bytes()), "{said:?}");
}

#[test]
fn a_path_is_found_however_its_letters_are_composed() {
    let place = Place::new("find-nfd");
    place.put("still/rgb.png", "カ\u{3099} か\u{3099} e\u{301}.png");
    place.put("still/420.jpg", "が é.jpg");
    place.import(&ImportOptions::default());
    for query in ["path:*が*", "name:か\u{3099}", "path:*é.*", "name:e\u{301}"] {
        assert_eq!(place.ok(&["find", query]).lines().count(), 2, "{query}");
    }
    // A path with both spellings (NFC, NFD), as a folder from macOS below one that was made here.
    place.put("still/420.jpg", "が/e\u{301}/b.jpg");
    place.import(&ImportOptions::default());
    let mixed = "path:\"*が/é/*\"";
    assert_eq!(place.ok(&["find", mixed]).lines().count(), 1);
    place.ok(&["note", "pictures/ガ が é.png", "カ\u{3099}ラス"]);
    for query in ["quote:ガ", "quote:カ\u{3099}ラス", "path:ガ"] {
        assert_eq!(place.ok(&["find", query]).lines().count(), 1, "{query}");
    }
}
