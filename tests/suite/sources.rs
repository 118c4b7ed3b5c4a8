//! Tags that are there already: sidecars of every kind, names, packets; reading them again; writing them out.

use std::fs;
use std::ops::ControlFlow;

use nakigao::ops::{self, Event, ImportOptions, Progress, Unwatched};

use super::support::{Place, fixtures};

/// The tags of a file with their sources, `tag source` or `tag source?` where it is a guess.
pub(super) fn tags(place: &Place, file: &str) -> Vec<String> {
    let shown = place.json(&["show", &format!("pictures/{file}")]);
    let tags = shown[0]["tags"].as_array().unwrap();
    let text = |tag: &serde_json::Value| {
        let doubt = if tag["confirmed"].as_bool().unwrap() { "" } else { "?" };
        format!("{} {}{doubt}", tag["tag"].as_str().unwrap(), tag["source"].as_str().unwrap())
    };
    tags.iter().map(text).filter(|tag| !tag.contains(" implied")).collect()
}

pub(super) fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/420.jpg", "x/a.jpg");
    place
}

#[test]
fn each_sites_tags_arrive_in_their_namespaces() {
    let expected: &[(&str, &[&str])] = &[
        ("acdsee.xmp", &["rain xmp", "character:ayanami_rei xmp"]),
        (
            "danbooru-raw.json",
            &[
                "lost_tag gallery-dl",
                "character:nakano_azusa gallery-dl",
                "emotion:^_^ gallery-dl",
                "emotion:happy_tears gallery-dl",
                "rating:general gallery-dl",
                "series:k-on! gallery-dl",
            ],
        ),
        (
            "danbooru.json",
            &[
                "1girl gallery-dl",
                "plugsuit gallery-dl",
                "artist:someone_(artist) gallery-dl",
                "character:ayanami_rei gallery-dl",
                "emotion:>_< gallery-dl",
                "emotion:crying gallery-dl",
                "meta:highres gallery-dl",
                "rating:sensitive gallery-dl",
                "series:neon_genesis_evangelion gallery-dl",
            ],
        ),
        (
            "digikam.xmp",
            &["rain_&_tears xmp", "tokyo-3 xmp", "character:ayanami_rei xmp", "emotion:crying xmp", "stars:4 xmp"],
        ),
        (
            "e621.json",
            &[
                "fluffy gallery-dl",
                "emotion:crying gallery-dl",
                "rating:explicit gallery-dl",
                "species:wolf gallery-dl",
            ],
        ),
        (
            "gallery-dl-tags.txt",
            &[
                "1girl gallery-dl",
                "character:ayanami_rei gallery-dl",
                "emotion:^_^ gallery-dl",
                "emotion:crying gallery-dl",
            ],
        ),
        (
            "gelbooru.json",
            &[
                "1girl gallery-dl",
                "translated gallery-dl",
                "character:rem_(re:zero) gallery-dl",
                "emotion:>_< gallery-dl",
                "emotion:crying gallery-dl",
                "rating:general gallery-dl",
                "series:re:zero_kara_hajimeru_isekai_seikatsu gallery-dl",
            ],
        ),
        (
            "hydrus.txt",
            &[
                "artist:someone hydrus",
                "character:ayanami_rei hydrus",
                "emotion:crying hydrus",
                "emotion:smile hydrus",
                "rating:general hydrus",
                "series:neon_genesis_evangelion hydrus",
                "series:re:zero_kara_hajimeru_isekai_seikatsu hydrus",
            ],
        ),
        (
            "kohya.txt",
            &[
                "mychar kohya",
                "sensitive_tears kohya",
                "character:ayanami_rei kohya",
                "emotion:^_^ kohya",
                "emotion:crying kohya",
                "rating:sensitive kohya",
            ],
        ),
        ("lightroom.xmp", &["night xmp", "character:artoria_pendragon_(fate) xmp", "series:fate_(series) xmp"]),
        ("microsoft.xmp", &["<3! xmp", "described xmp", "qualified xmp", "artist:someone xmp", "emotion:sad xmp"]),
        (
            "pixiv-original.json",
            &["character:ayanami_rei gallery-dl", "emotion:tears gallery-dl", "rating:explicit gallery-dl"],
        ),
        (
            "pixiv-translated.json",
            &["character:ayanami_rei gallery-dl", "emotion:tears gallery-dl", "rating:explicit gallery-dl"],
        ),
        (
            "pixiv.json",
            &[
                "r-18 gallery-dl",
                "character:ayanami_rei gallery-dl",
                "emotion:tears gallery-dl",
                "rating:explicit gallery-dl",
            ],
        ),
        (
            "safebooru-typed.json",
            &[
                "artist:wowaka gallery-dl",
                "character:hatsune_miku gallery-dl",
                "emotion:crying gallery-dl",
                "meta:highres gallery-dl",
                "rating:questionable gallery-dl",
                "series:vocaloid gallery-dl",
            ],
        ),
        ("twitter.json", &["emotion:crying gallery-dl", "rating:sensitive gallery-dl"]),
        (
            "unknown-site.json",
            &[
                "long_hair gallery-dl",
                "artist:a_painter gallery-dl",
                "character:a_girl gallery-dl",
                "character:someone_else gallery-dl",
                "emotion:crying gallery-dl",
                "rating:explicit gallery-dl",
                "series:a_work gallery-dl",
                "series:re:zero_kara_hajimeru_isekai_seikatsu gallery-dl",
            ],
        ),
        (
            "wallhaven.json",
            &[
                "anime_girls gallery-dl",
                "emotion:crying gallery-dl",
                "rating:general gallery-dl",
                "series:shigatsu_wa_kimi_no_uso gallery-dl",
            ],
        ),
        (
            "yandere.json",
            &[
                "seifuku gallery-dl",
                "character:furukawa_nagisa gallery-dl",
                "circle:key gallery-dl",
                "emotion:tears gallery-dl",
                "rating:general gallery-dl",
                "series:clannad gallery-dl",
            ],
        ),
        (
            "zerochan.json",
            &[
                "summer gallery-dl",
                "artist:arakawa_naoshi gallery-dl",
                "character:miyazono_kawori gallery-dl",
                "emotion:tears gallery-dl",
                "series:shigatsu_wa_kimi_no_uso gallery-dl",
            ],
        ),
    ];
    let place = Place::new("sources-of-each-site");
    for (sidecar, _) in expected {
        let (_, extension) = sidecar.rsplit_once('.').unwrap();
        place.put("still/420.jpg", format!("{sidecar}/a.jpg"));
        // Bytes appended to the end make each a media of its own.
        let picture = place.pictures().join(format!("{sidecar}/a.jpg"));
        let mut bytes = fs::read(&picture).unwrap();
        bytes.extend_from_slice(sidecar.as_bytes());
        fs::write(&picture, bytes).unwrap();
        place.put(&format!("sidecar/{sidecar}"), format!("{sidecar}/a.jpg.{extension}"));
    }
    place.ok(&["import", "pictures", "--no-names"]);
    for (sidecar, expected) in expected {
        assert_eq!(tags(&place, &format!("{sidecar}/a.jpg")), *expected, "{sidecar}");
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
    let plan = place.json(&["import", "pictures", "--plan"]).pop().unwrap();
    assert_eq!(plan["tagged_by"]["name"], serde_json::json!(6), "{plan:?}");
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

/// A danbooru sidecar with two tags, beside a picture and not moved with it.
const STAYS: &str = r#"{"category":"danbooru","tag_string":"aaa_tag bbb_tag"}"#;

#[test]
fn tags_of_a_sidecar_outlive_the_move_of_its_picture_and_the_end_of_a_copy() {
    let place = place("sources-outlive");
    fs::write(place.pictures().join("x/a.jpg.json"), STAYS).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    fs::create_dir(place.pictures().join("y")).unwrap();
    fs::rename(place.pictures().join("x/a.jpg"), place.pictures().join("y/a.jpg")).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    place.ok(&["import", "pictures"]);
    assert_eq!(tags(&place, "y/a.jpg"), ["aaa_tag gallery-dl", "bbb_tag gallery-dl"], "the picture alone was moved");

    place.put("still/420.jpg", "x/a.jpg");
    place.ok(&["import", "pictures"]);
    fs::remove_file(place.pictures().join("x/a.jpg")).unwrap();
    place.ok(&["import", "pictures"]);
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!(
        tags(&place, "y/a.jpg"),
        ["aaa_tag gallery-dl", "bbb_tag gallery-dl"],
        "the copy with the sidecar is gone"
    );
}

#[test]
fn a_sidecar_that_became_a_link_or_a_folder_takes_nothing_back_and_a_deleted_one_does() {
    for instead in ["link", "folder", "nothing"] {
        let place = place("sources-replaced");
        let sidecar = place.pictures().join("x/a.jpg.json");
        fs::write(&sidecar, STAYS).unwrap();
        place.ok(&["import", "pictures", "--no-names"]);
        fs::remove_file(&sidecar).unwrap();
        match instead {
            "link" => std::os::unix::fs::symlink(place.path("elsewhere.json"), &sidecar).unwrap(),
            "folder" => fs::create_dir(&sidecar).unwrap(),
            _ => {}
        }
        place.ok(&["import", "pictures", "--no-names"]);
        assert_eq!(tags(&place, "x/a.jpg").len(), if instead == "nothing" { 0 } else { 2 }, "{instead}");
    }
}
