//! What a query holds for.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::query::{FileState, Subject, SubjectFile, matches, parse};
use crate::tag::Tag;

/// A GIF of 1366 x 768, 2.4 s, one file present and one missing, eleven days old.
fn subject() -> Subject {
    let tags = ["series:clannad", "character:nagisa_furukawa", "emotion:crying", "tears", ":d", "saber_(fate)"];
    let file = |path: &str, state| SubjectFile {
        path: path.to_owned(),
        below: path.rsplit('/').next().unwrap().to_owned(),
        state,
    };
    let mut tags: BTreeSet<Tag> = tags.into_iter().map(|tag| Tag::parse(tag).unwrap()).collect();
    tags.insert(Tag::parse_in("series", "NieR:Automata").unwrap());
    Subject {
        tags,
        width: 1366,
        height: 768,
        frames: 24,
        duration_ms: Some(2400),
        loop_score: Some(93),
        runs_back: true,
        bytes: 204_800,
        format: "gif".to_owned(),
        animated: true,
        damaged: false,
        date: 1_795_132_800,
        now: 1_795_132_800 + 11 * 86_400,
        files: vec![
            file("/media/GIFs/Clannad/泣き 01.gif", FileState::Present),
            file("/old/clannad01.gif", FileState::Missing),
        ],
        unconfirmed: false,
        quotes: vec!["泣いてもいいのは Nagisa".to_owned()],
        hash: "0f3a9c".to_owned() + &"0".repeat(58),
    }
}

fn holds(query: &str, subject: &Subject) -> bool {
    matches(&parse(query).unwrap_or_else(|error| panic!("{}", error.render(query))).expr, subject)
}

#[test]
fn queries_mean_what_the_manual_says() {
    let subject = subject();
    for query in [
        "",
        "crying",
        "nagisa_furukawa",
        "\"Nagisa Furukawa\"",
        "char:*_furukawa",
        "co:clannad",
        "general:tears",
        "general:*",
        "*",
        ":d",
        "saber_(fate)",
        "saber_*",
        "nier:automata",
        "series:nier:automata",
        "crying or missing_tag",
        "~happy ~crying",
        "-happy",
        "-(happy or sad)",
        "width:1366",
        "width:>1000 height:<800",
        "mpixels:1.05",
        "ratio:16:9",
        "ratio:1.78",
        "ratio:16/9..2",
        "filesize:200kb",
        "filesize:204800",
        "filesize:210k",
        "duration:2.4",
        "duration:2.5",
        "duration:any",
        "loop:>0.9",
        "loop:.93",
        "is:pingpong",
        "frames:24",
        "frames:12..48",
        "tagcount:7",
        "age:11d",
        "age:<2w",
        "age:1w..11d",
        "date:2026-11-20",
        "date:2026-11",
        "date:2026",
        "date:2026-11-20..2026-11-22",
        "date:<=2026-11-20",
        "date:11_days_ago",
        "date:2_weeks_ago..today",
        "date:<yesterday",
        "date:2026-11-01..yesterday",
        "gentags:4",
        "chartags:1 copytags:2 arttags:0 metatags:0",
        "note_count:1",
        "has:notes",
        "-rating:s,q",
        "path:clannad",
        "path:*/gifs/*",
        "path:*.GIF",
        "path:\"泣き 01\"",
        "is:animated",
        "is:gif",
        "is:landscape",
        "is:present",
        "is:tagged",
        "has:tags",
        "has:character",
        "has:general",
        "hash:0F3A",
        "filetype:webp,gif",
        "width:1,1366",
        "width:none,>5",
    ] {
        assert!(holds(query, &subject), "{query}");
    }
    for query in [
        "happy",
        "furukawa",
        "general:crying",
        "general:nagisa_furukawa",
        "emotion:tears",
        "-crying",
        "width:1367",
        "mpixels:1.2",
        "ratio:1.77",
        "filesize:204801",
        "filesize:230kb",
        "duration:3",
        "duration:none",
        "loop:<0.5",
        "frames:1",
        "age:12d",
        "age:>11d",
        "age:10d",
        "date:2026-11-21",
        "date:>2026-11-20",
        "date:<2026-11-20",
        "date:today,yesterday",
        "date:>=10_days_ago",
        "rating:g",
        "is:sfw",
        "path:*clannad",
        "path:*.webp",
        "is:still",
        "is:webp",
        "is:portrait",
        "is:missing",
        "is:offline",
        "is:duplicate",
        "is:damaged",
        "is:untagged",
        "has:artist",
        "hash:3a",
        "width:none",
        "character:nier:automata",
    ] {
        assert!(!holds(query, &subject), "{query}");
    }
}

#[test]
fn sixteen_to_nine_is_what_rounds_to_it() {
    for (width, height, expected) in [
        (1920, 1080, true),
        (1366, 768, true),
        (1360, 768, false),
        (178, 100, true),
        (355, 200, true),
        (709, 400, false),
        (16, 0, false),
    ] {
        let subject = Subject { width, height, ..subject() };
        assert_eq!(holds("ratio:16:9", &subject), expected, "{width}x{height}");
    }
}

#[test]
fn a_still_has_no_duration() {
    let still = Subject { duration_ms: None, frames: 1, animated: false, ..subject() };
    for (query, expected) in [
        ("duration:none", true),
        ("duration:any", false),
        ("duration:>0", false),
        ("-duration:>0", true),
        ("duration:none,<5", true),
        ("is:still", true),
    ] {
        assert_eq!(holds(query, &still), expected, "{query}");
    }
}

#[test]
fn every_media_is_present_offline_or_missing() {
    use FileState::{Missing, Offline, Present};
    for (states, expected, is_duplicate) in [
        (vec![], "is:missing", false),
        (vec![Missing, Missing], "is:missing", false),
        (vec![Missing, Offline], "is:offline", false),
        (vec![Offline, Offline], "is:offline", true),
        (vec![Offline, Present, Missing], "is:present", true),
        (vec![Present, Present], "is:present", true),
    ] {
        let files =
            states.iter().map(|&state| SubjectFile { path: "a".to_owned(), below: "a".to_owned(), state }).collect();
        let subject = Subject { files, ..subject() };
        for query in ["is:present", "is:offline", "is:missing"] {
            assert_eq!(holds(query, &subject), query == expected, "{states:?} {query}");
        }
        assert_eq!(holds("is:duplicate", &subject), is_duplicate, "{states:?}");
    }
}

proptest! {
    #[test]
    fn the_largest_values_do_not_overflow(width: u32, height: u32, bytes: i64, date: i64, now: i64) {
        let subject = Subject { width, height, bytes, date, now, ..subject() };
        for query in ["mpixels:>0", "ratio:1", "filesize:1mb", "age:<2w", "date:2026"] {
            let _ = holds(query, &subject);
        }
        let ratio = parse("ratio:1").unwrap().expr;
        // Within half of a hundredth of one: 0.995 <= width / height < 1.005, in whole numbers.
        let (w, h) = (u64::from(width) * 1000, u64::from(height));
        prop_assert_eq!(matches(&ratio, &subject), h > 0 && 995 * h <= w && w < 1005 * h);
    }
}
