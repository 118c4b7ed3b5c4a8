//! The library as another program uses it: media by their hashes, one handle that writes and several that read.

use std::fs;
use std::ops::ControlFlow;
use std::thread;

use nakigao::ops::{
    self, ContentHash, Error, ExportOptions, GroupBy, ImportOptions, OverNote, Selection, SidecarFormat, State,
    TagOptions, ThumbsOptions, Unwatched,
};
use nakigao::tag::Tag;

use super::support::Place;

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

fn adding(text: &str) -> TagOptions {
    TagOptions { add: vec![tag(text)], ..TagOptions::default() }
}

#[test]
fn whatever_is_done_to_media_can_be_asked_for_by_their_hashes() {
    let place = Place::with_demo("handles-hashes");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    let all = ops::list_hashes(&gallery, &Selection::default()).unwrap();
    let [one, other] = [all[3], all[1]];
    let both = Selection::of(vec![one, other, one]);
    assert_eq!(ops::list_hashes(&gallery, &both).unwrap(), [one, other], "as they were listed");
    assert_eq!(ops::tag(&gallery, &both, &adding("by_hash")).unwrap().selected, 2);
    assert_eq!(ops::note(&gallery, &both, "a line", OverNote::Refuse).unwrap().changed, 2);
    let shown = ops::show(&gallery, &one).unwrap();
    assert!(shown.quotes == ["a line"] && shown.tags.iter().any(|on_it| on_it.tag == tag("by_hash")));
    let options = ThumbsOptions { out: Some(place.path("thumbs")), ..ThumbsOptions::default() };
    assert_eq!(ops::thumbs(&gallery, &both, &options, &mut Unwatched).unwrap().written, 2);
    let (out, format) = (Some(place.path("sidecars")), SidecarFormat::Hydrus);
    let options = ExportOptions { format, out, implied: false, force: false };
    assert_eq!(ops::export(&gallery, &both, &options, &mut Unwatched).unwrap().written, 2);
    let found = ops::similar(&gallery, &one, 3).unwrap();
    assert_eq!(found[0].member.hash, one, "nothing is as like it as itself");
    assert!(ops::reject(&gallery, &one, &other).unwrap().is_some());
    assert!(ops::reject(&gallery, &other, &one).unwrap().is_none());
    assert_eq!(ops::adopt(&gallery, &one, &all[5]).unwrap().carried.n_notes, 1);
    let asked = Some(ops::parse_query("note:line").unwrap());
    let of_these = Selection { query: asked, ..Selection::of(all[4..].to_vec()) };
    assert_eq!(ops::list_hashes(&gallery, &of_these).unwrap(), [all[5]], "listed and asked for");
}

#[test]
fn an_empty_list_is_nothing_and_an_unknown_hash_is_no_media() {
    let place = Place::with_demo("handles-none");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    let nothing = Selection::of(Vec::new());
    assert!(ops::list_hashes(&gallery, &nothing).unwrap().is_empty());
    assert_eq!(ops::tag(&gallery, &nothing, &adding("x")).unwrap().selected, 0);
    let known = ops::list_hashes(&gallery, &Selection::default()).unwrap()[0];
    // The content of a file that lies there, and that nobody imported.
    fs::write(place.pictures().join("new.txt"), "new").unwrap();
    let unknown = ContentHash::of(b"new");
    let is_unknown = |error: Error| matches!(error, Error::NotInGallery { given } if given == unknown.to_string());
    let refused = ops::tag(&gallery, &Selection::of(vec![known, unknown]), &adding("x")).unwrap_err();
    assert!(is_unknown(refused) && ops::show(&gallery, &known).unwrap().tags.iter().all(|on_it| on_it.tag != tag("x")));
    assert!(is_unknown(ops::show(&gallery, &unknown).unwrap_err()));
    assert!(is_unknown(ops::similar(&gallery, &unknown, 3).unwrap_err()));
    assert!(is_unknown(ops::reject(&gallery, &known, &unknown).unwrap_err()));
    assert!(is_unknown(ops::adopt(&gallery, &unknown, &known).unwrap_err()));
}

#[test]
fn a_hash_is_written_and_read_as_64_digits_and_a_path_leads_to_one() {
    let place = Place::with_demo("handles-named");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    let hash = ops::list_hashes(&gallery, &Selection::default()).unwrap()[0];
    let written = hash.to_string();
    assert_eq!((written.len(), written.parse()), (64, Ok(hash)));
    for wrong in [&written[..63], &format!("{written}0"), "/etc/passwd", ""] {
        assert!(wrong.parse::<ContentHash>().is_err(), "{wrong}");
    }
    let path = ops::show(&gallery, &hash).unwrap().path;
    for named in [path.as_os_str(), written[..12].as_ref()] {
        assert_eq!(ops::hash_of(&gallery, named).unwrap(), hash);
    }
    let several = ops::hash_of(&gallery, place.pictures().as_os_str()).unwrap_err().to_string();
    assert!(several.ends_with("names 21 pictures"), "{several}");
}

#[test]
fn readers_see_what_is_committed_and_change_nothing() {
    let place = Place::with_demo("handles-readers");
    let writer = place.gallery();
    let readers: Vec<_> = (0..10).map(|_| writer.reader().unwrap()).collect();
    place.import(&ImportOptions::default());
    let all = ops::list_hashes(&writer, &Selection::default()).unwrap();
    let everything = ops::parse_query("").unwrap();
    thread::scope(|scope| {
        for reader in readers {
            let (all, everything) = (&all, &everything);
            scope.spawn(move || {
                assert_eq!(&ops::list_hashes(&reader, &Selection::default()).unwrap(), all);
                let options = ops::DupesOptions { near: true, ..ops::DupesOptions::default() };
                ops::dupes(&reader, everything, options, &mut Unwatched).unwrap();
                for changed in [
                    ops::tag(&reader, &Selection::of(all.clone()), &adding("x")).map(drop),
                    ops::undo(&reader, 1).map(drop),
                    ops::import(&reader, &[], &ImportOptions::default(), &mut Unwatched).map(drop),
                    ops::edit_tags(&reader, &all[0], &ops::TagEdit::Accept).map(drop),
                ] {
                    let said = changed.unwrap_err().to_string();
                    assert!(said.contains("gallery") && said.ends_with("was opened here only to be read"), "{said}");
                }
            });
        }
    });
    assert_eq!(ops::tag(&writer, &Selection::of(all), &adding("x")).unwrap().added[0].1, 21);
}

#[test]
fn a_handle_that_is_kept_looks_again_when_it_is_told_to() {
    let place = Place::with_demo("handles-refresh");
    place.import(&ImportOptions::default());
    let mut writer = place.gallery();
    let mut reader = writer.reader().unwrap();
    let hash = ops::list_hashes(&reader, &Selection::default()).unwrap()[0];
    let state = |gallery: &ops::Gallery| ops::describe_all(gallery, &[hash]).unwrap()[0].state;
    let completed =
        |gallery: &ops::Gallery| ops::complete_word(gallery, "ushio").unwrap().contains(&tag("series:tide"));
    assert_eq!((state(&reader), completed(&reader), completed(&writer)), (State::Present, false, false));
    fs::rename(place.pictures(), place.path("unplugged")).unwrap();
    let words = place.path("gallery/vocabulary");
    fs::create_dir_all(&words).unwrap();
    fs::write(words.join("mine.toml"), "[[series]]\nname = \"tide\"\naliases = [\"ushio\"]\n").unwrap();
    assert_eq!((state(&reader), completed(&reader)), (State::Present, false));
    reader.refresh().unwrap();
    assert_eq!((state(&reader), completed(&reader)), (State::Offline, true));
    writer.refresh().unwrap();
    assert_eq!((state(&writer), completed(&writer)), (State::Offline, true));
    fs::rename(place.path("unplugged"), place.pictures()).unwrap();
    reader.refresh().unwrap();
    assert_eq!(state(&reader), State::Present);
}

#[test]
fn a_window_reads_pages_facts_and_thumbnails() {
    let place = Place::with_demo("handles-window");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    let all = ops::list_hashes(&gallery, &Selection::default()).unwrap();
    for (query, order) in [("", all.clone()), ("limit:5", all[..5].to_vec())] {
        let asked = ops::parse_query(query).unwrap();
        let page = |from, limit| ops::find_hashes(&gallery, &asked, from, limit).unwrap();
        assert_eq!(page(0, 100), order);
        assert_eq!([page(0, 3), page(3, 9), page(12, 100)].concat(), order);
        assert!(page(order.len() as u64, 9).is_empty());
    }
    let mut found = Vec::new();
    let everything = ops::parse_query("").unwrap();
    let report = ops::find(&gallery, &everything, |media| {
        found.push(media);
        if found.len() == 20 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    assert_eq!((report.unwrap(), found.len() as u64), (20, 20));
    let unknown = [&all[..20], &[ContentHash::of(b"unknown")]].concat();
    assert_eq!(ops::describe_all(&gallery, &unknown).unwrap(), found);
    let each: Vec<_> = all[..20].iter().map(|hash| ops::show(&gallery, hash).unwrap()).collect();
    assert_eq!(each, found);
}

#[test]
fn a_thumbnail_is_read_as_bytes_and_made_if_it_is_not_whole() {
    let place = Place::with_demo("handles-thumbnail");
    place.import(&ImportOptions::default());
    let writer = place.gallery();
    let reader = writer.reader().unwrap();
    let hash = ops::list_hashes(&reader, &Selection::default()).unwrap()[0];
    let name = |edge| place.path(&format!("gallery/thumbs/{edge}-v2/{}/{hash}.webp", &hash.to_string()[..2]));
    let usual = ops::thumbnail(&reader, &hash, 256).unwrap();
    assert_eq!(usual, fs::read(name(256)).unwrap());
    let small = ops::thumbnail(&reader, &hash, 64).unwrap();
    assert!(small.len() < usual.len() && fs::read(name(64)).unwrap() == small, "made and kept");
    fs::write(name(64), &small[..small.len() - 1]).unwrap();
    assert_eq!(ops::thumbnail(&reader, &hash, 64).unwrap(), small, "made again");
    fs::rename(place.pictures(), place.path("unplugged")).unwrap();
    assert_eq!(ops::thumbnail(&reader, &hash, 256).unwrap(), usual);
    let error = ops::thumbnail(&reader, &hash, 512).unwrap_err();
    assert!(matches!(error, Error::Unseen(_)), "{error}");
}

#[test]
fn a_word_is_completed_to_what_is_most_used() {
    let place = Place::with_demo("handles-complete");
    place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    let gallery = place.gallery();
    let all = ops::list_hashes(&gallery, &Selection::default()).unwrap();
    for (name, n) in [("zebra_a", 1), ("zebra_b", 3), ("zebra:zebra_c", 2), ("zebra:other", 4), ("plain_zebra", 5)] {
        ops::tag(&gallery, &Selection::of(all[..n].to_vec()), &adding(name)).unwrap();
    }
    let completed = |typed, limit| -> String {
        let found = ops::complete_tag(&gallery, typed, limit).unwrap().into_iter();
        found.map(|one| format!("{} {}", one.name, one.n_media)).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(completed("Zebra", 9), "zebra_b 3, zebra:zebra_c 2, zebra_a 1, plain_zebra 5", "then later words");
    assert_eq!(completed("zebra", 2), "zebra_b 3, zebra:zebra_c 2");
    assert_eq!(completed("zebra_a", 9), "zebra_a 1");
    assert_eq!(completed("zebra:", 9), "zebra:other 4, zebra:zebra_c 2");
    assert_eq!(completed("zebra:z", 9), "zebra:zebra_c 2");
    assert_eq!(completed("", 1), "plain_zebra 5");
    assert_eq!(completed("ebra", 9), "", "no part of a word");
}

#[test]
fn an_order_runs_backwards_as_it_is_found_backwards() {
    let place = Place::with_demo("handles-backwards");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    for word in ["path", "date", "created_at", "mpixels", "filesize", "duration", "tagcount", "ratio", "hash"] {
        // Each is asked for behind the other.
        for direction in ["_asc", "_desc", "_asc"] {
            let asked = ops::parse_query(&format!("order:{word}{direction}")).unwrap();
            let listing = ops::listing(&gallery, &asked, None).unwrap();
            let cells = ops::list_cells(&gallery, &listing, 0..listing.len()).unwrap();
            let listed: Vec<ContentHash> = cells.into_iter().flatten().map(|cell| cell.hash).collect();
            let found = ops::list_hashes(&gallery, &Selection::by_query(asked)).unwrap();
            assert_eq!(listed, found, "{word}{direction}");
        }
    }
}

#[test]
fn orders_are_made_again_once_after_a_change() {
    let place = Place::with_demo("handles-again");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    let made = || (0..).take_while(|_| ops::remake_orders(&gallery).unwrap()).count();
    assert_eq!(made(), 0, "nobody asked for any");
    let by_date = ops::parse_query("order:date").unwrap().query.order.unwrap();
    ops::expect_orders(&gallery, &[by_date], &GroupBy::ALL).unwrap();
    assert_eq!((made(), made()), (4, 0), "all but the last have more behind them");
    let one = ops::list_hashes(&gallery, &Selection::default()).unwrap()[0];
    ops::tag(&gallery, &Selection::of(vec![one]), &adding("later")).unwrap();
    assert_eq!((made(), made()), (4, 0));
}

#[test]
fn an_order_that_is_kept_follows_every_change() {
    let place = Place::with_demo("handles-orders");
    place.import(&ImportOptions::default());
    let gallery = place.gallery();
    let reader = gallery.reader().unwrap();
    let asked = ops::parse_query("order:tagcount").unwrap();
    let first = || {
        let listing = ops::listing(&reader, &asked, None).unwrap();
        ops::list_cells(&reader, &listing, 0..1).unwrap().remove(0).unwrap().hash
    };
    for one in ops::list_hashes(&gallery, &Selection::default()).unwrap().into_iter().take(3) {
        let add = (0..20).map(|n| tag(&format!("{}_{n}", one.short()))).collect();
        let many = TagOptions { add, ..TagOptions::default() };
        // Each has more than all before it, whose tags are taken off again.
        let entry = ops::tag(&gallery, &Selection::of(vec![one]), &many).unwrap();
        assert_eq!((entry.selected, first()), (1, one));
        ops::undo(&gallery, 1).unwrap();
    }
}
