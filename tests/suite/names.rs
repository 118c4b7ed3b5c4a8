//! One character, one tag: whatever name it is stated by, and whoever states it.

use std::fs;

use nakigao::ops::ImportOptions;

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
    place.ok(&["tags", "rename", "character:nagisa_furukawa", NAGISA]);
    assert_eq!(characters(&place), "3  character:furukawa_nagisa\n", "and back");
    place.ok(&["undo", "4"]);
    assert_eq!(place.json(&["find"])[0]["tags"], before[0]["tags"]);

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
    // Of what no picture has yet, too.
    place.ok(&["tags", "rename", "character:kaori miyazono", "character:kaori"]);
    place.ok(&["tag", "pictures/c.gif", "-c", "宮園かをり"]);
    assert_eq!(found(&place, "character:kaori series:your_lie_in_april"), ["c.gif"]);
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
    assert!(out.contains(&format!(", {} tags put on (", stats["tag_links"])), "{out}{stats}");
}
