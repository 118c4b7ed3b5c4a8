//! The SQL of a search is held to the in-memory meaning of the query, over random galleries and random queries.

use std::collections::BTreeSet;
use std::path::Path;

use proptest::prelude::*;

use super::Search;
use crate::catalog::{Action, Catalog, Error, FileStamp, MediaFacts, MediaRow, NewMedia, Source};
use crate::fingerprint::ContentHash;
use crate::query::expr::{Measure, Order, OrderKey};
use crate::query::{FileState, Subject, SubjectFile, matches, parse};
use crate::tag::Tag;

const NOW: i64 = 1_700_000_000;
const TAGS: [&str; 9] = [
    "character:nagisa",
    "character:saber_(fate)",
    "emotion:crying",
    "emotion:happy_tears",
    "crying",
    "series:fate/stay_night",
    "a[b]?c",
    "rating:explicit",
    "meta:highres",
];
const TERMS: [&str; 84] = [
    "crying",
    "emotion:crying",
    "general:crying",
    "character:*",
    "*_tears",
    "saber_(fate)",
    "a[b]?c",
    "a*c",
    "width:>=100",
    "width:5..120",
    "height:<50",
    "ratio:16:9",
    "ratio:>1.5",
    "mpixels:<0.01",
    "filesize:>1k",
    "filesize:10..2000",
    "duration:>1s",
    "duration:none",
    "duration:any",
    "loop:>0.9",
    "loop:<0.5,none",
    "loop:any",
    "is:pingpong",
    "frames:2..",
    "frames:1",
    "tagcount:0",
    "tagcount:2,3",
    "date:>2023-10-01",
    "date:today",
    "date:yesterday..",
    "date:9_days_ago...today,2023-10-01",
    "date:2023-10-20..3_days_ago",
    "date:<5_weeks_ago",
    "date:>2_days_ago",
    "gentags:1",
    "gentags:0,2..",
    "chartags:>1",
    "copytags:<1",
    "metatags:any",
    "arttags:none",
    "note_count:1",
    "has:notes",
    "rating:s,e",
    "is:nsfw",
    "md5:0123456789abcdef0123456789abcdef",
    "age:<3w",
    "filetype:gif,png",
    "is:animated",
    "is:still",
    "is:portrait",
    "is:missing",
    "is:present",
    "is:offline",
    "is:duplicate",
    "is:damaged",
    "is:tagged",
    "is:untagged",
    "has:character",
    "is:unconfirmed",
    "quote:泣",
    "quote:かない",
    "quote:cry",
    "quote:\"nag 泣か\"",
    "quote:…",
    "path:Clannad",
    "path:*a_b*.gif",
    "path:/gone/*",
    "path:axb",
    "path:*ere/1*",
    "path:*here*",
    "path:*RE/*a*",
    "folder:clannad",
    "name:a_b",
    "text:clannad/",
    "text:1*a_B",
    "text:here",
    "name:\u{e9}",
    "name:e\u{301}",
    "path:*h\u{e9}/*e\u{301}*",
    "path:\u{e9}",
    "name:e*",
    "name:*.gif",
    "name:clannad",
    "hash:4",
];
#[rustfmt::skip] // Else it has a line for each order.
const ORDERS: [&str; 16] = [
    "", "order:path_desc", "order:width", "order:width_asc", "order:duration", "order:duration_asc", "order:loop",
    "order:loop_asc", "order:tagcount", "order:gentags", "order:note_count_asc", "order:date_asc", "order:age",
    "order:filesize", "order:hash_desc", "order:frames_asc",
];

#[derive(Clone, Debug)]
struct Sample {
    size: (u32, u32),
    frames: u32,
    duration_ms: Option<i64>,
    bytes: u64,
    animated: bool,
    damaged: bool,
    tags: Vec<(usize, bool)>,
    files: Vec<(bool, usize, bool, i64)>,
}

fn sample() -> impl Strategy<Value = Sample> {
    let size = (1_u32..200, 1_u32..200);
    let file = (any::<bool>(), 0..5_usize, any::<bool>(), NOW - 5_000_000..NOW);
    let tags = prop::collection::vec((0..TAGS.len(), any::<bool>()), 0..4);
    let animation = prop_oneof![Just((1_u32, None)), (1_u32..9, (0_i64..4000).prop_map(Some))];
    let flags = (any::<bool>(), any::<bool>());
    (size, animation, 0_u64..4000, flags, tags, prop::collection::vec(file, 0..4)).prop_map(
        |(size, (frames, duration_ms), bytes, (animated, damaged), tags, files)| Sample {
            size,
            frames,
            duration_ms,
            bytes,
            animated,
            damaged,
            tags,
            files,
        },
    )
}

fn query() -> impl Strategy<Value = String> {
    let term = prop::sample::select(&TERMS[..]).prop_map(str::to_owned);
    let expr = term.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|a| format!("-({a})")),
            prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(" ")),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
            (inner.clone(), inner).prop_map(|(a, b)| format!("~({a}) ~({b})")),
        ]
    });
    let limit = prop_oneof![Just(String::new()), (0_u8..6).prop_map(|n| format!("limit:{n}"))];
    (expr, prop::sample::select(&ORDERS[..]), limit).prop_map(|(expr, order, limit)| format!("{expr} {order} {limit}"))
}

const QUOTES: [&str; 3] = ["泣かないで, Nagisa!", "Don't cry", "だんご 大家族 2"];

/// Here a tag of a folder is a guess.
fn is_unconfirmed(sample: &Sample) -> bool {
    sample.tags.iter().any(|&(tag, by_hand)| !by_hand && !sample.tags.contains(&(tag, true)))
}

/// Some score for an animation that is long enough.
fn looping(sample: &Sample) -> (Option<i64>, bool) {
    let score = sample.duration_ms.filter(|ms| *ms > 800).map(|ms| ms % 101);
    (score, score.is_some_and(|score| score % 3 == 0))
}

/// Fills a catalogue and describes the same media for [`matches`], in the order of their paths.
fn gallery(samples: &[Sample], any_offline: bool) -> (Catalog, Vec<(MediaRow, Subject)>) {
    const NAMES: [&str; 5] = ["Clannad/1.gif", "clannad/a_b.gif", "axb.gif", "涙%.png", "hé/e\u{301}\\.jpg"];
    let catalog = Catalog::in_memory().unwrap();
    let roots = [("/here", false), ("/gone", any_offline)];
    let ids: Vec<_> = roots.iter().map(|(path, _)| catalog.ensure_root(Path::new(path), 0).unwrap()).collect();
    if any_offline {
        catalog.set_offline_roots(&ids[1..]).unwrap();
    }
    let entry = catalog.open_entry(&Action::Words("test".into()), Source::Hand, 0).unwrap();
    let mut subjects = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        let hash = ContentHash::of(&[number as u8]);
        let new = NewMedia {
            hash,
            facts: MediaFacts {
                format: ["gif", "png", "jpeg"][number % 3].to_owned(),
                width: sample.size.0,
                height: sample.size.1,
                frames: sample.frames,
                duration_ms: sample.duration_ms,
                loop_count: None,
                animated: sample.animated,
                bytes: sample.bytes,
                damage: sample.damaged.then(|| "its end is missing".to_owned()),
            },
            ..NewMedia::sample(number as u8)
        };
        let media = catalog.insert_media(&new, number as i64).unwrap();
        let (loop_score, runs_back) = looping(sample);
        let sql = "UPDATE media SET loop_score = ?2, runs_back = ?3 WHERE id = ?1";
        catalog.run(sql, (media, loop_score, runs_back)).unwrap();
        let mut files = Vec::new();
        for (place, &(elsewhere, name, missing, date)) in sample.files.iter().enumerate() {
            let (root, is_offline) = roots[usize::from(elsewhere)];
            let path = format!("{number}/{place}/{}", NAMES[name]);
            let stamp = FileStamp { bytes: sample.bytes, mtime_ns: date * 1_000_000_000 + 7, inode: 1 };
            catalog.insert_file(ids[usize::from(elsewhere)], path.as_bytes(), media, stamp).unwrap();
            if missing {
                let id = catalog.find_file(ids[usize::from(elsewhere)], path.as_bytes()).unwrap().unwrap().id;
                catalog.set_missing(id, Some(1)).unwrap();
            }
            let state = match (missing, is_offline) {
                (true, _) => FileState::Missing,
                (false, true) => FileState::Offline,
                (false, false) => FileState::Present,
            };
            files.push(SubjectFile { path: format!("{root}/{path}"), below: path, state });
        }
        for &(tag, by_hand) in &sample.tags {
            let id = catalog.ensure_tag(&Tag::parse(TAGS[tag]).unwrap()).unwrap();
            catalog.put_on(media, id, if by_hand { Source::Hand } else { Source::Folder }, by_hand, entry).unwrap();
        }
        catalog.refresh_media(media).unwrap();
        let tags: BTreeSet<Tag> = sample.tags.iter().map(|&(tag, _)| Tag::parse(TAGS[tag]).unwrap()).collect();
        let quotes: Vec<String> = QUOTES.iter().skip(number % 4).take(1).map(|&quote| quote.to_owned()).collect();
        catalog.set_notes(media, Source::Hand, &quotes, entry).unwrap();
        let subject = Subject {
            tags,
            unconfirmed: is_unconfirmed(sample),
            quotes,
            width: sample.size.0,
            height: sample.size.1,
            frames: sample.frames,
            duration_ms: sample.duration_ms,
            loop_score,
            runs_back,
            bytes: sample.bytes as i64,
            format: new.facts.format,
            animated: sample.animated,
            damaged: sample.damaged,
            date: sample.files.iter().map(|file| file.3).min().unwrap_or(0),
            now: NOW,
            files,
            hash: hash.to_string(),
        };
        subjects.push((catalog.media(media).unwrap(), subject));
    }
    (catalog, subjects)
}

/// Sorts as [`Order`] says: ties by path, and the reverse of an order is the reverse listing.
fn sort(listed: &mut [&(MediaRow, Subject)], order: Order) {
    type Key = (bool, i64, Vec<u8>);
    let nature_descends = matches!(order.key, OrderKey::Measure(measure) if measure != Measure::Age);
    let key = |(row, subject): &(MediaRow, Subject)| -> Key {
        let number = |value: Option<i64>| {
            let sign = if order.descending { -1 } else { 1 };
            (value.is_none(), sign * value.unwrap_or(0))
        };
        let (is_none, value) = match order.key {
            OrderKey::Measure(Measure::Width) => number(Some(i64::from(subject.width))),
            OrderKey::Measure(Measure::Duration) => number(subject.duration_ms),
            OrderKey::Measure(Measure::Loop) => number(subject.loop_score),
            OrderKey::Measure(Measure::TagCount) => number(Some(subject.tags.len() as i64)),
            OrderKey::Measure(Measure::TagsOf(category)) => {
                let is_of = |tag: &&Tag| category.namespaces().contains(&tag.namespace());
                number(Some(subject.tags.iter().filter(is_of).count() as i64))
            }
            OrderKey::Measure(Measure::NoteCount) => number(Some(subject.quotes.len() as i64)),
            OrderKey::Measure(Measure::Date) => number(Some(subject.date)),
            OrderKey::Measure(Measure::Age) => number(Some(NOW - subject.date)),
            OrderKey::Measure(Measure::FileSize) => number(Some(subject.bytes)),
            OrderKey::Measure(Measure::Frames) => number(Some(i64::from(subject.frames))),
            _ => (false, 0),
        };
        let tie = if order.key == OrderKey::Hash {
            subject.hash.as_bytes().to_vec()
        } else {
            row.path.as_os_str().as_encoded_bytes().to_vec()
        };
        (is_none, value, tie)
    };
    listed.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        let ties = if order.descending == nature_descends { a.2.cmp(&b.2) } else { b.2.cmp(&a.2) };
        (a.0, a.1).cmp(&(b.0, b.1)).then(ties)
    });
}

proptest! {
    #[test]
    fn the_statement_finds_what_the_meaning_says(
        samples in prop::collection::vec(sample(), 0..9), any_offline in any::<bool>(), text in query(),
        // With 0, a media count decides between the two ways to walk even in a gallery this small.
        few in prop_oneof![Just(0), Just(super::plan::FEW)],
    ) {
        let (catalog, subjects) = gallery(&samples, any_offline);
        let query = parse(&text).unwrap();
        let search = Search::compile_with(&catalog, &query, NOW, 1, few).unwrap();
        let found = catalog.list_found(&search).unwrap();
        let mut expected: Vec<_> = subjects.iter().filter(|(_, subject)| matches(&query.expr, subject)).collect();
        let order = query.order.unwrap_or(Order { key: OrderKey::Path, descending: false });
        sort(&mut expected, order);
        prop_assert_eq!(catalog.any_found(&search).unwrap(), !expected.is_empty(), "{}", text);
        // With 0, each condition is gathered by itself.
        let gathered = catalog.gather_with(&query.expr, NOW, few as usize).unwrap();
        let fitting: BTreeSet<_> = expected.iter().map(|(row, _)| row.id).collect();
        prop_assert_eq!(gathered.iter().collect::<BTreeSet<_>>(), fitting, "{}", text);
        let sorted: Vec<_> = catalog.sort_few(&gathered, order, 1).unwrap().unwrap().iter().collect();
        if !matches!(order.key, OrderKey::Random(_)) {
            let by_path = Order { key: OrderKey::Path, descending: false };
            let paths = || Ok::<_, Error>(catalog.list_all::<Error>(by_path, || unreachable!())?.into());
            let all = catalog.list_all(order, paths).unwrap();
            let picked: Vec<_> = all.iter().filter(|media| gathered.contains(*media)).collect();
            // Of media without files nobody knows the order.
            let paths = |ids: &[_]| ids.iter().map(|id| catalog.media(*id).unwrap().path).collect::<Vec<_>>();
            prop_assert_eq!(paths(&picked), paths(&sorted), "{}", text);
            prop_assert_eq!(paths(&sorted), expected.iter().map(|(row, _)| row.path.clone()).collect::<Vec<_>>(), "{}", text);
        }
        expected.truncate(query.limit.map_or(usize::MAX, |n| n as usize));
        // Media without files share the empty path: their order among themselves is nobody's.
        let paths = |ids: Vec<_>| ids.into_iter().map(|id| catalog.media(id).unwrap().path).collect::<Vec<_>>();
        prop_assert_eq!(paths(found.clone()), paths(expected.iter().map(|(row, _)| row.id).collect()), "{}", text);
        if query.limit.is_none_or(|n| n >= samples.len() as u64) {
            let as_set = |ids: Vec<_>| ids.into_iter().collect::<BTreeSet<_>>();
            prop_assert_eq!(as_set(found), as_set(expected.iter().map(|(row, _)| row.id).collect()), "{}", text);
        }
    }
}

#[test]
fn a_seed_shuffles_the_same_way_each_time() {
    let samples = vec![
        Sample {
            size: (1, 1),
            frames: 1,
            duration_ms: None,
            bytes: 1,
            animated: false,
            damaged: false,
            tags: vec![],
            files: vec![]
        };
        30
    ];
    let (catalog, _) = gallery(&samples, false);
    let list = |text: &str, seed| {
        catalog.list_found(&Search::compile(&catalog, &parse(text).unwrap(), NOW, seed).unwrap()).unwrap()
    };
    assert_eq!(list("order:random:5", 1), list("order:random:5", 2));
    assert_eq!(list("order:random", 3), list("order:random", 3));
    assert_ne!(list("order:random", 3), list("order:random", 4));
    // Sorted, and walked in that order.
    for text in ["order:random", "order:random:7 -width:2", "order:random limit:7"] {
        let walked = Search::compile_with(&catalog, &parse(text).unwrap(), NOW, 3, 0).unwrap();
        assert!(walked.sql().contains("shuffled_id"), "{text}");
        assert_eq!(catalog.list_found(&walked).unwrap(), list(text, 3), "{text}");
        let page = catalog.list_found_hashes(&walked, 2, 3).unwrap();
        assert_eq!(page, catalog.list_hashes(&list(text, 3)[2..5]).unwrap(), "{text}");
        assert_eq!(catalog.count_found(&walked).unwrap(), list(text, 3).len() as u64, "{text}");
    }
}

#[test]
fn a_text_is_found_where_a_path_has_it_now() {
    let catalog = Catalog::in_memory().unwrap();
    let root = catalog.ensure_root(Path::new("/here"), 0).unwrap();
    let media = catalog.insert_media(&NewMedia::sample(1), 0).unwrap();
    let stamp = FileStamp { bytes: 1, mtime_ns: 0, inode: 1 };
    catalog.insert_file(root, "Clannad/e\u{301}clair \"x\".gif".as_bytes(), media, stamp).unwrap();
    let file = catalog.find_file(root, "Clannad/e\u{301}clair \"x\".gif".as_bytes()).unwrap().unwrap().id;
    let holds = |text: &str| catalog.any_path_holds(text).unwrap();
    for (text, held) in [
        ("nnad", true),
        ("NNAD/E", true),
        ("\u{e9}cla", true),
        ("r \"x", true),
        ("nnnad", false),
        ("na", true),
        ("NN", true),
        ("zz", false),
    ] {
        assert_eq!(holds(text), held, "{text}");
    }
    catalog.update_file(file, root, b"Naruto/1.gif", media, stamp).unwrap();
    assert!(holds("naruto") && !holds("nnad"));
    catalog.delete_file(file).unwrap();
    assert!(!holds("naruto") && !holds("na"));
}
