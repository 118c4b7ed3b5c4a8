//! The queries of Danbooru's cheat sheet: each finds what it means here, or is an error that says what to write instead.

use std::fs::{self, File};
use std::time::{Duration, UNIX_EPOCH};

use nakigao::ops::{self, FolderTemplate, Gallery, ImportOptions, OverNote, Selection, TagOptions};
use nakigao::tag::Tag;

use super::support::Place;

/// Queries, and how many of the pictures below they find.
const FINDS: [(&str, usize); 113] = [
    ("crying", 4),
    ("crying tears", 4),
    ("crying -tears", 0),
    ("crying or smile", 7),
    ("crying (tears or smile)", 4),
    ("-(tears or smile)", 11),
    ("~crying ~smile", 7),
    ("*_nagisa", 5),
    ("*nagisa*", 5),
    ("-*nagisa*", 16),
    ("crying and tears", 4),
    ("series:clannad (crying or smile) -is:animated", 0),
    ("copyright:clannad", 7),
    ("copy:clannad", 7),
    ("char:nagisa_furukawa", 5),
    ("character:nagisa_furukawa", 5),
    ("art:*", 0),
    ("artist:none_such", 0),
    ("general:tears", 7),
    ("gen:tears", 7),
    ("meta:highres", 20),
    ("note:\"dango\"", 1),
    ("-note:\"dango\"", 20),
    ("note_count:>0", 1),
    ("note_count:0", 20),
    ("date:2026-11-20", 0),
    ("date:2007-01-01..2007-02-01", 21),
    ("date:2007-01-01...2007-02-01", 21),
    ("date:>=2007-01-01", 21),
    ("date:<2007", 0),
    ("date:2007-01", 21),
    ("date:today", 0),
    ("date:yesterday", 0),
    ("date:>=yesterday", 0),
    ("-date:today", 21),
    ("date:3_days_ago..today", 0),
    ("age:1d", 0),
    ("age:<1w", 0),
    ("age:>=1mo", 21),
    ("age:2h..1d", 0),
    ("age:<1y", 0),
    ("rating:g", 7),
    ("rating:general", 7),
    ("rating:s", 0),
    ("rating:q", 4),
    ("rating:e", 0),
    ("-rating:e", 21),
    ("rating:g,s", 7),
    ("rating:questionable,explicit", 4),
    ("-rating:q,e", 17),
    ("is:sfw", 7),
    ("is:nsfw", 4),
    ("-is:nsfw", 17),
    ("is:general", 7),
    ("is:explicit", 0),
    ("is:gif", 13),
    ("is:jpg", 5),
    ("has:notes", 1),
    ("-has:notes", 20),
    ("tagcount:>0", 21),
    ("tagcount:0", 0),
    ("gentags:>0", 10),
    ("arttags:0", 21),
    ("chartags:0", 1),
    ("chartags:>=1", 20),
    ("copytags:>=1", 20),
    ("metatags:0", 1),
    ("-metatags:0", 20),
    ("width:>100", 21),
    ("height:<=100", 0),
    ("width:100,200", 0),
    ("mpixels:<1", 21),
    ("mpixels:0.01..2", 21),
    ("ratio:16:9", 12),
    ("ratio:4/3", 0),
    ("ratio:<1", 0),
    ("filesize:<200kb", 21),
    ("filesize:1kb..1mb", 21),
    ("filesize:200KB", 0),
    ("filetype:gif", 13),
    ("filetype:jpg,png", 7),
    ("-filetype:gif", 8),
    ("duration:>1", 11),
    ("duration:0.5..3", 13),
    ("duration:any", 13),
    ("-duration:any", 8),
    ("md5:0123456789abcdef0123456789abcdef", 1),
    ("-md5:0123456789abcdef0123456789abcdef", 20),
    ("limit:5", 5),
    ("limit:0", 0),
    ("random:5", 5),
    ("order:id", 21),
    ("order:id_desc", 21),
    ("order:id_asc", 21),
    ("order:mpixels", 21),
    ("order:mpixels_asc", 21),
    ("order:portrait", 21),
    ("order:landscape", 21),
    ("order:filesize", 21),
    ("order:filesize_asc", 21),
    ("order:tagcount", 21),
    ("order:gentags", 21),
    ("order:arttags", 21),
    ("order:chartags_asc", 21),
    ("order:copytags", 21),
    ("order:metatags", 21),
    ("order:random", 21),
    ("order:none", 21),
    ("order:duration", 21),
    ("order:md5", 21),
    ("order:created_at", 21),
    ("order:note_count", 21),
    ("crying order:mpixels limit:3 -is:animated", 0),
];

/// How the last line of an error begins, which says what to write instead, and the queries that get it.
const REFUSED: [(&str, &[&str]); 15] = [
    (
        "there are no users",
        &[
            "user:albert",
            "-user:albert",
            "user:any",
            "approver:albert",
            "approver:any",
            "-approver:none",
            "commenter:albert",
            "commenter:any",
            "comm:albert",
            "noter:albert",
            "noter:none",
            "noteupdater:albert",
            "artcomm:albert",
            "commentaryupdater:albert",
            "flagger:albert",
            "appealer:albert",
            "order:artcomm",
        ],
    ),
    (
        "votes are not kept",
        &[
            "upvote:albert",
            "downvote:albert",
            "upvoter:albert",
            "downvoter:albert",
            "score:100",
            "score:>100",
            "-score:<0",
            "score:10..20",
            "favcount:>50",
            "upvotes:>10",
            "downvotes:0",
            "order:score",
            "order:favcount",
            "order:rank",
            "order:curated",
            "order:upvotes",
        ],
    ),
    (
        "favourites and saved searches are not kept",
        &[
            "fav:albert",
            "-fav:albert",
            "ordfav:albert",
            "favgroup:12",
            "favgroup:any",
            "ordfavgroup:12",
            "search:all",
            "search:wishlist",
        ],
    ),
    (
        "there are no pools",
        &[
            "pool:12",
            "pool:any",
            "pool:none",
            "-pool:any",
            "pool:series",
            "pool:collection",
            "pool:some_name",
            "ordpool:12",
            "pool_count:>1",
            "has:pools",
        ],
    ),
    (
        "there are no parents",
        &[
            "parent:12",
            "parent:none",
            "parent:any",
            "-parent:any",
            "child:none",
            "child:any",
            "child:12",
            "children:>1",
            "child_count:>1",
            "is:parent",
            "is:child",
            "has:parent",
            "has:children",
            "has:child",
        ],
    ),
    (
        "nothing is moderated",
        &[
            "status:pending",
            "status:deleted",
            "-status:deleted",
            "status:banned",
            "status:active",
            "status:any",
            "status:all",
            "status:modqueue",
            "status:unmoderated",
            "disapproved:poor_quality",
            "disapproved:albert",
            "embedded:true",
            "locked:rating",
            "flag_count:>0",
            "flags:1",
            "appeals:1",
            "approvals:>1",
            "replacements:>0",
            "is:pending",
            "is:deleted",
            "is:banned",
            "is:flagged",
            "is:active",
            "has:flags",
            "has:appeals",
            "has:replacements",
            "order:modqueue",
            "order:disapproved",
        ],
    ),
    (
        "addresses are not kept",
        &[
            "source:none",
            "-source:none",
            "source:any",
            "source:*pixiv*",
            "source:pixiv",
            "source:https://www.pixiv.net",
            "source:\"twitter.com\"",
            "pixiv:any",
            "pixiv_id:12345678",
            "pixiv_id:>100",
            "pixiv_id:none",
            "has:source",
        ],
    ),
    (
        "there are no comments",
        &[
            "commentary:true",
            "commentary:translated",
            "commentary:\"hello\"",
            "comment:\"hello\"",
            "comment_count:>5",
            "comments:0",
            "deleted_comments:>1",
            "has:comments",
            "has:commentary",
            "order:comment",
            "order:comment_bumped",
            "order:comment_count",
        ],
    ),
    ("quote", &["notes:>2", "active_note_count:>1"]),
    ("write hash", &["id:100", "id:>100", "id:1,2,3"]),
    ("the words are", &["is:mp4", "filetype:mp4", "filetype:ugoira", "order:change", "order:custom"]),
    ("it takes 32 hexadecimal digits, as in md5", &["md5:abc"]),
    ("write the tag alone", &["unaliased:crying"]),
    (
        "what cameras and programs write into files is not searched, but for the tags in it",
        &["exif:File:ColorComponents=3"],
    ),
    ("did you mean none?", &["order:note"]),
];

fn outcome(gallery: &Gallery, query: &str) -> String {
    let asked = ops::parse_query(query).and_then(|asked| ops::read_words(gallery, asked));
    match asked.and_then(|reading| ops::find_hashes(gallery, &reading.asked, 0, 100)) {
        Ok(found) => found.len().to_string(),
        Err(error) => error.to_string(),
    }
}

fn put_on(gallery: &Gallery, tag: &str, query: &str) {
    let add = vec![Tag::parse(tag).unwrap()];
    let options = TagOptions { add, ..TagOptions::default() };
    ops::tag(gallery, &Selection::by_query(ops::parse_query(query).unwrap()), &options).unwrap();
}

#[test]
fn every_query_of_the_sheet_finds_what_it_means_or_says_what_to_write_instead() {
    let place = Place::with_demo("danbooru");
    let mut folders = vec![place.pictures()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let time = UNIX_EPOCH + Duration::from_secs(1_168_819_200);
                File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
            }
        }
    }
    let old = place.pictures().join("Naruto/Hinata Hyuga/he noticed me.gif");
    fs::rename(old, place.pictures().join("0123456789abcdef0123456789abcdef.gif")).unwrap();
    let template = Some(FolderTemplate::parse("{series}/{character}/*").unwrap());
    place.import(&ImportOptions { template, names: false, ..ImportOptions::default() });
    let gallery = place.gallery();
    put_on(&gallery, "emotion:tears", "series:clannad");
    put_on(&gallery, "emotion:crying", "series:clannad is:animated");
    put_on(&gallery, "emotion:smile", "series:naruto is:still");
    // Without any rating, a query for one would find nothing, and its negation everything.
    for query in ["rating:e", "-rating:s,q", "is:sfw", "-is:nsfw", "is:gif,general"] {
        assert!(outcome(&gallery, query).contains("ratings are tags"), "{query}");
    }
    put_on(&gallery, "rating:general", "series:clannad");
    put_on(&gallery, "rating:questionable", "series:naruto is:animated");
    put_on(&gallery, "meta:highres", "mpixels:>0.04");
    let dango = Selection::by_query(ops::parse_query("name:'the big dango family'").unwrap());
    ops::note(&gallery, &dango, "だんご dango", OverNote::Refuse).unwrap();
    let found = FINDS.map(|(query, n)| (query, n.to_string(), outcome(&gallery, query)));
    let wrong: Vec<_> = found.iter().filter(|(_, expected, found)| expected != found).collect();
    assert!(wrong.is_empty(), "query, expected, found: {wrong:?}");
    for (advice, queries) in REFUSED {
        for query in queries {
            let error = outcome(&gallery, query);
            assert!(
                error.lines().count() == 4 && error.lines().last().unwrap().starts_with(advice),
                "{query}: {error}"
            );
        }
    }
    // A namespace in use makes tags of them.
    put_on(&gallery, "pool:beach", "series:naruto is:still");
    let found =
        ["pool:beach", "-pool:beach", "has:pool", "pool:beach,x", "score:>5"].map(|query| outcome(&gallery, query));
    assert_eq!(found[..3], ["3", "18", "3"]);
    assert!(found[3].contains("cannot hold") && found[4].contains("votes are not kept"), "{found:?}");
}
