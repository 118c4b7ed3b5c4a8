//! Every address: what it answers, and to what it does not.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::ffi::OsStrExt;

use axum::http::Method;
use nakigao::ops::{self, ContentHash, ImportOptions, Selection, TagOptions, Unwatched};
use serde_json::{Value, json};

use super::super::support::Place;
use super::Server;

/// The contents of a column.
fn column<'a>(cells: &'a Value, name: &str) -> &'a Vec<Value> {
    cells[name].as_array().unwrap()
}

#[test]
fn a_listing_is_asked_for_by_places() {
    let server = Server::with_demo("web-listing");
    let gallery = server.place.gallery();
    let asked = ops::parse_query("").unwrap();
    let all = ops::find_hashes(&gallery, &asked, 0, u64::MAX).unwrap();
    let listing = server.listing(&json!({"query": "", "sort": "path", "group": "none"}));
    assert_eq!((listing["total"].as_u64(), &listing["sections"]), (Some(all.len() as u64), &json!([])));
    assert_eq!((&listing["query"], &listing["sort"]), (&json!(""), &json!("path")));
    let number = listing["listing"].as_str().unwrap();
    let hashes: Vec<String> = all.iter().map(ToString::to_string).collect();
    assert_eq!(json!(hashes[..hashes.len().min(120)]), listing["head"]["hash"]);
    let cells = server.json(&format!("/api/listings/{number}/cells?from=2&n=3"));
    assert_eq!((&cells["from"], &cells["hash"]), (&json!(2), &json!(hashes[2..5])));
    let shown = ops::show(&gallery, &all[2]).unwrap();
    assert_eq!(cells["w"][0], json!(shown.facts.width));
    assert!(shown.path.ends_with(cells["name"][0].as_str().unwrap()));
    let names: BTreeSet<&str> = cells.as_object().unwrap().keys().map(String::as_str).collect();
    assert!(names.iter().filter(|name| **name != "from").all(|name| column(&cells, name).len() == 3), "{names:?}");
    let beyond = server.json(&format!("/api/listings/{number}/cells?from=99999&n=5"));
    assert_eq!(beyond["hash"], json!([]));
    let ratios = server.get(&format!("/api/listings/{number}/ratios"));
    assert_eq!(ratios.bytes.len(), 2 * all.len());
    let thousandths = u64::from(u16::from_le_bytes([ratios.bytes[4], ratios.bytes[5]]));
    let (width, height) = (u64::from(shown.facts.width), u64::from(shown.facts.height));
    assert_eq!(thousandths, (1000 * width + height / 2) / height);
    let place = |hash: &str| server.json(&format!("/api/listings/{number}/place?hash={hash}"))["index"].clone();
    assert_eq!(place(&hashes[4]), json!(4));
    assert_eq!(place(&ContentHash::of(b"").to_string()), Value::Null);
    for (path, end) in [
        ("/api/listings/0/cells?from=0&n=1", (410, "listing_gone")),
        ("/api/listings/..%2f..%2fetc/cells?from=0&n=1", (410, "listing_gone")),
        (&format!("/api/listings/{number}/cells?from=0&n=501"), (400, "bad_request")),
        (&format!("/api/listings/{number}/cells?from=-1&n=5"), (400, "bad_request")),
        (&format!("/api/listings/{number}/cells"), (400, "bad_request")),
        (&format!("/api/listings/{number}/place?hash=../x"), (404, "not_found")),
        (&format!("/api/listings/{number}/facets?namespace=x"), (400, "bad_request")),
    ] {
        let (status, code) = server.get(path).told();
        assert_eq!((status, code.as_str()), end, "{path}");
    }
    // Only the last few are kept.
    for _ in 0..8 {
        server.listing(&json!({"query": "is:still", "sort": null, "group": "none"}));
    }
    assert_eq!(server.get(&format!("/api/listings/{number}/cells?from=0&n=1")).told().0, 410);
}

#[test]
fn a_listing_is_divided_and_each_part_is_in_order() {
    let server = Server::with_demo("web-groups");
    let total = server.json("/api/gallery")["total"].as_u64().unwrap();
    for (group, sort) in [
        ("month", None),
        ("added", None),
        ("folder", Some("filesize")),
        ("series", Some("path")),
        ("month", Some("width")),
    ] {
        let listing = server.listing(&json!({"query": "", "sort": sort, "group": group}));
        let sections = listing["sections"].as_array().unwrap();
        assert_eq!(sections[0][0], json!(0), "{group}");
        assert!(sections.windows(2).all(|pair| pair[0][0].as_u64() < pair[1][0].as_u64() && pair[0][1] != pair[1][1]));
        let (number, head) = (listing["listing"].as_str().unwrap(), &listing["head"]);
        assert_eq!(listing["total"].as_u64(), Some(total));
        let end = |at: usize| sections.get(at + 1).map_or(total, |next| next[0].as_u64().unwrap()) as usize;
        for (at, section) in sections.iter().enumerate() {
            let places = section[0].as_u64().unwrap() as usize..end(at).min(column(head, "hash").len());
            for place in places.clone() {
                let media = server.json(&format!("/api/media/{}", head["hash"][place].as_str().unwrap()));
                let has = |tag: &str| media["tags"].as_array().unwrap().iter().any(|on| on["tag"] == tag);
                match (group, section[1].as_str()) {
                    ("series", Some(tag)) => assert!(has(tag) && section[2].is_string(), "{tag}"),
                    ("series", None) => assert!(at + 1 == sections.len()),
                    ("folder", Some(folder)) => {
                        let name = media["name"].as_str().unwrap();
                        assert_eq!(name.rsplit_once('/').map_or("", |(folder, _)| folder), folder);
                    }
                    ("month", Some(month)) => assert!(month.len() == 7 && media["files"][0]["modified"].is_string()),
                    ("added", Some(month)) => assert!(media["added"].as_str().unwrap().starts_with(month)),
                    other => panic!("{other:?}"),
                }
            }
            if sort == Some("filesize") {
                let sizes: Vec<u64> = column(head, "bytes")[places].iter().map(|n| n.as_u64().unwrap()).collect();
                assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
            }
        }
        assert_eq!(server.get(&format!("/api/listings/{number}/ratios")).status, 200);
    }
}

#[test]
fn a_shuffled_listing_is_the_same_again_by_its_seed() {
    let server = Server::with_demo("web-random");
    let first = server.listing(&json!({"query": "order:random", "sort": null, "group": "none"}));
    let (query, sort) = (first["query"].as_str().unwrap(), first["sort"].as_str().unwrap());
    assert!(query.starts_with("order:random:") && sort.starts_with("random:"), "{query} {sort}");
    let again = server.listing(&json!({"query": query, "sort": null, "group": "none"}));
    let by_sort = server.listing(&json!({"query": "", "sort": sort, "group": "none"}));
    assert_eq!(first["head"]["hash"], again["head"]["hash"]);
    assert_eq!(first["head"]["hash"], by_sort["head"]["hash"]);
}

#[test]
fn every_fact_that_is_counted_is_what_its_query_finds() {
    let server = Server::with_demo("web-facets");
    let gallery = server.place.gallery();
    let listing = server.listing(&json!({"query": "", "sort": null, "group": "none"}));
    let number = listing["listing"].as_str().unwrap();
    let mut n_terms = 0;
    for namespace in
        ["series", "character", "emotion", "artist", "general", "meta", "format", "size", "ratio", "length"]
    {
        let facets = server.json(&format!("/api/listings/{number}/facets?namespace={namespace}"));
        assert_eq!((&facets["exact"], &facets["counted"]), (&json!(true), &listing["total"]));
        for row in facets["tags"].as_array().unwrap() {
            let asked = ops::parse_query(row[0].as_str().unwrap()).unwrap();
            assert_eq!(row[1], json!(ops::count_found(&gallery, &asked).unwrap()), "{row}");
            n_terms += 1;
        }
    }
    assert!(n_terms > 20, "{n_terms}");
}

#[test]
fn one_media_is_told_with_all_that_is_known_of_it() {
    let server = Server::with_demo("web-media");
    let listing = server.listing(&json!({"query": "has:emotion", "sort": "path", "group": "none"}));
    let is_implied = |media: &Value| column(media, "tags").iter().any(|tag| tag["source"] == "implied");
    let mut hashes = column(&listing["head"], "hash").iter().map(|hash| hash.as_str().unwrap());
    let hash = hashes.find(|hash| is_implied(&server.json(&format!("/api/media/{hash}")))).unwrap();
    let media = server.json(&format!("/api/media/{hash}"));
    let shown = &server.place.json(&["show", hash])[0];
    for (name, value) in shown.as_object().unwrap() {
        match name.as_str() {
            "perceptual_hashes" => {}
            "tags" => {
                for (told, shown) in media["tags"].as_array().unwrap().iter().zip(value.as_array().unwrap()) {
                    assert!(["tag", "source", "confirmed"].iter().all(|field| told[*field] == shown[*field]));
                }
            }
            _ => assert_eq!(media[name], *value, "{name}"),
        }
    }
    let implied = media["tags"].as_array().unwrap().iter().find(|tag| tag["source"] == "implied").unwrap();
    assert!(!implied["because"].as_array().unwrap().is_empty());
    let similar = server.json(&format!("/api/media/{hash}/similar"));
    assert!(column(&similar, "similar").iter().all(|one| one["hash"] != hash));
    for wrong in
        [&hash[..63], &format!("{hash}0"), "..%2f..%2fetc%2fpasswd", "%00", "etc", &hash.replace(&hash[..1], "%2e")]
    {
        for path in [
            "/api/media/{}",
            "/api/media/{}/similar",
            "/api/media/{}/frames",
            "/o/{}",
            "/t/256-v2/{}.webp",
            "/p/320-v2/{}.webp",
            "/f/512-v1/{}/0.webp",
        ] {
            let path = path.replace("{}", wrong);
            assert_eq!(server.get(&path).told(), (404, "not_found".to_owned()), "{path}");
        }
    }
    let unknown = ContentHash::of(b"nobody has it");
    for path in [
        "/api/media/{}",
        "/o/{}",
        "/t/256-v2/{}.webp",
        "/t/full-v2/{}.webp",
        "/p/320-v2/{}.webp",
        "/f/512-v1/{}/0.webp",
    ] {
        let path = path.replace("{}", &unknown.to_string());
        assert_eq!(server.get(&path).told(), (404, "not_found".to_owned()), "{path}");
    }
}

#[test]
fn pictures_are_made_in_fixed_sizes_and_kept_by_the_browser() {
    let server = Server::with_demo("web-pictures");
    let sound = server.place.said(&["verify"]).0;
    let of = |query: &str| {
        let listing = server.listing(&json!({"query": query, "sort": "width", "group": "none"}));
        listing["head"]["hash"][0].as_str().unwrap().to_owned()
    };
    let (animation, still) = (of("is:animated frames:>17"), of("is:still"));
    for (path, is_there) in [
        (format!("/t/256-v2/{still}.webp"), true),
        (format!("/t/512-v2/{still}.webp"), true),
        (format!("/t/2048-v2/{animation}.webp"), true),
        (format!("/t/full-v2/{still}.webp"), true),
        (format!("/t/300-v2/{still}.webp"), false),
        (format!("/t/256-v1/{still}.webp"), false),
        (format!("/t/256-v2/{still}.png"), false),
        (format!("/p/320-v2/{animation}.webp"), true),
        (format!("/p/320-v2/{still}.webp"), false),
        (format!("/p/640-v1/{animation}.webp"), false),
        (format!("/f/512-v1/{animation}/0.webp"), true),
        (format!("/f/1024-v1/{animation}/17.webp"), true),
        (format!("/f/512-v1/{animation}/99999.webp"), false),
        (format!("/f/512-v1/{animation}/-1.webp"), false),
        (format!("/f/100-v1/{animation}/0.webp"), false),
        (format!("/f/512-v1/{still}/0.webp"), false),
    ] {
        let answer = server.get(&path);
        if !is_there {
            assert_eq!(answer.told(), (404, "not_found".to_owned()), "{path}");
            continue;
        }
        assert_eq!((answer.status.as_u16(), answer.header("content-type")), (200, "image/webp"), "{path}");
        assert!(answer.bytes.starts_with(b"RIFF") && answer.header("cache-control").contains("immutable"), "{path}");
        let is_animated = answer.bytes.windows(4).any(|word| word == b"ANIM");
        assert_eq!(is_animated, path.starts_with("/p/"), "{path}");
        let tag = answer.header("etag").to_owned();
        assert_eq!(server.get_with(&path, &[("if-none-match", &tag)]).status, 304, "{path}");
        assert_eq!(server.get_with(&path, &[("if-none-match", "\"other\"")]).status, 200);
    }
    // Kept, and known to belong there.
    assert_eq!(server.place.said(&["verify"]).0, sound);
    assert!(server.place.path(&format!("gallery/thumbs/p320-v2/{}/{animation}.webp", &animation[..2])).is_file());
    assert!(server.place.path(&format!("gallery/thumbs/512-v2/{}/{still}.webp", &still[..2])).is_file());
    let times = server.json(&format!("/api/media/{animation}/frames"));
    let media = server.json(&format!("/api/media/{animation}"));
    let delays: Vec<u64> = column(&times, "delays_ms").iter().map(|ms| ms.as_u64().unwrap()).collect();
    assert_eq!(
        (delays.len() as u64, delays.iter().sum()),
        (media["frames"].as_u64().unwrap(), media["duration_ms"].as_u64().unwrap())
    );
    assert_eq!(server.json(&format!("/api/media/{still}/frames")), json!({"delays_ms": [], "loop": null}));
}

#[test]
fn an_original_is_sent_as_it_is_and_in_parts() {
    let server = Server::with_demo("web-original");
    let listing = server.listing(&json!({"query": "is:gif", "sort": "path", "group": "none"}));
    let hash = listing["head"]["hash"][0].as_str().unwrap();
    let media = server.json(&format!("/api/media/{hash}"));
    let file = media["paths"][0].as_str().unwrap();
    let bytes = fs::read(file).unwrap();
    let path = format!("/o/{hash}");
    let whole = server.get(&path);
    assert!(whole.bytes == bytes && whole.header("content-type") == "image/gif");
    assert_eq!(whole.header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!((whole.header("content-disposition"), whole.header("accept-ranges")), ("", "bytes"));
    assert!(
        server.get(&format!("{path}?download")).header("content-disposition").starts_with("attachment; filename*=")
    );
    let n = bytes.len();
    for (range, status, part) in [
        ("bytes=0-0", 206, &bytes[..1]),
        ("bytes=5-", 206, &bytes[5..]),
        ("bytes=-7", 206, &bytes[n - 7..]),
        ("bytes=0-1,4-5", 200, &bytes[..]),
        (&format!("bytes={n}-"), 416, &[][..]),
    ] {
        let answer = server.get_with(&path, &[("range", range)]);
        assert!(answer.status == status && answer.bytes == part, "{range}: {}", answer.status);
        if status == 206 {
            assert!(answer.header("content-range").ends_with(&format!("/{n}")), "{range}");
        }
    }
    assert_eq!(server.get_with(&path, &[("range", "bytes=0-0"), ("if-range", "\"other\"")]).status, 200);
    assert_eq!(server.get_with(&path, &[("if-none-match", whole.header("etag"))]).status, 304);
    // What lies there now is not what was indexed, or nothing, or a link to something else.
    fs::write(file, "changed").unwrap();
    let refused = server.get(&path);
    assert_eq!(refused.told(), (409, "changed_file".to_owned()));
    assert_eq!(refused.json()["values"]["name"], media["name"]);
    fs::remove_file(file).unwrap();
    assert_eq!(server.get(&path).told(), (404, "missing".to_owned()));
    std::os::unix::fs::symlink("/etc/passwd", file).unwrap();
    assert_eq!(server.get(&path).told().0, 500);
}

#[test]
fn a_query_is_completed_and_checked_where_it_is_typed() {
    let server = Server::with_demo("web-complete");
    let complete = |text: &str, at: usize| {
        let encoded: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
        server.json(&format!("/api/complete?text={encoded}&at={at}"))
    };
    let texts = |found: &Value| -> Vec<String> {
        column(found, "options").iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect()
    };
    let found = complete("泣き顔 (-emotion:cry sad", 16);
    assert_eq!((&found["from"], &found["to"]), (&json!(6), &json!(17)));
    assert!(texts(&found).contains(&"emotion:crying".to_owned()), "{found}");
    let japanese = complete("古河渚", 3);
    let one = &column(&japanese, "options")[0];
    assert_eq!((&one["matched"], &one["kind"], &one["open"]), (&json!("古河渚"), &json!("tag"), &json!(false)));
    assert!(texts(&complete("wid", 3)).contains(&"width:".to_owned()));
    assert_eq!(texts(&complete("is:anim", 7)), ["animated"]);
    assert_eq!(texts(&complete("has:emo", 7)), ["emotion"]);
    assert_eq!(texts(&complete("quote:\"don't c", 14)), Vec::<String>::new());
    assert!(complete("", 0)["options"].as_array().unwrap().len() <= 20);
    assert_eq!(server.json("/api/check?query=WIDTH:%3E100")["query"], json!("width:>100"));
    let wrong = server.json("/api/check?query=%E6%B3%A3%20(a");
    assert_eq!((&wrong["kind"], &wrong["from"], &wrong["to"]), (&json!("unclosed_group"), &json!(2), &json!(3)));
    let refused = server.put(Method::POST, "/api/listings", &json!({"query": "泣 (a", "sort": null}));
    assert_eq!((refused.told(), &refused.json()["values"]), ((400, "query".to_owned()), &wrong));
    let nothing = server.listing(&json!({"query": "emotion:cryng width:>99999", "sort": null}));
    assert_eq!(nothing["near_misses"], json!([{"word": "emotion:cryng", "instead": "emotion:crying"}]));
    assert_eq!(nothing["why"]["parts"].as_array().unwrap().len(), 2);
    for (query, end) in [("x".repeat(17 << 10), "too_long"), ("(".repeat(65) + "a" + &")".repeat(65), "too_deep")] {
        let answer = server.put(Method::POST, "/api/listings", &json!({"query": query, "sort": null}));
        assert_eq!(answer.json()["values"]["kind"], end);
    }
    let long = server.put(Method::POST, "/api/listings", &json!({"query": "x".repeat(2 << 20)}));
    assert_eq!(long.told(), (413, "too_large".to_owned()));
}

#[test]
fn searches_are_kept_under_names() {
    let server = Server::with_demo("web-saved");
    let put = |name: &str, query: &str| server.put(Method::PUT, "/api/saved", &json!({"name": name, "query": query}));
    assert_eq!(put(" tears ", "crying").json(), json!({"name": "tears", "query": "crying", "replaced": false}));
    assert_eq!(put("tears", "emotion:crying").json()["replaced"], json!(true));
    assert_eq!(put("bad", "(").told(), (400, "query".to_owned()));
    for name in ["", " ", "a\u{0}b", &"x".repeat(101)] {
        assert_eq!(put(name, "x").told(), (400, "bad_request".to_owned()), "{name:?}");
    }
    let kept = json!({"saved": [{"name": "tears", "query": "emotion:crying"}]});
    assert_eq!(server.json("/api/saved"), kept);
    assert_eq!(server.put(Method::DELETE, "/api/saved", &json!({"name": "other"})).told().0, 404);
    assert_eq!(server.put(Method::DELETE, "/api/saved", &json!({"name": "tears"})).status, 204);
    assert_eq!(server.json("/api/saved"), json!({"saved": []}));
}

#[test]
fn a_gallery_that_can_only_be_read_is_shown_and_not_changed() {
    let place = Place::with_demo("web-read-only");
    place.import(&ImportOptions::default());
    let server = Server::of(place, true);
    assert_eq!(server.json("/api/gallery")["read_only"], json!(true));
    let refused = server.put(Method::PUT, "/api/saved", &json!({"name": "x", "query": "x"}));
    assert_eq!(refused.told(), (403, "read_only".to_owned()));
    assert!(server.listing(&json!({"query": "", "sort": null}))["total"].as_u64() > Some(0));
}

#[test]
fn names_are_told_as_they_are_and_lead_nowhere() {
    let place = Place::new("web-names");
    let hostile = ["<img src=x onerror=alert(1)>.png", "a\u{202e}gnp.png", "\"quote\" & 'co'.png"];
    for (name, fixture) in hostile.iter().zip(["still/grey-1.png", "still/grey-2.png", "still/grey-4.png"]) {
        place.put(fixture, name);
    }
    let bytes = std::ffi::OsStr::from_bytes(b"\xff\xfe.png");
    place.put("still/grey-8.png", bytes);
    place.import(&ImportOptions::default());
    let server = Server::of(place, false);
    let listing = server.listing(&json!({"query": "", "sort": "path"}));
    let names: BTreeSet<&str> = column(&listing["head"], "name").iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(names, hostile.into_iter().chain(["\\xff\\xfe.png"]).collect());
}

#[test]
fn what_others_change_beside_it_moves_no_listing() {
    let server = Server::with_demo("web-beside");
    let listing = server.listing(&json!({"query": "", "sort": "path", "group": "none"}));
    let number = listing["listing"].as_str().unwrap();
    let gallery = server.place.gallery();
    let first: ContentHash = listing["head"]["hash"][0].as_str().unwrap().parse().unwrap();
    let added = TagOptions { add: vec!["beside".parse().unwrap()], ..TagOptions::default() };
    ops::tag(&gallery, &Selection::of(vec![first]), &added).unwrap();
    server.place.put("still/grey-16.png", "0/new.png");
    ops::import(&gallery, &[server.place.pictures()], &ImportOptions::default(), &mut Unwatched).unwrap();
    let cells = server.json(&format!("/api/listings/{number}/cells?from=0&n=1"));
    assert_eq!(cells["hash"][0], json!(first.to_string()));
    assert_eq!(server.listing(&json!({"query": "beside", "sort": null}))["total"], json!(1));
    // Gone from the gallery, and still at its place.
    let path = ops::show(&gallery, &first).unwrap().path;
    let forgotten = server.place.said(&["forget", "--with-tags", path.to_str().unwrap()]);
    assert_eq!(forgotten.0, 0, "{}", forgotten.2);
    let cells = server.json(&format!("/api/listings/{number}/cells?from=0&n=2"));
    assert_eq!((&cells["hash"][0], &cells["state"][0]), (&Value::Null, &json!("missing")));
    assert_eq!(cells["hash"][1], listing["head"]["hash"][1]);
}
