//! Pictures that are complete although their file is damaged: imported with a remark, and found again.

use std::fs;

use serde_json::Value;

use super::support::{Place, fixtures};

fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "whole.png");
    place.put("still/no-end-marker.jpg", "cut.jpg");
    let mut png = fs::read(fixtures().join("still/rgba.png")).unwrap();
    *png.last_mut().unwrap() ^= 1;
    fs::write(place.pictures().join("wrong.png"), &png).unwrap();
    place
}

const MISSING: &str = "complete, but the end of the file is missing";
const WRONG: &str = "complete, but the checksum of the IEND chunk is wrong";

#[test]
fn complete_pictures_of_damaged_files_are_indexed_with_a_remark() {
    let place = place("damaged-import");
    let (code, out, err) = place.said(&["import", "pictures"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("3 new, 2 damaged but complete ("), "{out}");
    assert!(err.contains(&format!("cut.jpg: {MISSING}")) && err.contains(&format!("wrong.png: {WRONG}")), "{err}");
    let out = place.ok(&["import", "pictures"]);
    assert!(out.contains("3 unchanged ("), "{out}");
    assert_eq!(place.ok(&["find", "is:damaged"]).lines().count(), 2);
    assert!(place.ok(&["find", "-is:damaged"]).trim_end().ends_with("whole.png"));
    assert!(place.ok(&["show", "pictures/cut.jpg"]).contains(&format!("  damaged  {MISSING}\n")));
    let verified = place.ok(&["verify"]);
    assert!(verified.contains(&format!("wrong.png: {WRONG}")) && verified.contains("0 problems"), "{verified}");
}

#[test]
fn json_names_the_damage_where_there_is_some() {
    let place = place("damaged-json");
    let lines = place.json(&["import", "pictures"]);
    let damage = |line: &Value| line["damage"].as_str().map(str::to_owned);
    // Files are told in the order in which workers finish them.
    let mut told: Vec<String> = lines.iter().filter_map(damage).collect();
    told.sort();
    assert_eq!(told, [WRONG, MISSING]);
    assert_eq!(lines.last().unwrap()["damaged"], 2);
    assert_eq!(lines.last().unwrap()["failed"], 0);
    let found = place.json(&["find"]);
    assert_eq!(found.iter().filter_map(damage).collect::<Vec<_>>(), [MISSING, WRONG]);
    let verified = place.json(&["verify"]);
    assert_eq!(verified.iter().filter_map(damage).collect::<Vec<_>>(), [MISSING, WRONG]);
    assert_eq!(verified.last().unwrap()["damaged"], 2);
}
