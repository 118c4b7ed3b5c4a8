//! All readers of sidecars on any bytes, and the writers on what was read.
//!
//! The first byte says which reader; the others are the file. Beyond not panicking: what was read makes legal tags, and
//! writing it to a sidecar and reading it back gives these tags again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nakigao::sidecar::{SidecarKind, List, MAX_WORDS, Statement, Word, booru_name, embedded, hydrus, kohya, read, xmp};
use nakigao::tag::Tag;

fuzz_target!(|input: &[u8]| {
    let Some((&choice, bytes)) = input.split_first() else { return };
    let kinds = [SidecarKind::Json, SidecarKind::Text, SidecarKind::Caption, SidecarKind::Xmp, SidecarKind::Album];
    match choice % 9 {
        n @ 0..=4 => {
            if let Ok((_, statement)) = read(kinds[usize::from(n)], bytes) {
                check(&statement);
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
        _ => {
            let tags = [Tag::from_parts("emotion", "crying"), Tag::from_parts("", "1girl")];
            let export = xmp::Export { tags: &tags, ..xmp::Export::default() };
            if let Ok(written) = xmp::write(Some(bytes), &export) {
                let read = tags_of(&xmp::read(&written).expect("what was written is XMP"));
                assert!(read.len() >= MAX_WORDS || tags.iter().all(|tag| read.contains(tag)));
                assert_eq!(xmp::write(Some(&written), &export).as_ref(), Ok(&written));
            }
        }
    }
});

fn tags_of(statement: &Statement) -> Vec<Tag> {
    statement.words.iter().filter_map(Word::tag).collect()
}

fn check(statement: &Statement) {
    assert!(statement.words.len() <= MAX_WORDS);
    let mut tags = tags_of(statement);
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
    let packet = xmp::write(None, &xmp::Export { tags: &tags, quotes: &statement.quotes, stars: statement.stars });
    let mut read = tags_of(&xmp::read(&packet.expect("a new one can be written")).expect("it is XMP"));
    read.sort();
    assert_eq!(read, tags);
}
