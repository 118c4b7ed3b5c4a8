//! The journal: every change says which entry it is, that entry alone is taken back, and the log names it in words.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use nakigao::fingerprint::ContentHash;
use nakigao::ops::{
    self, DupesOptions, Error, Gallery, ImportOptions, JournalId, OverNote, ResolveOptions, RuleChange, Selection,
    TagOptions, Unwatched,
};
use nakigao::query::expr::TagPattern;
use nakigao::tag::Tag;
use serde_json::Value;

use super::support::Place;

const STILL: &str = "still/grey-16.png";

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

fn hash(path: &Path) -> ContentHash {
    ContentHash::of(&fs::read(path).unwrap())
}

/// All that changes may touch, as the program tells it. Which rules of the vocabulary are listed follows from the tags that the
/// gallery has seen.
fn state(place: &Place) -> Vec<Value> {
    let listings = [&["find"][..], &["tags"], &["tags", "export"], &["dupes", "--near"]];
    let mut all: Vec<Value> = listings.iter().flat_map(|what| place.json(what)).collect();
    all.retain(|one| one["origin"] != "vocabulary");
    all
}

/// Makes a change, checks that it says its entry and that taking that back restores everything, and does it again; what changes
/// nothing has no entry.
#[track_caller]
fn check(place: &Place, change: impl Fn(&Gallery) -> Vec<JournalId>, is_idempotent: bool) {
    let before = state(place);
    let gallery = place.gallery();
    let entries = change(&gallery);
    assert!(!entries.is_empty());
    let after = state(place);
    assert_ne!(before, after);
    let undone = ops::undo_entries(&gallery, &entries).unwrap();
    assert_eq!(undone.len(), entries.len());
    assert_eq!(state(place), before);
    assert!(matches!(ops::undo_entries(&gallery, &entries), Err(Error::ChangedSince)), "it does not stand any more");
    ops::redo(&gallery, entries.len() as u64).unwrap();
    if is_idempotent {
        assert_eq!(state(place), after);
        assert_eq!(change(&gallery), [], "nothing changed");
    }
}

#[test]
fn every_change_says_its_entry_and_that_entry_is_taken_back_exactly() {
    let place = Place::new("journal-entries");
    place.put(STILL, "a/one.png");
    place.put("still/422.jpg", "b/other.jpg");
    place.put(STILL, "b/copy.png");
    let options = ImportOptions { tags: vec![tag("imported")], ..ImportOptions::default() };
    let paths = [place.pictures().join("a"), place.pictures().join("b")];
    place.import(&ImportOptions::default());
    let import = |gallery: &Gallery| ops::import(gallery, &paths, &options, &mut Unwatched).unwrap().entries;
    check(&place, import, true);
    let (one, other) = (paths[0].join("one.png"), paths[1].join("other.jpg"));
    let selection = Selection { named: vec![one.clone().into()], ..Selection::default() };
    let put = TagOptions { add: vec![tag("emotion:crying")], ..TagOptions::default() };
    check(&place, |gallery| ops::tag(gallery, &selection, &put).unwrap().entry.into_iter().collect(), true);
    let take = TagOptions { remove: vec![TagPattern::from(&tag("imported"))], ..TagOptions::default() };
    check(&place, |gallery| ops::tag(gallery, &selection, &take).unwrap().entry.into_iter().collect(), true);
    check(
        &place,
        |gallery| ops::note(gallery, &selection, "だんご", OverNote::Replace).unwrap().entry.into_iter().collect(),
        true,
    );
    let adopt = |gallery: &Gallery| ops::adopt(gallery, &hash(&one), &hash(&other)).unwrap().entry;
    check(&place, |gallery| adopt(gallery).into_iter().collect(), true);
    let rule = RuleChange::Imply(tag("emotion:crying"), tag("mood"));
    check(&place, |gallery| ops::change_rule(gallery, &rule).unwrap().entry.into_iter().collect(), true);
    let words = place.path("tags.csv");
    fs::write(&words, "name,category,post_count,aliases\ncrying,0,9,weeping_much\n").unwrap();
    check(&place, |gallery| ops::import_vocabulary(gallery, &words).unwrap().entry.into_iter().collect(), true);
    let rehearsed = TagOptions { add: vec![tag("never")], dry_run: true, ..TagOptions::default() };
    assert_eq!(ops::tag(&place.gallery(), &selection, &rehearsed).unwrap().entry, None);
    let options = ResolveOptions { trash: place.path("trash"), ..ResolveOptions::default() };
    let resolve = |gallery: &Gallery| -> Vec<JournalId> {
        let asked = ops::parse_query("").unwrap();
        let groups = ops::dupes(gallery, &asked, DupesOptions::default(), &mut Unwatched).unwrap();
        let moves = ops::plan_resolve(gallery, &groups, &options).unwrap();
        ops::resolve(gallery, &moves, &options, &mut Unwatched).unwrap().entry.into_iter().collect()
    };
    check(&place, resolve, false);
    assert!(paths[1].join("copy.png").exists(), "the file is back with its entry");
}

#[test]
fn a_pair_that_is_rejected_twice_is_one_entry() {
    let place = Place::with_demo("journal-reject");
    place.said(&["import", "pictures"]);
    let below = |name: &str| place.pictures().join(name);
    let one = below("Clannad/Nagisa Furukawa/at the foot of the slope.jpg");
    let other = below("Clannad/Tomoya Okazaki/slope (small).jpg");
    let reject = |gallery: &Gallery| ops::reject(gallery, &hash(&one), &hash(&other)).unwrap().into_iter().collect();
    check(&place, reject, true);
}

#[test]
fn an_entry_is_not_taken_back_below_a_newer_one() {
    let place = Place::new("journal-newer");
    place.put(STILL, "a.png");
    place.said(&["import", "pictures"]);
    let gallery = place.gallery();
    let selection = Selection { named: vec![place.pictures().into()], ..Selection::default() };
    let put = |name: &str| {
        let options = TagOptions { add: vec![tag(name)], ..TagOptions::default() };
        ops::tag(&gallery, &selection, &options).unwrap().entry.unwrap()
    };
    let (first, second) = (put("first"), put("second"));
    let before = state(&place);
    for entries in [&[first][..], &[first, first]] {
        assert!(matches!(ops::undo_entries(&gallery, entries), Err(Error::ChangedSince)));
        assert_eq!(state(&place), before);
    }
    let undone = ops::undo_entries(&gallery, &[first, second]).unwrap();
    assert_eq!(undone.iter().map(|entry| entry.id).collect::<Vec<_>>(), [second, first]);
    assert!(ops::undo_entries(&gallery, &[]).unwrap().is_empty());
}

#[test]
fn the_log_names_every_change_in_words() {
    let place = Place::new("journal-words");
    let names: Vec<String> = (0..12).map(|n| format!("pictures/{n}.png")).collect();
    for name in &names {
        let picture = format!("P2 1 1 255 {}\n", name.len() * 7 + name.as_bytes()[9] as usize);
        fs::write(place.path(name), picture).unwrap();
    }
    let odd = place.pictures().join(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(b"\xff\n.png"));
    fs::write(&odd, "P2 1 1 255 1\n").unwrap();
    place.ok(&["import", "pictures", "--tag", "all"]);
    let mut arguments = vec!["tag"];
    arguments.extend(names.iter().map(String::as_str));
    place.ok(&[&arguments[..], &["-e", "crying", "--where", "width:1", "--remove", "all"]].concat());
    place.ok(&["note", "pictures/1.png", &"泣".repeat(500)]);
    place.ok(&["tags", "imply", "emotion:crying", "mood"]);
    let selection = Selection { named: vec![odd.into()], ..Selection::default() };
    let options = TagOptions { add: vec![tag("odd")], ..TagOptions::default() };
    ops::tag(&place.gallery(), &selection, &options).unwrap();
    let log = place.json(&["log"]);
    let said: Vec<&str> = log.iter().map(|entry| entry["command"].as_str().unwrap()).collect();
    assert!(said[0].ends_with("\u{fffd}\n.png -t odd"), "{said:?}");
    assert_eq!(said[1], "tags imply emotion:crying mood");
    assert_eq!(said[2], format!("note pictures/1.png \"{}…\"", "泣".repeat(200)));
    let eight = names[..8].join(" ");
    assert_eq!(said[3], format!("tag {eight} (and 4 more) --where width:1 -t emotion:crying --remove all"));
    assert_eq!(said[4], format!("import {}", place.pictures().display()));
    assert_eq!(place.ok(&["log"]).lines().count(), said.len(), "a line each");
    for rule in
        [&["imply", "a", "b"][..], &["remove-implication", "a", "b"], &["alias", "a", "c"], &["remove-alias", "a", "c"]]
    {
        place.ok(&[&["tags"], rule].concat());
        assert_eq!(place.json(&["log", "--limit", "1"])[0]["command"], format!("tags {}", rule.join(" ")));
    }
}

#[test]
fn the_import_after_an_undone_one_reads_anew_what_is_said_of_its_files() {
    let place = Place::new("journal-anew");
    let keywords = super::embedded::jpeg(b"\x1C\x02\x19\0\x04rain\x1C\x02\x78\0\x04dawn");
    for name in ["Clannad/Nagisa Furukawa/crying.jpg", "side.jpg"] {
        place.put("still/422.jpg", name);
        fs::write(place.pictures().join(name), [&keywords, name.as_bytes()].concat()).unwrap();
    }
    fs::write(place.path("pictures/side.jpg.txt"), "character:ayanami rei\n").unwrap();
    place.ok(&["import", "pictures"]);
    let before = place.json(&["find"]);
    let sources = format!("{before:?}");
    assert!(["name", "hydrus", "xmp"].iter().all(|source| sources.contains(source)), "{sources}");
    for change in [&["tags", "imply", "a", "b"][..], &["note", "pictures/side.jpg", "x"]] {
        let (_, _, err) = place.said(&["undo"]);
        assert!(err.contains("another `nakigao import` of them puts the tags on again"), "{err}");
        assert_eq!(place.ok(&["find", "is:tagged", "--count"]), "0\n");
        // Nothing can be redone after that.
        place.ok(change);
        place.ok(&["undo"]);
        assert!(place.ok(&["import", "pictures"]).contains("tags put on"));
        assert_eq!(place.json(&["find"]), before);
        assert!(!place.ok(&["import", "pictures"]).contains("put on"), "it is read once");
    }
    place.ok(&["tag", "pictures/side.jpg", "--remove", "rain"]);
    place.ok(&["undo", "2"]);
    place.ok(&["import", "pictures"]);
    assert_eq!(place.json(&["find"]), before);
}
