//! What happens to tags when disks go away, files cannot be read, or something else takes their place: nothing.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use nakigao::ops::{self, Event, ImportOptions, ImportReport, Progress, Unwatched};

use super::support::{Place, demo};

/// Does something at chosen events of an import, counted from 0.
struct Interfering<F: FnMut(usize, &Event<'_>)> {
    n_events: usize,
    act: F,
}

impl<F: FnMut(usize, &Event<'_>)> Progress for Interfering<F> {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        (self.act)(self.n_events, &event);
        self.n_events += 1;
        ControlFlow::Continue(())
    }
}

/// Imports while `act` is called at each event.
fn import_while(place: &Place, act: impl FnMut(usize, &Event<'_>)) -> ImportReport {
    let options = ImportOptions { threads: 1, ..ImportOptions::default() };
    let mut progress = Interfering { n_events: 0, act };
    ops::import(&place.gallery(), &[place.pictures()], &options, &mut progress).unwrap()
}

/// Acts once, when the files are about to be read.
fn once_planned(mut act: impl FnMut()) -> impl FnMut(usize, &Event<'_>) {
    let mut is_done = false;
    move |_, event| {
        if !is_done && matches!(event, Event::Planned { .. }) {
            is_done = true;
            act();
        }
    }
}

/// State and tags with their sources of every media, by path.
fn listing(place: &Place) -> BTreeMap<String, String> {
    let media = place.json(&["find"]);
    let text = |one: &serde_json::Value| (one["paths"].to_string(), format!("{} {}", one["state"], one["tags"]));
    media.iter().map(text).collect()
}

/// The tags of a file that a source states.
fn tags(place: &Place, file: &str, source: &str) -> Vec<String> {
    let shown = place.json(&["show", &format!("pictures/{file}")]);
    let tags = shown[0]["tags"].as_array().unwrap().iter().filter(|tag| tag["source"] == source);
    tags.map(|tag| tag["tag"].as_str().unwrap().to_owned()).collect()
}

fn failed(report: &ImportReport, name: &str) -> bool {
    report.failures.iter().any(|failure| failure.path.ends_with(name))
}

/// Four pictures, each with a sidecar of another kind, two of them shared.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    let small = ["still/420.jpg", "still/rgb.png", "anim/blend.webp", "still/cmyk.jpg"];
    for (fixture, file) in small.iter().zip(["x/a.jpg", "x/b.png", "y/c.webp", "y/d.jpg"]) {
        place.put(fixture, file);
    }
    let write = |name: &str, text: &str| {
        let path = place.pictures().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("x/a.jpg.txt", "character:ayanami rei\nrain\n");
    write("x/metadata/b.png.json", r#"{"category": "danbooru", "tags": "snow wind"}"#);
    write("y/info.json", r#"{"category": "exhentai", "title": "t", "tags": ["artist:someone"]}"#);
    write("y/data.jsonl", "{\"image_path\": \"d.jpg\", \"caption\": \"night, moon\"}\n");
    place
}

#[test]
fn a_sidecar_that_cannot_be_read_takes_nothing_off_and_is_named_each_time() {
    let place = place("faults-sidecar");
    place.ok(&["import", "pictures"]);
    let before = listing(&place);
    let sidecars = ["x/a.jpg.txt", "x/metadata/b.png.json", "y/info.json", "y/data.jsonl"];
    for sidecar in sidecars {
        let path = place.pictures().join(sidecar);
        let whole = fs::read(&path).unwrap();
        // Later it is no news, whatever is wrong with it by then.
        let mut expected = 3;
        for damage in [b"\xff\xff".to_vec(), vec![b' '; 65 << 20]] {
            fs::write(&path, damage).unwrap();
            for _ in 0..2 {
                let (code, _, said) = place.said(&["import", "pictures"]);
                assert!(code == expected && said.contains(sidecar), "{sidecar}: {code} {said}");
                expected = 0;
                assert_eq!(listing(&place), before, "{sidecar}");
            }
        }
        assert_eq!(place.said(&["import", "pictures", "--strict"]).0, 3, "{sidecar}");
        fs::write(&path, &whole).unwrap();
        place.ok(&["import", "pictures"]);
        assert_eq!(listing(&place), before, "{sidecar}");
    }
    fs::write(place.pictures().join(sidecars[0]), "snow\n").unwrap();
    place.ok(&["import", "pictures"]);
    assert_eq!(tags(&place, "x/a.jpg", "hydrus"), ["snow"], "what is read counts again");
}

#[test]
fn a_sidecar_that_went_away_before_it_was_read_is_read_another_time() {
    let place = place("faults-vanished-sidecar");
    place.import(&ImportOptions::default());
    let before = listing(&place);
    let (here, away) = (place.pictures().join("x/a.jpg.txt"), place.path("away.txt"));
    fs::write(&here, "character:ayanami rei\nrain\nhail\n").unwrap();
    let report = import_while(&place, once_planned(|| fs::rename(&here, &away).unwrap()));
    assert!(failed(&report, "x/a.jpg.txt"), "{report:?}");
    assert_eq!(listing(&place), before);
    fs::rename(&away, &here).unwrap();
    place.import(&ImportOptions::default());
    assert_eq!(tags(&place, "x/a.jpg", "hydrus"), ["hail", "rain", "character:ayanami_rei"]);
    let report = import_while(&place, once_planned(|| fs::remove_file(&here).unwrap()));
    assert!(report.failures.is_empty(), "nothing asks for what has not changed: {report:?}");
    place.import(&ImportOptions::default());
    assert!(tags(&place, "x/a.jpg", "hydrus").is_empty(), "it was taken away on purpose");
}

#[test]
fn a_root_that_goes_and_comes_back_at_any_moment_changes_nothing() {
    let undisturbed = place("faults-undisturbed");
    let mut n_events = 0;
    import_while(&undisturbed, |n, _| n_events = n + 1);
    let expected = listing(&undisturbed);
    assert!(n_events > 10 && expected.len() == 4, "{n_events} {expected:?}");
    for (leave, stay, replace) in (0..n_events).flat_map(|n| [(n, 1, false), (n, 2, true), (n, 99, true)]) {
        let place = place("faults-goes-and-comes");
        let (here, away) = (place.pictures(), place.path("away"));
        let come_back = || {
            if away.exists() {
                if here.exists() {
                    fs::remove_dir(&here).unwrap();
                }
                fs::rename(&away, &here).unwrap();
            }
        };
        import_while(&place, |n, _| {
            if n == leave {
                fs::rename(&here, &away).unwrap();
                if replace {
                    fs::create_dir(&here).unwrap();
                }
            }
            if n == leave + stay {
                come_back();
            }
        });
        come_back();
        place.import(&ImportOptions::default());
        let listing = listing(&place);
        let pictures = |text: &str| text.replace("faults-undisturbed", "faults-goes-and-comes");
        let expected = expected.iter().map(|(path, rest)| (pictures(path), rest.clone())).collect();
        assert_eq!(listing, expected, "away at event {leave} for {stay}, replaced: {replace}");
    }
}

#[test]
fn nothing_is_missing_when_its_root_goes_away() {
    let place = place("faults-root-gone");
    place.import(&ImportOptions::default());
    let before = listing(&place);
    for file in ["x/a.jpg", "x/b.png", "y/d.jpg", "x/a.jpg.txt"] {
        fs::File::options()
            .append(true)
            .open(place.pictures().join(file))
            .unwrap()
            .set_modified(std::time::UNIX_EPOCH)
            .unwrap();
    }
    fs::remove_file(place.pictures().join("y/c.webp")).unwrap();
    let copy = place.path("copy");
    super::support::copy_folder(&place.pictures(), &copy);
    let report = import_while(&place, once_planned(|| fs::remove_dir_all(place.pictures()).unwrap()));
    assert!(failed(&report, "pictures") && report.missing == 0, "{report:?}");
    let offline: BTreeMap<_, _> =
        before.iter().map(|(path, rest)| (path.clone(), rest.replace("\"present\"", "\"offline\""))).collect();
    assert_eq!(listing(&place), offline);
    fs::rename(copy, place.pictures()).unwrap();
    assert_eq!(place.import(&ImportOptions::default()).missing, 1);
    assert_eq!(tags(&place, "x/a.jpg", "hydrus"), ["rain", "character:ayanami_rei"]);
}

#[test]
fn what_takes_the_place_of_a_file_is_not_waited_for_nor_followed() {
    let place = place("faults-swapped");
    let outside = place.path("outside");
    fs::create_dir(&outside).unwrap();
    for name in ["b.png", "c.webp", "d.jpg"] {
        fs::copy(demo().join("Clannad/Nagisa Furukawa/dango (screenshot).png"), outside.join(name)).unwrap();
    }
    let at = |name: &str| place.pictures().join(name);
    let report = import_while(
        &place,
        once_planned(|| {
            fs::remove_file(at("x/a.jpg")).unwrap();
            make_fifo(&at("x/a.jpg"));
            fs::remove_file(at("x/b.png")).unwrap();
            symlink(outside.join("b.png"), at("x/b.png")).unwrap();
            fs::rename(at("y"), at("z")).unwrap();
            symlink(&outside, at("y")).unwrap();
        }),
    );
    assert_eq!((report.new, report.unchanged), (0, 0), "{report:?}");
    assert!(["x/a.jpg", "x/b.png", "y/c.webp", "y/d.jpg"].iter().all(|name| failed(&report, name)), "{report:?}");
    assert!(listing(&place).is_empty());
}

#[test]
fn a_fifo_that_is_named_is_refused() {
    let place = place("faults-fifo");
    place.ok(&["import", "pictures"]);
    make_fifo(&place.path("fifo.toml"));
    for arguments in [["similar", "fifo.toml"], ["similar", "/dev/zero"], ["show", "fifo.toml"]] {
        let (code, _, said) = place.said(&arguments);
        assert!(code != 0 && said.contains("regular file"), "{arguments:?}: {code} {said}");
    }
    let (code, _, said) = place.said(&["tags", "import", "fifo.toml"]);
    assert!(code == 1 && said.contains("regular file"), "{code} {said}");
}

#[test]
fn a_single_file_is_imported_with_what_is_said_beside_it() {
    let place = place("faults-single");
    place.ok(&["import", "pictures"]);
    let before = listing(&place);
    let file = place.pictures().join("x/a.jpg");
    for _ in 0..2 {
        let said = place.ok(&["import", "pictures/x/a.jpg"]);
        assert!(said.contains("1 unchanged"), "{said}");
        assert_eq!(listing(&place), before);
        fs::File::options().append(true).open(&file).unwrap().set_modified(std::time::UNIX_EPOCH).unwrap();
    }
    fs::write(place.pictures().join("x/a.jpg.txt"), "hail\n").unwrap();
    place.ok(&["import", "pictures/x/a.jpg.txt"]);
    assert_eq!(tags(&place, "x/a.jpg", "hydrus"), ["hail"]);
    fs::copy(&file, place.pictures().join("x/new.jpg")).unwrap();
    let said = place.ok(&["import", "pictures/x/new.jpg"]);
    assert!(said.contains("1 duplicate"), "{said}");
}

#[test]
fn an_accepted_guess_outlives_the_name_it_was_made_from() {
    let place = Place::new("faults-accepted");
    place.put("anim/blend.webp", "Clannad/crying.webp");
    place.ok(&["import", "pictures"]);
    place.ok(&["tag", "--where", "series:clannad", "--confirm"]);
    fs::rename(place.pictures().join("Clannad/crying.webp"), place.pictures().join("0001.webp")).unwrap();
    fs::remove_dir(place.pictures().join("Clannad")).unwrap();
    ops::import(&place.gallery(), &[place.pictures()], &ImportOptions::default(), &mut Unwatched).unwrap();
    assert_eq!(tags(&place, "0001.webp", "name"), ["emotion:crying", "series:clannad"]);
}

fn make_fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}
