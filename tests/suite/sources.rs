//! Tags that are there already: sidecars of every kind, names, packets; reading them again; writing them out.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;

use nakigao::ops::{self, Event, ImportOptions, Progress, Unwatched};

use super::support::{Place, fixtures};

/// The tags of a file with their sources, `tag source` or `tag source?` where it is a guess.
fn tags(place: &Place, file: &str) -> Vec<String> {
    let shown = place.json(&["show", &format!("pictures/{file}")]);
    let tags = shown[0]["tags"].as_array().unwrap();
    let text = |tag: &serde_json::Value| {
        let doubt = if tag["confirmed"].as_bool().unwrap() { "" } else { "?" };
        format!("{} {}{doubt}", tag["tag"].as_str().unwrap(), tag["source"].as_str().unwrap())
    };
    tags.iter().map(text).filter(|tag| !tag.contains(" implied")).collect()
}

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/420.jpg", "x/a.jpg");
    place
}

#[test]
fn each_sites_tags_arrive_in_their_namespaces() {
    let expected: BTreeMap<&str, Vec<&str>> = BTreeMap::from([
        (
            "danbooru.json",
            vec![
                "character:ayanami_rei gallery-dl",
                "series:neon_genesis_evangelion gallery-dl",
                "artist:someone_(artist) gallery-dl",
                "emotion:crying gallery-dl",
                "1girl gallery-dl",
                ">_< gallery-dl",
                "rating:sensitive gallery-dl",
            ],
        ),
        ("gelbooru.json", vec!["emotion:crying gallery-dl"]),
        ("yandere.json", vec!["rating:general gallery-dl"]),
        ("hydrus.txt", vec!["character:ayanami_rei hydrus"]),
        ("kohya.txt", vec!["character:ayanami_rei kohya", "emotion:crying kohya", "rating:sensitive kohya"]),
        ("digikam.xmp", vec!["character:ayanami_rei xmp"]),
        ("lightroom.xmp", vec!["character:artoria_pendragon_(fate) xmp", "night xmp"]),
    ]);
    for (sidecar, expected) in expected {
        let place = place(&format!("sources-{sidecar}"));
        let (_, extension) = sidecar.rsplit_once('.').unwrap();
        place.put(&format!("sidecar/{sidecar}"), format!("x/a.jpg.{extension}"));
        place.ok(&["import", "pictures", "--no-names"]);
        let tags = tags(&place, "x/a.jpg");
        for tag in expected {
            assert!(tags.iter().any(|found| found == tag), "{sidecar}: {tag} in {tags:?}");
        }
    }
}

#[test]
fn a_changed_sidecar_is_read_again_and_hands_are_respected() {
    let place = place("sources-again");
    let sidecar = place.pictures().join("x/a.jpg.txt");
    fs::write(&sidecar, "character:ayanami rei\ncrying\nrain\n").unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!(tags(&place, "x/a.jpg"), ["rain hydrus", "character:ayanami_rei hydrus", "emotion:crying hydrus"]);
    place.ok(&["tag", "pictures/x/a.jpg", "-t", "mine", "--remove", "rain"]);
    fs::write(&sidecar, "character:ayanami rei\nrain\nsnow\nwind and weather\n").unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    let expected = ["mine hand", "snow hydrus", "wind_and_weather hydrus", "character:ayanami_rei hydrus"];
    assert_eq!(tags(&place, "x/a.jpg"), expected, "updated; rain stays off, mine stays on");
    fs::remove_file(&sidecar).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!(tags(&place, "x/a.jpg"), ["mine hand"]);
    place.ok(&["undo"]);
    assert_eq!(tags(&place, "x/a.jpg"), expected);
}

#[test]
fn names_are_guesses_until_they_are_accepted() {
    let place = Place::new("sources-names");
    place.put("anim/blend.webp", "Clannad/Nagisa Furukawa - crying.webp");
    place.put("still/420.jpg", "misc/yande.re 12345 crying tachibana_kanade angel_beats!.jpg");
    place.put("still/rgb.png", "misc/IMG_0001.png");
    let plan = place.json(&["import", "pictures", "--plan"]);
    assert_eq!(plan[0]["tagged_by"]["name"], serde_json::json!(6), "{plan:?}");
    place.ok(&["import", "pictures"]);
    let file = "Clannad/Nagisa Furukawa - crying.webp";
    assert_eq!(tags(&place, file), ["character:furukawa_nagisa name?", "emotion:crying name?", "series:clannad name?"]);
    let file = "misc/yande.re 12345 crying tachibana_kanade angel_beats!.jpg";
    assert_eq!(
        tags(&place, file),
        ["character:tachibana_kanade name?", "emotion:crying name?", "series:angel_beats! name?"]
    );
    assert!(tags(&place, "misc/IMG_0001.png").is_empty());
    assert_eq!(place.ok(&["find", "is:unconfirmed"]).lines().count(), 2);
    assert!(place.ok(&["export", "--to", "csv"]).lines().all(|line| !line.contains("crying,")), "no guesses go out");
    assert!(!place.ok(&["export", "--to", "json"]).contains("furukawa_nagisa"), "nor here");
    place.ok(&["tag", "--where", "series:clannad", "--confirm"]);
    assert!(place.ok(&["export", "--to", "json"]).contains("character:furukawa_nagisa"));
    assert_eq!(place.ok(&["find", "is:unconfirmed"]).lines().count(), 1);
    assert!(place.ok(&["export", "--to", "csv"]).contains("character:furukawa_nagisa"));
    place.ok(&["undo"]);
    assert_eq!(place.ok(&["find", "is:unconfirmed"]).lines().count(), 2);
}

#[test]
fn what_is_written_out_is_read_back() {
    for (format, sidecar, source) in
        [("xmp", "a.jpg.xmp", "xmp"), ("hydrus", "a.jpg.txt", "hydrus"), ("kohya", "a.txt", "kohya")]
    {
        let place = place(&format!("sources-export-{format}"));
        place.ok(&["import", "pictures", "--no-names"]);
        place.ok(&["tag", "pictures/x/a.jpg", "-c", "furukawa nagisa", "-s", "clannad", "-e", "crying", "-t", "rain"]);
        let (code, _, _) = place.said(&["export", "--to", format]);
        assert_eq!(code, 2, "it says where to");
        place.ok(&["export", "--to", format, "--out", "sidecars"]);
        assert!(place.path("sidecars/pictures/x").join(sidecar).exists());
        place.ok(&["export", "--to", format, "--beside"]);
        let said = place.ok(&["export", "--to", format, "--beside"]);
        assert!(said.starts_with("0 sidecars written, 1 unchanged"), "{said}");
        let gallery = ["--gallery", "other"];
        let run = |arguments: &[&str]| {
            let ran = place.program().args(gallery).args(arguments).output().unwrap();
            assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
            String::from_utf8(ran.stdout).unwrap()
        };
        run(&["import", "pictures", "--no-names"]);
        let read = run(&["show", "pictures/x/a.jpg"]);
        for tag in ["rain", "character:furukawa_nagisa", "emotion:crying", "series:clannad"] {
            assert!(read.contains(&format!("{tag}  (by {source})")), "{format}: {tag} in {read}");
        }
    }
}

/// Breaks off at the first file that is done.
struct Impatient;

impl Progress for Impatient {
    fn on(&mut self, event: Event<'_>) -> ControlFlow<()> {
        if matches!(event, Event::Done { .. }) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn an_import_that_was_broken_off_reads_the_sidecars_the_next_time() {
    let place = place("sources-broken-off");
    let options = ImportOptions { names: false, ..ImportOptions::default() };
    place.import(&options);
    place.put("still/rgb.png", "x/b.png");
    fs::write(place.pictures().join("x/b.png.txt"), "rain\n").unwrap();
    let report = ops::import(&place.gallery(), &[place.pictures()], &options, &mut Impatient).unwrap();
    assert!(report.interrupted && report.new == 1, "the file is there, its sidecar is not read: {report:?}");
    assert!(tags(&place, "x/b.png").is_empty());
    let report = ops::import(&place.gallery(), &[place.pictures()], &options, &mut Unwatched).unwrap();
    assert_eq!((report.unchanged, report.new), (2, 0));
    assert_eq!(tags(&place, "x/b.png"), ["rain hydrus"]);
}

#[test]
fn keywords_within_a_file_outlive_its_sidecar() {
    let place = place("sources-embedded");
    let (jpeg, packet) = (fs::read(fixtures().join("still/420.jpg")), fs::read(fixtures().join("sidecar/digikam.xmp")));
    let (jpeg, packet) = (jpeg.unwrap(), packet.unwrap());
    let segment = [&b"http://ns.adobe.com/xap/1.0/\0"[..], &packet].concat();
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    let file = [&jpeg[..2], &[0xFF, 0xE1], &length, &segment, &jpeg[2..]].concat();
    fs::write(place.pictures().join("x/keywords.jpg"), file).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    let within = tags(&place, "x/keywords.jpg");
    assert!(within.contains(&"character:ayanami_rei xmp".to_owned()), "{within:?}");
    let sidecar = place.pictures().join("x/keywords.jpg.xmp");
    fs::copy(fixtures().join("sidecar/lightroom.xmp"), &sidecar).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    let both = tags(&place, "x/keywords.jpg");
    assert!(within.iter().all(|tag| both.contains(tag)) && both.contains(&"night xmp".to_owned()), "{both:?}");
    fs::remove_file(sidecar).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!(tags(&place, "x/keywords.jpg"), within);
}
