//! Keywords that lie within pictures and in their attributes, and prompts.

use std::fs;
use std::io::Write;
use std::path::Path;

use rustix::fs::{XattrFlags, setxattr};

use super::sources::{place, tags};
use super::support::fixtures;

/// A JPEG with Photoshop's block of IPTC records.
pub(super) fn jpeg(records: &[u8]) -> Vec<u8> {
    let jpeg = fs::read(fixtures().join("still/420.jpg")).unwrap();
    let size = u32::try_from(records.len()).unwrap().to_be_bytes();
    let segment = [&b"Photoshop 3.0\08BIM\x04\x04\0\0"[..], &size, records].concat();
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xED], &length, &segment, &jpeg[2..]].concat()
}

#[test]
fn iptc_keywords_are_tags_and_a_damaged_list_is_named() {
    let place = place("embedded-iptc");
    fs::write(place.pictures().join("x/whole.jpg"), jpeg(b"\x1C\x02\x19\0\x06crying\x1C\x02\x19\0\x04rain")).unwrap();
    fs::write(place.pictures().join("x/cut.jpg"), jpeg(b"\x1C\x02\x19\0\x04rain\x1C\x02\x19\0\x63cry")).unwrap();
    let run = place.run(&["import", "pictures", "--no-names"]);
    assert!(run.status.success());
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains("cut.jpg: keywords in it may be missing: its IPTC keywords are damaged"), "{said}");
    assert!(!said.contains("whole.jpg: keywords"), "{said}");
    assert_eq!(tags(&place, "x/whole.jpg"), ["rain xmp", "emotion:crying xmp"]);
    assert_eq!(tags(&place, "x/cut.jpg"), ["rain xmp"]);
}

/// A PNG with a text.
fn png(keyword: &str, text: &str) -> Vec<u8> {
    let png = fs::read(fixtures().join("still/rgb.png")).unwrap();
    let data = [b"tEXt", keyword.as_bytes(), b"\0", text.as_bytes()].concat();
    let length = u32::try_from(data.len() - 4).unwrap().to_be_bytes();
    // Behind the signature and the header.
    [&png[..33], &length, &data, &crc32fast::hash(&data).to_be_bytes(), &png[33..]].concat()
}

#[test]
fn prompts_are_guesses_and_only_read_where_somebody_asks() {
    let place = place("embedded-prompts");
    let text = "masterpiece, 1girl, (crying:1.2), <lora:x:1>\nNegative prompt: smile\nSteps: 20, Seed: 1";
    fs::write(place.pictures().join("x/old.png"), png("parameters", text)).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    assert!(tags(&place, "x/old.png").is_empty());
    fs::write(place.pictures().join("x/new.png"), png("parameters", "rain\nSteps: 20")).unwrap();
    for options in [&["--prompts"][..], &[], &["--caption-notes"], &["--prompts"]] {
        place.ok(&[&["import", "pictures", "--no-names"][..], options].concat());
        assert_eq!(tags(&place, "x/old.png"), ["1girl prompt?", "emotion:crying prompt?"], "{options:?}");
        assert_eq!(tags(&place, "x/new.png"), ["rain prompt?"], "{options:?}");
    }
}

/// Sets the tags that KDE shows of a file; where the file system has no attributes, says so.
#[allow(clippy::explicit_write, reason = "the output of tests that pass is kept back")]
fn set_tags(path: &Path, tags: &[u8]) -> bool {
    let set = setxattr(path, "user.xdg.tags", tags, XattrFlags::empty());
    if let Err(error) = set {
        writeln!(std::io::stderr(), "SKIPPED: no extended attribute can be set at {}: {error}", path.display())
            .unwrap();
    }
    set.is_ok()
}

#[test]
fn tags_of_kde_are_read_and_followed() {
    let place = place("embedded-attribute");
    let (here, there) = (place.pictures().join("x/a.jpg"), place.pictures().join("y/a.jpg"));
    if !set_tags(&here, b"Nagisa Furukawa,anime/clannad,crying") {
        return;
    }
    let import = || place.run(&["import", "pictures", "--no-names"]);
    assert!(import().status.success());
    let all = ["character:furukawa_nagisa attribute", "emotion:crying attribute", "series:clannad attribute"];
    assert_eq!(tags(&place, "x/a.jpg"), all);
    set_tags(&here, b"crying");
    fs::write(place.pictures().join("x/a.jpg.txt"), "rain\nseries:clannad\n").unwrap();
    assert!(import().status.success());
    let stated = ["rain hydrus", "emotion:crying attribute", "series:clannad hydrus"];
    assert_eq!(tags(&place, "x/a.jpg"), stated);
    set_tags(&here, b"caf\xE9");
    for expected in [3, 0] {
        let run = import();
        assert_eq!(run.status.code(), Some(expected));
        assert!(String::from_utf8_lossy(&run.stderr).contains("x/a.jpg: its tags of KDE"));
        assert_eq!(tags(&place, "x/a.jpg"), stated);
    }
    // Neither the sidecar nor the attribute went along.
    fs::create_dir(place.pictures().join("y")).unwrap();
    rustix::fs::removexattr(&here, "user.xdg.tags").unwrap();
    fs::rename(&here, &there).unwrap();
    assert!(import().status.success());
    assert_eq!(tags(&place, "y/a.jpg"), stated);
    set_tags(&there, b"solo");
    assert!(import().status.success());
    assert_eq!(tags(&place, "y/a.jpg"), ["rain hydrus", "solo attribute", "series:clannad hydrus"]);
    rustix::fs::removexattr(&there, "user.xdg.tags").unwrap();
    assert!(import().status.success());
    assert_eq!(tags(&place, "y/a.jpg"), ["rain hydrus", "series:clannad hydrus"]);
}

#[test]
fn tags_of_kde_outlive_a_file_that_is_saved_anew() {
    let place = place("embedded-saved");
    let (here, new) = (place.pictures().join("x/a.jpg"), place.path("new.jpg"));
    if !set_tags(&here, b"crying") {
        return;
    }
    place.ok(&["import", "pictures", "--no-names"]);
    // What many editors do: the attributes are the old file's.
    fs::write(&new, [fs::read(&here).unwrap(), b"\0\0".to_vec()].concat()).unwrap();
    fs::rename(&new, &here).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!(tags(&place, "x/a.jpg"), ["emotion:crying copied"]);
}
