//! Keywords that lie within pictures.

use std::fs;

use super::sources::{place, tags};
use super::support::fixtures;

/// A JPEG with Photoshop's block of IPTC records.
fn jpeg(records: &[u8]) -> Vec<u8> {
    let jpeg = fs::read(fixtures().join("still/420.jpg")).unwrap();
    let size = u32::try_from(records.len()).unwrap().to_be_bytes();
    let segment = [&b"Photoshop 3.0\08BIM\x04\x04\0\0"[..], &size, records].concat();
    let length = u16::try_from(segment.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xFF, 0xED], &length, &segment, &jpeg[2..]].concat()
}

#[test]
fn iptc_keywords_are_tags_and_a_damaged_list_is_named() {
    let place = place("embedded-iptc");
    fs::write(place.pictures().join("x/whole.jpg"), jpeg(b"\x1C\x02\x19\0\x06crying\x1C\x02\x19\0\x04rain")).unwrap();
    fs::write(place.pictures().join("x/cut.jpg"), jpeg(b"\x1C\x02\x19\0\x04rain\x1C\x02\x19\0\x63cry")).unwrap();
    let run = place.run(&["import", "pictures", "--no-names"]);
    assert!(run.status.success());
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains("cut.jpg: keywords in it may be missing: its IPTC keywords are damaged"), "{said}");
    assert!(!said.contains("whole.jpg: keywords"), "{said}");
    assert_eq!(tags(&place, "x/whole.jpg"), ["rain xmp", "emotion:crying xmp"]);
    assert_eq!(tags(&place, "x/cut.jpg"), ["rain xmp"]);
}
