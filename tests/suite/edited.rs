//! Edited files: what people said of them goes on to what they hold now, or is said to stay behind.

use std::fs;

use serde_json::Value;

use super::support::Place;

const STILL: &str = "Your Lie in April/Kaori Miyazono/spring is coming.jpg";
const ANIMATION: &str = "Clannad/Nagisa Furukawa/the big dango family.gif";
const OTHER: &str = "Naruto/Sasuke Uchiha/the jetty.jpg";

/// Puts a comment into a file, as a program does that writes metadata; its pixels stay.
fn comment(place: &Place, name: &str) {
    let path = place.pictures().join(name);
    let bytes = fs::read(&path).unwrap();
    let edited = if name.ends_with(".gif") {
        let trailer = bytes.len() - 1;
        assert_eq!(bytes[trailer], 0x3B);
        [&bytes[..trailer], b"\x21\xFE\x02hi\x00", &bytes[trailer..]].concat()
    } else {
        [&bytes[..2], b"\xFF\xFE\x00\x04hi", &bytes[2..]].concat()
    };
    fs::write(path, edited).unwrap();
}

fn shown(place: &Place, name: &str) -> Value {
    place.json(&["show", &format!("pictures/{name}")]).remove(0)
}

/// `tag source` of each confirmed tag that no rule implies.
fn tags(place: &Place, name: &str) -> Vec<String> {
    let shown = shown(place, name);
    let tags = shown["tags"].as_array().unwrap().iter();
    let stated = tags.filter(|tag| tag["confirmed"] == true && tag["source"] != "implied");
    stated.map(|tag| format!("{} {}", tag["tag"].as_str().unwrap(), tag["source"].as_str().unwrap())).collect()
}

fn place(name: &str) -> Place {
    let place = Place::new(name);
    for file in [STILL, ANIMATION] {
        place.put(&format!("gallery/{file}"), file);
    }
    place.ok(&["import", "pictures", "--template", "{series}/{character}/*", "--tag", "favourite"]);
    for file in [STILL, ANIMATION] {
        place.ok(&["tag", &format!("pictures/{file}"), "-e", "crying", "-t", "mine", "--remove", "favourite"]);
        place.ok(&["tag", &format!("pictures/{file}"), "--confirm"]);
        place.ok(&["note", &format!("pictures/{file}"), "do not cry"]);
    }
    place
}

#[test]
fn a_file_whose_metadata_was_written_keeps_what_people_said_of_it() {
    let place = place("edited-metadata");
    let before = [STILL, ANIMATION].map(|file| tags(&place, file));
    assert!(before.iter().all(|tags| tags.contains(&"mine hand".to_owned())), "{before:?}");
    for file in [STILL, ANIMATION] {
        comment(&place, file);
    }
    let (code, said, remarks) = place.said(&["import", "pictures"]);
    assert!(code == 0 && said.contains("2 changed") && said.contains("2 edited with their tags kept"), "{said}");
    assert!(!remarks.contains("duplicate") && !remarks.contains("edited"), "{remarks}");
    assert_eq!([STILL, ANIMATION].map(|file| tags(&place, file)), before);
    for file in [STILL, ANIMATION] {
        assert_eq!(shown(&place, file)["quote"], "do not cry");
    }
    place.ok(&["import", "pictures", "--tag", "favourite"]);
    assert!(!tags(&place, STILL).contains(&"favourite import".to_owned()), "what was refused stays off");
    assert_eq!(place.ok(&["dupes", "--near"]), "", "what a file held before is no copy of it");
    let undone = place.ok(&["undo", "2"]);
    assert!(undone.contains("tags of edited files"), "{undone}");
    assert!(!tags(&place, STILL).contains(&"mine hand".to_owned()));
    place.ok(&["redo", "2"]);
    assert_eq!(tags(&place, STILL), before[0]);
}

#[test]
fn of_a_file_that_holds_another_picture_it_is_said_where_the_tags_are() {
    let place = place("edited-otherwise");
    let before = tags(&place, STILL);
    let old = shown(&place, STILL)["hash"].as_str().unwrap().to_owned();
    place.put(&format!("gallery/{OTHER}"), STILL);
    let (code, _, remarks) = place.said(&["import", "pictures", "--no-names"]);
    assert!(code == 0 && remarks.contains(&format!("nakigao adopt {} ", &old[..12])), "{remarks}");
    assert_eq!(tags(&place, STILL), Vec::<String>::new());
    let adopted = place.json(&["adopt", &old[..12], &format!("pictures/{STILL}")]);
    assert_eq!((&adopted[0]["notes"], &adopted[0]["refused"]), (&Value::from(1), &Value::from(1)), "{adopted:?}");
    assert_eq!((tags(&place, STILL), &shown(&place, STILL)["quote"]), (before, &Value::from("do not cry")));
    place.ok(&["undo"]);
    assert_eq!(tags(&place, STILL), Vec::<String>::new());
    let file = format!("pictures/{STILL}");
    let (code, _, said) = place.said(&["adopt", &file, &file]);
    assert!(code == 2 && said.contains("both hold the same bytes"), "{said}");
}

#[test]
fn a_content_that_is_elsewhere_too_has_lost_nothing() {
    let place = place("edited-copy");
    fs::rename(place.pictures().join(STILL), place.pictures().join("z.jpg")).unwrap();
    place.put(&format!("gallery/{OTHER}"), STILL);
    let (code, said, remarks) = place.said(&["import", "pictures"]);
    assert!(code == 0 && said.contains("1 changed") && !remarks.contains("adopt"), "{said} {remarks}");
    assert!(tags(&place, "z.jpg").contains(&"mine hand".to_owned()));
}

#[test]
fn every_copy_that_is_edited_keeps_what_people_said_of_it() {
    let place = place("edited-copies");
    fs::copy(place.pictures().join(STILL), place.pictures().join("copy.jpg")).unwrap();
    place.ok(&["import", "pictures"]);
    for (name, byte) in [("copy.jpg", b'a'), (STILL, b'b')] {
        let path = place.pictures().join(name);
        let mut bytes = fs::read(&path).unwrap();
        // A comment behind the start of the image.
        bytes.splice(2..2, [0xFF, 0xFE, 0, 3, byte]);
        fs::write(&path, bytes).unwrap();
    }
    place.ok(&["import", "pictures"]);
    for name in ["copy.jpg", STILL] {
        assert!(tags(&place, name).contains(&"mine hand".to_owned()), "{name}: {:?}", tags(&place, name));
    }
}

#[test]
fn names_that_look_alikes_exchange_carry_nothing() {
    let place = Place::new("edited-exchanged");
    place.put(&format!("gallery/{STILL}"), "1.jpg");
    place.put(&format!("gallery/{STILL}"), "2.jpg");
    comment(&place, "2.jpg");
    place.ok(&["import", "pictures", "--no-names"]);
    for name in ["1", "2"] {
        place.ok(&["tag", &format!("pictures/{name}.jpg"), "-t", &format!("of_{name}")]);
    }
    let at = |name: &str| place.pictures().join(name);
    let rename = |from: &str, to: &str| fs::rename(at(from), at(to)).unwrap();
    rename("1.jpg", "t.jpg");
    rename("2.jpg", "1.jpg");
    rename("t.jpg", "2.jpg");
    let out = place.ok(&["import", "pictures", "--no-names"]);
    assert!(!out.contains("edited"), "{out}");
    assert_eq!((tags(&place, "1.jpg"), tags(&place, "2.jpg")), (vec!["of_2 hand".into()], vec!["of_1 hand".into()]));
    rename("1.jpg", "3.jpg");
    rename("2.jpg", "1.jpg");
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!((tags(&place, "1.jpg"), tags(&place, "3.jpg")), (vec!["of_1 hand".into()], vec!["of_2 hand".into()]));
    // The earlier content comes back: it is known, and the content that it replaces has no other file.
    let earlier = fs::read(at("1.jpg")).unwrap();
    comment(&place, "1.jpg");
    fs::remove_file(at("3.jpg")).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    place.ok(&["tag", "pictures/1.jpg", "-t", "later"]);
    fs::write(at("1.jpg"), earlier).unwrap();
    place.ok(&["import", "pictures", "--no-names"]);
    assert!(tags(&place, "1.jpg").contains(&"later hand".to_owned()));
}
