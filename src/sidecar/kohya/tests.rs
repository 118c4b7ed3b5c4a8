//! Captions as trainers and prompt writers leave them, and that names survive being written.

use super::*;
use crate::sidecar::Word;
use crate::sidecar::tests::legal_tags;
use proptest::prelude::*;
use std::collections::HashMap;

#[test]
fn ratings_stand_at_the_ends() {
    for (text, n_words, rating) in [
        ("sensitive, 1girl, crying\n", 2, Some(Rating::Sensitive)),
        ("1girl, crying, explicit", 2, Some(Rating::Explicit)),
        ("1girl, general, crying", 3, None),
        ("", 0, None),
        (" , ,", 0, None),
        ("general", 1, None),
    ] {
        let statement = caption(text);
        assert_eq!((statement.words.len(), statement.rating), (n_words, rating), "{text}");
    }
}

#[test]
fn prose_is_kept_apart() {
    let statement = caption("1girl, crying\na girl with long hair, who is crying in the rain\nhttps://example.org/");
    assert_eq!(statement.words, [Word::new(None, "1girl"), Word::new(None, "crying")]);
    assert_eq!(statement.prose, ["a girl with long hair, who is crying in the rain"]);
    assert!(caption("She is crying in the rain.").words[0].is_doubtful);
}

#[test]
fn who_is_to_be_learnt_comes_first() {
    let tags: Vec<Tag> = [
        "crying",
        "emotion:sad",
        "series:fate/stay_night",
        "character:saber_(fate)",
        "meta:gif",
        "^_^",
        "stars:5",
        "page:3",
    ]
    .iter()
    .map(|text| Tag::parse(text).unwrap())
    .collect();
    assert_eq!(write(&tags), "saber (fate), fate/stay night, sad, ^_^, crying, gif\n");
}

proptest! {
    #[test]
    fn names_come_back_and_find_their_namespaces(tags in legal_tags()) {
        let is_kept = |tag: &Tag| {
            let name = tag.name();
            Rating::parse(name, Rating::General).is_none() && !NOT_SHOWN.contains(&tag.namespace())
                && crate::sidecar::namespace::split(&tag.spoken()) == ("", tag.spoken().as_str())
                && !name.contains(['。', '！', '？', '\u{FFFD}'])
        };
        let known: HashMap<&str, &Tag> =
            tags.iter().rev().filter(|tag| is_kept(tag)).map(|tag| (tag.name(), tag)).collect();
        let mut written: Vec<Tag> = known.values().map(|tag| (*tag).clone()).collect();
        let statement = caption(&write(&written));
        let resolve = |word: &Word| known.get(crate::tag::normalise(&word.text).as_str()).map(|tag| (*tag).clone());
        let mut read: Vec<Tag> = statement.words.iter().filter_map(resolve).collect();
        written.sort();
        read.sort();
        prop_assert_eq!(read, written);
    }
}
