//! Import: what is counted as what, and that no tag is lost on the way.

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

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
        assert_eq!(code, 3);
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    assert!(lines[0]["failed"].is_string() && lines.last().unwrap()["scanned"].is_u64(), "{lines:?}");
    assert_eq!(lines.iter().filter(|line| line["failed"].is_string()).count(), 1);
}
