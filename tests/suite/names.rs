//! One character, one tag: whatever name it is stated by, and whoever states it.

use std::fs;

use nakigao::ops::{self, ImportOptions};

use super::support::Place;

const NAGISA: &str = "character:furukawa_nagisa";

/// Three media that nobody tagged.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/420.jpg", "b.jpg");
    place.put("anim/dispose-keep.gif", "c.gif");
    place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    place
}

fn found(place: &Place, query: &str) -> Vec<String> {
    place.ok(&["find", query, "--format", "{file}"]).lines().map(str::to_owned).collect()
}

fn characters(place: &Place) -> String {
    place.ok(&["tags", "character:*"])
}

#[test]
fn every_entrance_puts_on_the_one_tag_of_a_character() {
    let place = place("names-entrances");
    for (typed, said) in [
        (&["-c", "Nagisa Furukawa"][..], "nagisa_furukawa is furukawa_nagisa here\n"),
        (&["-t", "character:nagisa_furukawa"], "nagisa_furukawa is furukawa_nagisa here\n"),
        (&["-t", "古河渚"], "古河渚 is character:furukawa_nagisa here\n"),
        (&["-s", "Clannad", "-c", "nagisa"], "nagisa is furukawa_nagisa here\n"),
        (&["-c", "Furukawa Nagisa"], ""),
    ] {
        let (code, out, err) = place.said(&[&["tag", "pictures/a.png"], typed].concat());
        assert_eq!((code, err.as_str()), (0, said), "{typed:?}");
        assert!(out.contains(&format!("{NAGISA}: put on 1 of 1 picture")), "{typed:?}: {out}");
        place.ok(&["undo"]);
    }
    for (name, text) in [
        ("a.png.txt", "character:nagisa furukawa"),
        ("b.jpg.json", "{\"tags\": {\"character\": [\"nagisa_(clannad)\", \"nagisa_furukawa\"]}}"),
    ] {
        fs::write(place.pictures().join(name), text).unwrap();
    }
    place.ok(&["import", "pictures"]);
    assert_eq!(characters(&place).lines().next(), Some("2  character:furukawa_nagisa"));
    place.ok(&["import", "pictures", "--tag", "character:nagisa furukawa"]);
    assert_eq!(characters(&place).lines().next(), Some("3  character:furukawa_nagisa"));
    place.put("anim/blend.webp", "Clannad/Nagisa/d.webp");
    place.ok(&["import", "pictures", "--no-names", "--template", "{series}/{character}/*"]);
    for typed in [NAGISA, "character:nagisa_furukawa", "nagisa furukawa", "character:\"Nagisa Furukawa\"", "古河渚"]
    {
        assert_eq!(found(&place, typed), ["d.webp", "a.png", "b.jpg", "c.gif"], "{typed}");
    }
    let said = place.ok(&["tag", "pictures", "--remove", "character:nagisa_furukawa"]);
    assert_eq!(said, format!("{NAGISA}: taken off 4 of 4 pictures\n"));
    assert_eq!(found(&place, "character:nagisa_furukawa"), Vec::<String>::new());
}

#[test]
fn folders_of_the_demo_name_each_character_once() {
    let place = Place::with_demo("names-demo");
    assert_eq!(place.said(&["import", "pictures", "--template", "{series}/{character}/*"]).0, 3);
    let characters = characters(&place);
    assert_eq!(characters.lines().count(), 6, "{characters}");
    assert!(characters.contains("5  character:furukawa_nagisa\n"), "{characters}");
    assert_eq!(place.ok(&["log"]).lines().count(), 1);
}

#[test]
fn a_person_decides_which_of_the_names_is_the_tag() {
    let place = place("names-swap");
    place.ok(&["tag", "pictures/a.png", "-c", "furukawa nagisa"]);
    let before = place.json(&["find"]);
    let said = place.ok(&["tags", "rename", NAGISA, "character:nagisa_furukawa"]);
    assert_eq!(said, "character:furukawa_nagisa is character:nagisa_furukawa now: 1 picture\n");
    for name in ["nagisa furukawa", "furukawa nagisa", "古河渚"] {
        place.ok(&["tag", "pictures/b.jpg", "-c", name]);
    }
    fs::write(place.pictures().join("c.gif.txt"), "character:furukawa nagisa").unwrap();
    place.ok(&["import", "pictures"]);
    assert_eq!(characters(&place), "3  character:nagisa_furukawa\n");
    for typed in [NAGISA, "character:nagisa_furukawa", "furukawa_nagisa", "古河渚", "series:clannad"] {
        assert_eq!(found(&place, typed), ["a.png", "b.jpg", "c.gif"], "{typed}");
    }
    let csv = place.ok(&["export", "--to", "csv"]);
    assert!(csv.contains("character:nagisa_furukawa") && !csv.contains(NAGISA), "{csv}");
    let log = place.ok(&["log"]);
    assert_eq!((log.matches("-t character:nagisa_furukawa").count(), log.matches(NAGISA).count()), (2, 1), "{log}");
    let offered = ops::complete_tag(&place.gallery(), "character:furukawa_n", 9).unwrap();
    let stands_for = offered.iter().map(|offer| offer.stands_for.as_ref().unwrap().to_string()).collect::<Vec<_>>();
    assert_eq!(stands_for, ["character:nagisa_furukawa"], "{offered:?}");
    assert_eq!(place.said(&["tags", NAGISA]).2, "character:furukawa_nagisa is character:nagisa_furukawa here\n");
    fs::write(place.path("mine.toml"), place.ok(&["tags", "export"])).unwrap();
    place.ok(&["tags", "rename", "character:nagisa_furukawa", NAGISA]);
    assert_eq!(characters(&place), "3  character:furukawa_nagisa\n", "and back");
    place.ok(&["undo", "4"]);
    assert_eq!(place.json(&["find"])[0]["tags"], before[0]["tags"]);

    let other = self::place("names-swap-other");
    other.ok(&["tags", "imply", "character:nagisa_furukawa", "girl"]);
    fs::write(other.path("rules.toml"), other.ok(&["tags", "export"])).unwrap();
    other.ok(&["undo"]);
    for file in [other.path("rules.toml"), place.path("mine.toml")] {
        other.ok(&["tags", "import", file.to_str().unwrap()]);
    }
    other.ok(&["tag", "pictures/a.png", "-c", "古河渚"]);
    assert_eq!(characters(&other), "1  character:nagisa_furukawa\n", "an export is a vocabulary");
    assert_eq!(found(&other, "girl series:clannad"), ["a.png"]);

    place.ok(&["tags", "alias", "character:nagi", "character:nagisa_furukawa"]);
    place.ok(&["tag", "pictures/b.jpg", "-c", "nagi"]);
    assert_eq!(characters(&place), "2  character:furukawa_nagisa\n");
    let (code, _, err) = place.said(&["tags", "alias", NAGISA, "character:nagisa_furukawa"]);
    assert!(
        code == 2 && err.contains("to call it character:nagisa_furukawa, rename character:furukawa_nagisa"),
        "{err}"
    );
    place.ok(&["tags", "remove-alias", "character:nagisa_furukawa", NAGISA]);
    place.ok(&["tag", "pictures/a.png", "-c", "nagisa furukawa"]);
    assert_eq!(characters(&place), "2  character:furukawa_nagisa\n1  character:nagisa_furukawa\n", "they are two now");
    // A tag that no picture has yet can be renamed too.
    place.ok(&["tags", "rename", "character:kaori miyazono", "character:kaori"]);
    place.ok(&["tag", "pictures/c.gif", "-c", "宮園かをり"]);
    assert_eq!(found(&place, "character:kaori series:your_lie_in_april"), ["c.gif"]);
}

/// The vocabulary whose names the tests show.
const WORDS: &str = r#"
[[series]]
name = "april_no_uso"
english = "A Lie in April"
japanese = "四月の嘘"
chinese = "四月的谎言"
characters = [{ name = "yamada_hanako", japanese = "山田花子" }, { name = "levi_(april_no_uso)" }]
"#;

#[test]
fn names_are_shown_in_a_language_where_people_read_them() {
    let place = place("names-display");
    fs::write(place.path("mine.toml"), WORDS).unwrap();
    place.ok(&["tags", "import", "mine.toml"]);
    place.ok(&["tag", "pictures/a.png", "-c", "Hanako Yamada", "-e", "crying"]);
    place.ok(&["tag", "pictures/b.jpg", "-c", "levi_(april_no_uso)"]);
    let format = ["find", "filetype:png", "--format", "{character} of {series}"];
    let label = |arguments: &[&str]| {
        let sheet = [
            "sheet",
            "filetype:png",
            "-o",
            "sheet.png",
            "--map",
            "map.json",
            "--label",
            r"{character} — {series}, {emotion}",
        ];
        place.ok(&[&sheet[..], arguments].concat());
        let map: serde_json::Value = serde_json::from_slice(&fs::read(place.path("map.json")).unwrap()).unwrap();
        map["pages"][0]["cells"][0]["label"].as_str().unwrap().to_owned()
    };
    assert_eq!(label(&[]), "Hanako Yamada — A Lie in April, crying", "people read English on sheets");
    assert_eq!(place.ok(&format), "yamada_hanako of april_no_uso\n", "programs read tags");
    for (display, name, series) in [
        ("english", "Hanako Yamada", "A Lie in April"),
        ("romaji", "Yamada Hanako", "April no Uso"),
        ("japanese", "山田花子", "四月の嘘"),
        ("chinese", "Yamada Hanako", "四月的谎言"),
        ("tag", "yamada_hanako", "april_no_uso"),
    ] {
        let asked = ["--display", display];
        assert_eq!(label(&asked), format!("{name} — {series}, crying"));
        assert_eq!(place.ok(&[&format[..], &asked].concat()), format!("{name} of {series}\n"));
        let listed = place.ok(&[&["tags", "series:*"], &asked[..]].concat());
        assert_eq!(listed, format!("2  series:{series}\n"));
        let tree = place.ok(&[&["tags", "tree", "series:april_no_uso"], &asked[..]].concat());
        assert!(tree.contains(&format!("\n  character:{name} ")), "{tree}");
        assert_eq!(place.ok(&["tags", "display", display]), format!("{display}\n"));
        assert_eq!(label(&[]), format!("{name} — {series}, crying"), "the gallery keeps the choice");
        let shown = place.ok(&["show", "pictures/a.png"]);
        assert!(shown.contains(&format!("series:{series}  (implied by character:{name})")), "{shown}");
        assert_eq!(place.ok(&format), "yamada_hanako of april_no_uso\n", "a pipe gets tags all the same");
        assert_eq!(place.json(&["tags", "series:*"])[0]["tag"], "series:april_no_uso");
    }
    assert_eq!(place.ok(&["tags", "display", "default"]), "default: english on sheets, tag in listings\n");
    assert_eq!(place.ok(&["find", "filetype:jpg", "--format", "{character}", "--display", "romaji"]), "Levi\n");
    place.ok(&["tags", "rename", "character:yamada_hanako", "character:hanako_yamada"]);
    assert_eq!(label(&["--display", "romaji"]), "Hanako Yamada — April no Uso, crying", "as its person calls it");
    assert_eq!(label(&[]), "Hanako Yamada — A Lie in April, crying");
}

#[test]
fn a_guess_that_a_hand_puts_on_is_confirmed() {
    let place = Place::with_demo("names-guess");
    assert_eq!(place.said(&["import", "pictures"]).0, 3);
    let arguments = ["tag", "--where", "series:clannad", "-s", "clannad"];
    let would = place.ok(&[&arguments[..], &["--dry-run"]].concat());
    assert_eq!(would, "series:clannad: would be put on 0 of 7 pictures, would be confirmed on 7\n");
    assert_eq!(place.ok(&arguments), "series:clannad: put on 0 of 7 pictures, confirmed on 7\n");
    assert!(
        !place
            .ok(&["show", "pictures/Clannad/Tomoya Okazaki/slope (small).jpg"])
            .contains("series:clannad  (by name, un")
    );
    assert_eq!(place.ok(&arguments), "series:clannad: put on 0 of 7 pictures\n");
    place.ok(&["undo"]);
    assert_eq!(found(&place, "is:unconfirmed series:clannad").len(), 7);
}

#[test]
fn an_import_counts_the_tags_on_pictures_as_the_figures_do() {
    let place = Place::with_demo("names-counted");
    fs::write(place.pictures().join("Naruto/Sasuke Uchiha/the jetty.jpg.txt"), "sea\ncharacter:sasuke uchiha").unwrap();
    let (_, out, _) = place.said(&["import", "pictures", "--tag", "emotion:sobbing"]);
    let stats = &place.json(&["stats"])[0];
    assert!(out.contains(&format!(", {} tags put on; beside", stats["tag_links"])), "{out}{stats}");
}
