//! All readers of sidecars on any bytes, and the writers on what was read.
//!
//! The first byte says which reader; the others are the file. Beyond not panicking: what was read makes legal tags, and
//! writing it to a sidecar and reading it back gives these tags again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nakigao::sidecar::{Kind, List, MAX_WORDS, Said, Word, booru_name, csv, embedded, hydrus, kohya, read, xmp};
use nakigao::tag::Tag;

fuzz_target!(|input: &[u8]| {
    let Some((&choice, bytes)) = input.split_first() else { return };
    let kinds = [Kind::Json, Kind::Text, Kind::Caption, Kind::Xmp, Kind::Album];
    match choice % 10 {
        n @ 0..=4 => {
            if let Ok((_, said)) = read(kinds[usize::from(n)], bytes) {
                check(&said);
            }
        }
        5 => {
            for packet in embedded::find(bytes) {
                let _ = xmp::read(&packet);
            }
        }
        6 => {
            if let Ok(list) = List::read(bytes) {
                for name in ["a.png", "1_p0.png", "danbooru_1_0123456789abcdef0123456789abcdef.jpg"] {
                    list.find(name).iter().for_each(check);
                }
            }
        }
        7 => check(&booru_name::read(&String::from_utf8_lossy(bytes))),
        8 => {
            if let Ok(rows) = csv::read(&String::from_utf8_lossy(bytes)) {
                let text = csv::header() + &rows.iter().map(csv::write).collect::<String>();
                assert_eq!(csv::read(&text).as_ref(), Ok(&rows));
            }
        }
        _ => {
            let tags = [Tag::from_parts("emotion", "crying"), Tag::from_parts("", "1girl")];
            let statement = xmp::Statement { tags: &tags, ..xmp::Statement::default() };
            if let Ok(written) = xmp::write(Some(bytes), &statement) {
                let read = tags_of(&xmp::read(&written).expect("what was written is XMP"));
                assert!(read.len() >= MAX_WORDS || tags.iter().all(|tag| read.contains(tag)));
                assert_eq!(xmp::write(Some(&written), &statement).as_ref(), Ok(&written));
            }
        }
    }
});

fn tags_of(said: &Said) -> Vec<Tag> {
    said.words.iter().filter_map(Word::tag).collect()
}

fn check(said: &Said) {
    assert!(said.words.len() <= MAX_WORDS);
    let mut tags = tags_of(said);
    tags.sort();
    tags.dedup();
    for tag in &tags {
        assert_eq!(Tag::parse(&tag.to_string()).as_ref(), Ok(tag));
    }
    let is_plain = |tag: &&Tag| !tag.name().contains('\u{FEFF}') && !tag.name().contains(['\u{FFFE}', '\u{FFFF}']);
    let tags: Vec<Tag> = tags.iter().filter(is_plain).cloned().collect();
    let _ = kohya::write(&tags);
    let mut lines = tags_of(&hydrus::read_lines(hydrus::write(&tags).as_bytes()).expect("lines are text"));
    lines.sort();
    assert_eq!(lines, tags);
    let packet = xmp::write(None, &xmp::Statement { tags: &tags, quotes: &said.quotes, stars: said.stars });
    let mut read = tags_of(&xmp::read(&packet.expect("a new one can be written")).expect("it is XMP"));
    read.sort();
    assert_eq!(read, tags);
}
