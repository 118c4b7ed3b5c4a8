//! Import: what is counted as what, and that no tag is lost on the way.

use std::fs;
use std::io::{BufRead, BufReader};
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::process::Stdio;

use nakigao::ops::{
    self, Event, Failure, FailureKind, FolderTemplate, Gallery, ImportOptions, Phase, Progress, Selection, TagOptions,
};
use nakigao::tag::Tag;
use serde_json::Value;

use super::support::Place;

fn count(gallery: &Gallery, query: &str) -> u64 {
    ops::find(gallery, &ops::parse_query(query).unwrap(), |_| ControlFlow::Continue(())).unwrap()
}

#[test]
fn the_demo_is_imported_once_and_then_unchanged() {
    let place = Place::with_demo("import-demo");
    let template = Some(FolderTemplate::parse("{series}/{character}/*").unwrap());
    let options = ImportOptions { template, ..ImportOptions::default() };
    let first = place.import(&options);
    assert_eq!((first.scanned, first.new, first.duplicate, first.failed), (23, 21, 1, 1));
    assert!(first.failures[0].path.ends_with("broken download.gif"));
    assert!(first.failures[0].reason.contains("truncated"), "{}", first.failures[0].reason);
    let second = place.import(&options);
    assert_eq!((second.scanned, second.unchanged, second.failed, second.bytes, second.tagged), (23, 22, 1, 0, 0));
    let gallery = place.gallery();
    assert_eq!(count(&gallery, "series:clannad is:animated"), 4);
    assert_eq!(count(&gallery, "character:kaori_miyazono character:kousei_arima is:duplicate"), 1);
    assert_eq!(count(&gallery, "filetype:png path:moonlight.jpg"), 1, "a wrong extension is no fault");
}

#[test]
fn moved_copied_replaced_touched_and_deleted_files_are_told_apart() {
    let place = Place::with_demo("import-changes");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    let named = vec![place.pictures().join("Naruto").into_os_string()];
    let crying = TagOptions { add: vec![Tag::parse("emotion:crying").unwrap()], ..TagOptions::default() };
    let tagged = ops::tag(&gallery, &Selection { named, ..Selection::default() }, &crying).unwrap().selected;
    let at = |name: &str| place.pictures().join(name);
    fs::rename(at("Naruto"), at("ナルト")).unwrap();
    fs::copy(at("ナルト/Sasuke Uchiha/the jetty.jpg"), at("copy.jpg")).unwrap();
    fs::copy(at("Clannad/Nagisa Furukawa/渚の涙.gif"), at("Clannad/Nagisa Furukawa/dango (screenshot).png")).unwrap();
    fs::remove_file(at("Your Lie in April/Kaori Miyazono/spring is coming.jpg")).unwrap();
    fs::File::options()
        .append(true)
        .open(at("Clannad/Tomoya Okazaki/slope (small).jpg"))
        .unwrap()
        .set_modified(std::time::UNIX_EPOCH)
        .unwrap();
    let report = place.import(&ImportOptions::default());
    let counts = (report.moved, report.duplicate, report.changed, report.missing, report.new, report.failed);
    assert_eq!(counts, (8, 1, 1, 1, 0, 1));
    assert_eq!(count(&gallery, "emotion:crying is:present"), tagged, "tags stay on moved files");
    assert_eq!(count(&gallery, "is:missing"), 2, "the deleted one and the one that was overwritten");
}

#[test]
fn what_is_no_picture_is_counted_or_listed_and_nothing_stops_the_rest() {
    let place = Place::new("import-odd");
    let at = |name: &[u8]| place.pictures().join(std::ffi::OsStr::from_bytes(name));
    fs::write(at(b"empty.png"), b"").unwrap();
    fs::write(at(b"pointer.gif"), b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n").unwrap();
    fs::write(at(b"notes.txt"), b"not a picture").unwrap();
    fs::write(at(b"drawing.svg"), b"<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    let still = super::support::demo().join("Clannad/Nagisa Furukawa/dango (screenshot).png");
    fs::copy(&still, at(b"\xff\xfe\n\x1b[31m.png")).unwrap();
    symlink(&still, at(b"link.png")).unwrap();
    let report = place.import(&ImportOptions::default());
    assert_eq!((report.new, report.failed, report.skipped, report.symlinks), (1, 2, 2, 1));
    let reasons: Vec<_> = report.failures.iter().map(|failure| (failure.kind, failure.reason.as_str())).collect();
    assert_eq!(reasons[0].0, FailureKind::Broken);
    assert!(reasons[0].1.contains("empty"), "{reasons:?}");
    assert!(reasons[1].1.contains("LFS"), "{reasons:?}");
}

#[test]
fn a_plan_says_what_an_import_does_and_writes_nothing() {
    let place = Place::with_demo("import-plan");
    let gallery = Gallery::open_or_imagine(&place.path("gallery"), &place.path("gallery/thumbs")).unwrap();
    let options = ImportOptions { rehearse: true, ..ImportOptions::default() };
    let plan = ops::import(&gallery, &[place.pictures()], &options, &mut ops::Unwatched).unwrap();
    assert_eq!((plan.new, plan.duplicate, plan.failed), (21, 1, 1));
    assert!(!place.path("gallery").exists());
}

#[test]
fn a_root_that_cannot_be_reached_is_offline_with_all_its_tags() {
    let place = Place::with_demo("import-offline");
    place.import(&ImportOptions { tags: vec![Tag::parse("emotion:crying").unwrap()], ..ImportOptions::default() });
    fs::rename(place.pictures(), place.path("unplugged")).unwrap();
    let gallery = place.gallery();
    assert_eq!(count(&gallery, "is:offline emotion:crying"), 21);
    let error = ops::import(&gallery, &[place.pictures()], &ImportOptions::default(), &mut ops::Unwatched).unwrap_err();
    assert!(matches!(error, ops::Error::Offline { .. }), "{error}");
    assert_eq!(count(&gallery, "is:missing"), 0);
}

/// What an import tells while it runs.
#[derive(Default)]
struct Told {
    failed: Vec<Failure>,
    damaged: usize,
    phases: Vec<Phase>,
    /// The phases that had begun when the last failure was told.
    phases_at_failure: Vec<Phase>,
}

impl Progress for Told {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        match event {
            Event::Failed(failure) => {
                self.failed.push(failure.clone());
                self.phases_at_failure = self.phases.clone();
            }
            Event::Damaged { .. } => self.damaged += 1,
            Event::Planned { phase, .. } => self.phases.push(phase),
            _ => (),
        }
        ControlFlow::Continue(())
    }
}

#[test]
fn an_import_tells_its_phases_and_each_failure_once_as_it_happens() {
    let place = Place::with_demo("import-told");
    let gallery = place.gallery();
    let mut told = Told::default();
    let report = ops::import(&gallery, &[place.pictures()], &ImportOptions::default(), &mut told).unwrap();
    told.failed.sort();
    assert_eq!((told.failed.len(), &told.failed), (1, &report.failures));
    assert_eq!(told.damaged, report.damaged.len());
    assert!(told.phases_at_failure.ends_with(&[Phase::Examine]), "{:?}", told.phases_at_failure);
    let at = |phase| told.phases.iter().position(|known| *known == phase);
    assert!(at(Phase::Examine) < at(Phase::Compare) && at(Phase::Examine).is_some(), "{:?}", told.phases);
    let lines: Vec<Value> = {
        let (code, out, _) = place.said(&["import", "pictures", "--json"]);
        assert_eq!(code, 0, "it was known");
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    assert!(lines[0]["failed"].is_string() && lines.last().unwrap()["scanned"].is_u64(), "{lines:?}");
    let failed: Vec<&Value> = lines.iter().filter(|line| line["failed"].is_string()).collect();
    assert!(failed.len() == 1 && failed[0]["known"] == true, "{failed:?}");
}

#[test]
fn a_first_import_says_where_the_gallery_is_and_what_to_do_next() {
    let place = Place::new("import-first");
    place.put("still/rgb.png", "a.png");
    for (gallery, options, is_said) in
        [("one", vec![], true), ("two", vec!["--quiet"], false), ("three", vec!["--json"], false)]
    {
        for is_first in [true, false] {
            let mut command = place.program();
            let ran = command.args(["--gallery", gallery, "import", "pictures"]).args(&options).output().unwrap();
            let err = String::from_utf8(ran.stderr).unwrap();
            assert_eq!(
                err.contains("the gallery is in") && err.contains(&format!("nakigao --gallery {gallery} tags")),
                is_said && is_first,
                "{err}"
            );
        }
    }
}

#[test]
fn what_could_not_be_read_before_is_counted_and_listed_on_request() {
    let place = Place::new("import-known");
    place.put("still/rgb.png", "a.png");
    fs::write(place.path("pictures/bad.png"), b"").unwrap();
    fs::write(place.path("pictures/drawing.svg"), b"<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    let (code, _, err) = place.said(&["import", "pictures"]);
    assert!(code == 3 && err.contains("bad.png: ") && !err.contains("known unreadable"), "{err}");
    let (code, out, err) = place.said(&["import", "pictures"]);
    assert!(code == 0 && out.contains("1 unreadable") && !err.contains("bad.png"), "{out}{err}");
    assert!(err.contains("1 known unreadable: `nakigao verify --failures` lists them"), "{err}");
    assert_eq!(place.said(&["import", "pictures", "--strict"]).0, 3);
    let listed = place.ok(&["verify", "--failures"]);
    assert!(listed.lines().count() == 1 && listed.contains("bad.png: "), "{listed}");
    assert_eq!(place.json(&["verify", "--failures"])[0]["kind"], "broken");
    fs::write(place.path("pictures/worse.png"), b"").unwrap();
    let (code, _, err) = place.said(&["import", "pictures"]);
    assert!(code == 3 && err.contains("worse.png") && !err.contains("bad.png"), "{err}");
}

#[test]
fn files_that_are_no_pictures_are_told_apart() {
    let place = Place::new("import-not-pictures");
    place.put("still/rgb.png", "a.png");
    for (name, text) in
        [("a.png.txt", "smile"), ("clip.MP4", "x"), ("other.webm", "x"), ("notes.doc", "x"), ("readme.txt", "x")]
    {
        fs::write(place.pictures().join(name), text).unwrap();
    }
    for _ in 0..2 {
        let (_, out, err) = place.said(&["import", "pictures", "-v"]);
        let beside = "; beside them 1 sidecar, 2 videos skipped, 2 other files (";
        assert!(out.starts_with("1 file: 1 ") && out.contains(beside), "{out}");
        assert!(err.contains("video skipped: ") && err.contains("clip.MP4") && err.contains("notes.doc"), "{err}");
        assert!(!place.said(&["import", "pictures"]).2.contains("clip.MP4"));
    }
    let summary = place.json(&["import", "pictures"]).pop().unwrap();
    assert_eq!((&summary["skipped"], &summary["sidecars"], &summary["videos"]), (&5.into(), &1.into(), &2.into()));
}

#[test]
fn an_import_waits_for_another_command_where_it_is_asked_to() {
    let place = Place::new("import-wait");
    place.put("still/rgb.png", "a.png");
    place.ok(&["import", "pictures"]);
    let held = fs::File::options().write(true).open(place.path("gallery/lock")).unwrap();
    held.lock().unwrap();
    let (code, _, err) = place.said(&["import", "pictures"]);
    assert!(code == 1 && err.contains("another command") && err.contains("--wait"), "{err}");
    let mut command = place.program();
    command.args(["--gallery", "gallery", "import", "pictures", "--wait"]).stderr(Stdio::piped()).stdout(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut said = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert!(said.starts_with("waiting for another command"), "{said}");
    drop(held);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_plan_shows_which_tags_would_go_where() {
    let place = Place::with_demo("import-plan-tags");
    fs::write(place.pictures().join("Naruto/Sasuke Uchiha/the jetty.jpg.txt"), "sea").unwrap();
    let arguments = ["import", "pictures", "--plan", "--template", "{series}/{character}/*"];
    let (_, out, _) = place.said(&arguments);
    assert!(out.contains("\nfolder: 43 tags on 21 files, such as\n"), "{out}");
    assert!(out.contains("\nhydrus: 1 tag on 1 file, such as\n  ") && out.contains("the jetty.jpg: sea\n"), "{out}");
    let examples = out.lines().filter(|line| line.starts_with("  ")).count();
    assert!(examples <= 10, "{out}");
    let (_, out, _) = place.said(&[&arguments[..], &["--json"]].concat());
    let plans: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let plans: Vec<&Value> = plans.iter().filter(|line| line["plan"].is_string()).collect();
    let jetty = plans.iter().find(|plan| plan["plan"].as_str().unwrap().ends_with("the jetty.jpg")).unwrap();
    let has = |tag: &str, source: &str| {
        jetty["tags"].as_array().unwrap().contains(&serde_json::json!({"tag": tag, "source": source}))
    };
    assert!(has("character:uchiha_sasuke", "folder") && has("sea", "hydrus"), "{jetty}");
    assert!(!place.path("gallery/catalog.db").exists());
}
