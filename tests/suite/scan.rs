//! What an import leaves out, that it says so, and that nothing known is lost by it.

use std::fs;
use std::os::unix::fs::symlink;

use nakigao::ops::{ImportOptions, ImportReport, LeftOutKind};
use nakigao::tag::Tag;
use serde_json::json;

use super::support::Place;

fn left_out(report: &ImportReport, place: &Place) -> Vec<(LeftOutKind, String)> {
    let below = |path: &std::path::Path| path.strip_prefix(place.pictures()).unwrap().to_str().unwrap().to_owned();
    report.left_out.iter().map(|left| (left.kind, below(&left.path))).collect()
}

#[test]
fn trash_and_copies_of_other_programs_are_left_out_and_counted() {
    let place = Place::new("scan-foreign");
    let gone = [
        (LeftOutKind::Trash, "data/Trash", "data/Trash/files/a.png"),
        (LeftOutKind::Trash, ".Trash-1000", ".Trash-1000/files/a.png"),
        (LeftOutKind::Trash, "$Recycle.bin", "$Recycle.bin/S-1/a.png"),
        (LeftOutKind::Trash, "#recycle", "#recycle/a.png"),
        (LeftOutKind::Program, "b/@eaDir", "b/@eaDir/a.png/SYNOPHOTO_THUMB_M.png"),
        (LeftOutKind::Program, ".stversions", ".stversions/a.png"),
        (LeftOutKind::Program, "__MACOSX", "__MACOSX/a.png"),
        (LeftOutKind::Program, "cache/thumbnails", "cache/thumbnails/normal/0123456789abcdef0123456789abcdef.png"),
        (LeftOutKind::AppleDouble, "b/._c.png", "b/._c.png"),
        (LeftOutKind::Partial, "b/d.png.part", "b/d.png.part"),
        (LeftOutKind::HiddenFolder, ".cache", ".cache/a.png"),
        (LeftOutKind::HiddenFile, "b/.e.png", "b/.e.png"),
    ];
    gone.iter().for_each(|(_, _, path)| place.put("still/rgb.png", path));
    fs::create_dir(place.pictures().join("data/Trash/info")).unwrap();
    let taken = ["b/c.png", "thumbnails/large/f.png", "Trash/g.png", "256-v2/3f/h.png", "recycled/i.png"];
    taken.iter().for_each(|path| place.put("still/rgb.png", path));
    fs::write(place.pictures().join("b/.DS_Store"), b"").unwrap();
    let report = place.import(&ImportOptions::default());
    let mut expected: Vec<_> = gone.iter().map(|(kind, path, _)| (*kind, (*path).to_owned())).collect();
    expected.sort();
    assert_eq!(left_out(&report, &place), expected);
    assert_eq!((report.scanned, report.new, report.duplicate), (5, 1, 4));
    let hidden = place.import(&ImportOptions { include_hidden: true, ..ImportOptions::default() });
    expected.retain(|(kind, _)| ![LeftOutKind::HiddenFile, LeftOutKind::HiddenFolder].contains(kind));
    assert_eq!(left_out(&hidden, &place), expected, "hidden or not, these are never a person's pictures");
    assert_eq!((hidden.scanned, hidden.duplicate), (8, 2));
    let said = place.said(&["import", "pictures", "-v"]);
    assert!(
        said.2.contains("left out: 4 trash folders, 4 folders of copies by other programs, 1 AppleDouble file"),
        "{}",
        said.2
    );
    assert!(said.2.contains("trash folder: ") && said.2.contains("/data/Trash\n"), "{}", said.2);
    assert!(said.2.contains("2 known files lie in what is left out"), "{}", said.2);
    let summary = place.json(&["import", "pictures"]).pop().unwrap();
    assert_eq!(
        (&summary["left_out"]["trash"], &summary["ignored"], &summary["missing"]),
        (&json!(4), &json!(2), &json!(0))
    );
    let named = place.ok(&["import", "pictures/data/Trash/files", "pictures", "pictures/.stversions"]);
    assert!(named.starts_with("7 files: 2 duplicate, 5 unchanged"), "what is named is taken: {named}");
}

#[test]
fn an_attribute_file_of_macos_is_told_by_its_magic_number_too() {
    let place = Place::new("scan-appledouble");
    place.put("still/rgb.png", "._really a picture.png");
    fs::write(place.pictures().join("._gone.jpg"), [0x00, 0x05, 0x16, 0x07, 0, 2, 0, 0]).unwrap();
    let report = place.import(&ImportOptions { include_hidden: true, ..ImportOptions::default() });
    assert_eq!(left_out(&report, &place), [(LeftOutKind::AppleDouble, "._gone.jpg".to_owned())]);
    assert_eq!((report.new, report.failed), (1, 0));
}

#[test]
fn no_gallery_is_ever_imported() {
    let place = Place::new("scan-galleries");
    place.put("still/rgb.png", "a.png");
    place.put("anim/loop-3.gif", "b.gif");
    place.ok(&["import", "pictures"]);
    for _ in 0..2 {
        for named in ["gallery", "gallery/thumbs", "gallery/thumbs/256-v2"] {
            let (code, out, err) = place.said(&["import", named]);
            assert!(code == 0 && out.starts_with("0 files: all that is there was left out"), "{named}: {out}{err}");
            assert!(err.contains("a gallery's own files are never imported"), "{named}: {err}");
            assert_eq!(place.json(&["roots"]).len(), 1, "{named}");
        }
    }
    assert!(place.ok(&["import", "."]).starts_with("2 files: 2 unchanged"), "the gallery's own folder");
    assert_eq!(place.ok(&["find"]).lines().count(), 2);
    // Another gallery that meets this one, and its thumbnails in a cache of their own.
    fs::create_dir(place.path("cache")).unwrap();
    fs::rename(place.path("gallery/thumbs"), place.path("cache/nakigao")).unwrap();
    let other = place.program().args(["--gallery", "other", "import", "."]).output().unwrap();
    let out = String::from_utf8(other.stdout).unwrap();
    assert!(out.starts_with("2 files: 2 new"), "{out}");
    let again = place.program().args(["--gallery", "other", "import", "cache/nakigao"]).output().unwrap();
    assert!(String::from_utf8(again.stdout).unwrap().starts_with("0 files"));
}

#[test]
fn links_that_were_not_followed_are_said() {
    let place = Place::new("scan-links");
    place.put("still/rgb.png", "../real/a.png");
    for name in ["a.png", "b.png", "c.png"] {
        symlink("../real/a.png", place.pictures().join(name)).unwrap();
    }
    let (_, out, err) = place.said(&["import", "pictures"]);
    assert!(out.starts_with("0 files: all that is there was left out"), "{out}");
    assert_eq!(err, "3 symbolic links were not followed\n");
}

#[test]
fn ignore_rules_leave_out_files_and_lose_nothing_that_is_known() {
    let place = Place::new("scan-rules");
    for name in ["a.png", "drafts/b.png", "drafts/keep.png", "c/d.png", "c/e.gif", ".f.png"] {
        place.put("still/rgb.png", name);
    }
    fs::write(place.pictures().join("c/d.png.txt"), "crying\n").unwrap();
    let first = place.import(&ImportOptions { tags: vec![Tag::parse("solo").unwrap()], ..ImportOptions::default() });
    assert_eq!((first.scanned, first.new, first.duplicate), (6, 1, 4));
    let tags = place.json(&["find"])[0]["tags"].clone();
    let rules = "\u{feff}# drafts\r\ndrafts/*\n!keep.png\n!.f.png\n*.txt\n";
    fs::write(place.pictures().join(".nakigaoignore"), rules).unwrap();
    fs::write(place.pictures().join("c/.nakigaoignore"), "/d.png\n").unwrap();
    let second = place.import(&ImportOptions { exclude: vec!["*.gif".to_owned()], ..ImportOptions::default() });
    let ignored = [LeftOutKind::IgnoredFile; 4].into_iter().zip(["c/d.png", "c/d.png.txt", "c/e.gif", "drafts/b.png"]);
    assert_eq!(left_out(&second, &place), ignored.map(|(kind, path)| (kind, path.to_owned())).collect::<Vec<_>>());
    assert_eq!((second.duplicate, second.unchanged, second.ignored, second.missing), (1, 2, 3, 0));
    assert_eq!(place.json(&["find"])[0]["tags"], tags, "tags stay, those of an ignored sidecar too");
    assert_eq!(place.json(&["find", "is:missing"]).len(), 0);
    let part = place.ok(&["import", "pictures/drafts"]);
    assert!(part.starts_with("1 file: 1 unchanged"), "rules of outer folders hold: {part}");
    fs::remove_file(place.pictures().join("drafts/b.png")).unwrap();
    assert_eq!(place.import(&ImportOptions::default()).missing, 1, "what is gone is missing, ignored or not");
}

#[test]
fn rules_that_cannot_be_read_change_nothing() {
    let place = Place::new("scan-bad-rules");
    place.put("still/rgb.png", "a/b.png");
    place.put("anim/loop-3.gif", "c.gif");
    place.import(&ImportOptions::default());
    place.put("still/rgb.png", "a/new.png");
    fs::write(place.pictures().join("a/.nakigaoignore"), "*.tmp\n{new\n").unwrap();
    let (code, out, err) = place.said(&["import", "pictures"]);
    assert_eq!((code, out.starts_with("2 files: 1 unchanged, 1 unreadable")), (3, true), "{out}");
    assert!(err.contains("a/.nakigaoignore: line 2: ") && err.contains("left as it was"), "{err}");
    assert_eq!(place.json(&["find", "is:missing"]).len(), 0);
    assert_eq!(place.said(&["import", "pictures/a"]).0, 3);
    let (code, _, err) = place.said(&["import", "pictures", "--exclude", "{new"]);
    assert!(code == 2 && err.contains("--exclude"), "{err}");
}

#[test]
fn a_rule_fits_letters_with_marks_however_a_disk_spells_them() {
    let place = Place::new("scan-forms");
    place.put("still/rgb.png", "e\u{301}te\u{301}/a.png");
    place.put("still/rgb.png", "b.png");
    let exclude = vec!["\u{e9}t\u{e9}/".to_owned()];
    let report = place.import(&ImportOptions { exclude, ..ImportOptions::default() });
    assert_eq!((report.scanned, report.new), (1, 1), "{:?}", report.left_out);
}
