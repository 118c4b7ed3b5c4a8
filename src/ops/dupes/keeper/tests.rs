//! Which of several is kept, and the sentence that says why.

use super::super::super::Described;
use super::*;
use crate::catalog::{MediaFacts, Shares};
use crate::fingerprint::{ContentHash, Relation, Traces, Which};
use image::RgbaImage;

fn media(name: &str, (width, height): (u32, u32), bytes: u64) -> Described {
    Described {
        hash: ContentHash::of(name.as_bytes()),
        facts: MediaFacts {
            format: "jpeg".to_owned(),
            width,
            height,
            frames: 1,
            duration_ms: None,
            loop_count: None,
            animated: false,
            bytes,
            damage: None,
        },
        looping: None,
        added_at_ms: 0,
        date: 0,
        state: State::Present,
        path: name.into(),
        files: Vec::new(),
        tags: Vec::new(),
        quotes: Vec::new(),
    }
}

fn kept<'a>(candidates: &[(&'a Described, (f64, f64))]) -> (&'a str, String) {
    let all = candidates
        .iter()
        .map(|&(media, (shown, drawn))| Candidate::new(media, Some(Shares { shown, drawn }), Made::Unknown));
    let all: Vec<Candidate<'_>> = all.collect();
    let choice = choose(&all).unwrap().unwrap();
    (candidates[choice.at].0.path.to_str().unwrap(), choice.reason)
}

#[test]
fn the_largest_picture_is_kept_and_bars_count_for_nothing() {
    let (large, small) = (media("large.jpg", (1920, 1080), 900), media("small.jpg", (1280, 720), 2000));
    let barred = media("barred.jpg", (1280, 1280), 2100);
    let found = kept(&[(&small, (1.0, 1.0)), (&large, (1.0, 1.0)), (&barred, (0.5625, 0.5625))]);
    assert_eq!(found, ("large.jpg", "it shows the same 1.5× as large as the next".to_owned()));
    let found = kept(&[(&small, (1.0, 1.0)), (&barred, (0.5625, 0.5625))]);
    assert_eq!(found, ("small.jpg", "the other is set in bars or a caption".to_owned()));
    let mut away = large.clone();
    away.state = State::Offline;
    assert_eq!(kept(&[(&small, (1.0, 1.0)), (&away, (1.0, 1.0))]).1, "it can be reached now");
}

#[test]
fn a_small_copy_of_an_animation_is_not_kept_whatever_its_frames_lie_over() {
    let moving = |name, edge, bytes| {
        let mut media = media(name, (edge, edge), bytes);
        (media.facts.animated, media.facts.frames, media.facts.format) = (true, 51, "gif".to_owned());
        media
    };
    let all =
        [moving("a.gif", 100, 10), moving("b.gif", 100, 20), moving("c.gif", 100, 15), moving("small.gif", 60, 90)];
    let mut candidates: Vec<Candidate<'_>> =
        all.iter().map(|media| Candidate::new(media, Some(Shares { shown: 1.0, drawn: 1.0 }), Made::Unknown)).collect();
    // Frames of a, b and c are laid over each other in a circle, in which each shows less than another one.
    let less = Relation {
        first: [0.0, 0.0, 1.0, 1.0],
        second: [0.2, 0.2, 0.8, 0.8],
        is_first_framed: false,
        is_second_framed: true,
        marked: None,
    };
    for (at, other) in [(0, 1), (1, 2), (2, 0)] {
        candidates[at].relate(&all[other], less);
        candidates[other].relate(&all[at], less.turned());
    }
    let choice = choose(&candidates).unwrap().unwrap();
    assert_eq!(all[choice.at].path.to_str(), Some("b.gif"), "{}", choice.reason);
}

#[test]
fn bars_that_cannot_be_told_from_a_dark_picture_do_not_win() {
    // What is drawn has 640 x 360 pixels in both; the bars of the one look like its paper.
    let (original, barred) = (media("original.png", (1280, 720), 3000), media("barred.jpg", (1680, 720), 800));
    let shares = [(1.0, 0.25), (1.0, 640.0 * 360.0 / (1680.0 * 720.0))];
    assert_eq!(kept(&[(&barred, shares[1]), (&original, shares[0])]).1, "it has the most bytes");
}

#[test]
fn a_download_as_it_was_is_kept_before_one_with_more_bytes() {
    let original = media("0123456789abcdef0123456789abcdef.jpg", (800, 600), 100);
    let other = media("b.jpg", (800, 600), 200);
    let found = kept(&[(&other, (1.0, 1.0)), (&original, (1.0, 1.0))]);
    assert_eq!(found.1, "its name holds the MD5 of a download as it was");
}

/// Traces of a file with a table of one step, if it is a JPEG, that shows another one.
fn traces(own: Option<u16>, shown: Option<u16>) -> Traces {
    let of = |step: Option<u16>| Traces::of(&RgbaImage::new(8, 8), step.map(|step| [step; 64]).as_ref());
    let mut traces = of(own);
    traces.shown_steps = of(shown).own_steps;
    traces
}

#[test]
fn what_was_made_from_a_jpeg_is_not_kept_before_it() {
    let jpeg = |own, shown| ("jpeg", Some(own), shown);
    for (best, other, reason) in [
        (jpeg(10, Some(10)), ("png", None, Some(10)), "the other is made from a JPEG, as 8×8 blocks show"),
        (jpeg(10, Some(10)), jpeg(2, Some(10)), "the other is made from a JPEG, as 8×8 blocks show"),
        (("png", None, None), jpeg(10, Some(10)), "the other is compressed harder, as a JPEG"),
        (jpeg(5, Some(5)), jpeg(10, Some(10)), "the other is compressed harder, as a JPEG"),
        (jpeg(5, None), jpeg(10, None), "the other is compressed harder, as a JPEG"),
        (jpeg(10, Some(10)), ("webp", None, None), "the other is in a format to which pictures are mostly converted"),
    ] {
        let made = |name: &str, (format, own, shown): (&str, Option<u16>, Option<u16>)| {
            let mut media = media(name, (800, 600), 100);
            format.clone_into(&mut media.facts.format);
            (media, traces(own, shown))
        };
        let (one, two) = (made("b", best), made("a", other));
        let candidates = [&two, &one].map(|(media, traces)| Candidate::new(media, None, Made::Known(traces)));
        let choice = choose(&candidates).unwrap().unwrap();
        assert_eq!((choice.at, choice.reason.as_str()), (1, reason));
        assert!(choice.flaws[0].is_some() && choice.flaws[1].is_none());
    }
}

#[test]
fn marks_bars_and_captions_count_for_nothing() {
    let (plain, spoiled) = (media("b.png", (800, 600), 100), media("a.png", (800, 700), 200));
    let whole = [0.0, 0.0, 1.0, 1.0];
    let relation = Relation {
        first: whole,
        second: [0.0, 0.0, 1.0, 6.0 / 7.0],
        is_first_framed: false,
        is_second_framed: true,
        marked: None,
    };
    for (relation, reason) in [
        (relation, "the other is set in bars or a caption"),
        (Relation { marked: Some(Which::Second), ..relation }, "the other is marked with a text or a logo"),
    ] {
        let mut candidates = [&spoiled, &plain].map(|media| Candidate::new(media, None, Made::Unknown));
        candidates[0].relate(&plain, relation);
        candidates[1].relate(&spoiled, relation.turned());
        let choice = choose(&candidates).unwrap().unwrap();
        assert_eq!((choice.at, choice.reason.as_str()), (1, reason));
    }
}

#[test]
fn a_file_is_decoded_only_where_cheaper_rules_do_not_tell() {
    let (large, small) = (media("a.jpg", (1280, 720), 900), media("b.jpg", (640, 360), 500));
    let (same, mut away) = (media("c.jpg", (1280, 720), 800), media("d.jpg", (1280, 720), 800));
    away.state = State::Offline;
    let waiting = |all: &[&Described], is_marked: bool| {
        let mut all: Vec<_> = all.iter().map(|media| Candidate::new(media, None, Made::Unmeasured)).collect();
        all[0].is_marked = is_marked;
        choose(&all).err()
    };
    assert_eq!(waiting(&[&large, &small], false), Some(vec![0, 1]), "either may be the enlarged one");
    assert_eq!(waiting(&[&large, &same], false), Some(vec![0, 1]), "only their coding can differ");
    assert_eq!(waiting(&[&large, &same], true), None);
    assert_eq!(waiting(&[&large, &away], false), None);
}

#[test]
fn a_palette_is_told_from_a_drawing_of_few_colours() {
    let (mut png, jpeg) = (media("a.png", (800, 600), 100), media("b.jpg", (800, 600), 100));
    "png".clone_into(&mut png.facts.format);
    let made = |own, n_colours, hues| {
        let mut traces = traces(own, own);
        (traces.n_colours, traces.hues) = (n_colours, hues);
        traces
    };
    let kept = |n_colours, hues, other: (&Described, Traces)| {
        let few = made(None, n_colours, hues);
        let candidates =
            [(&png, &few), (other.0, &other.1)].map(|(one, traces)| Candidate::new(one, None, Made::Known(traces)));
        choose(&candidates).unwrap().unwrap().at
    };
    assert_eq!(kept(200, 20.0, (&png, made(None, 257, 20.0))), 1, "it was reduced");
    assert_eq!(kept(200, 20.0, (&jpeg, made(Some(10), 257, 20.0))), 0, "a JPEG has colours of its own");
    assert_eq!(kept(256, 0.0, (&png, made(None, 257, 2.0))), 0, "greys are no palette");
}

#[test]
fn a_caption_makes_no_animation_larger() {
    let moving = |name, (width, height), bytes| {
        let mut media = media(name, (width, height), bytes);
        (media.facts.animated, media.facts.frames, media.facts.format) = (true, 20, "gif".to_owned());
        media
    };
    let (captioned, plain) = (moving("a.gif", (320, 287), 900), moving("b.gif", (320, 240), 800));
    let mut candidates = [&captioned, &plain].map(|media| Candidate::new(media, None, Made::Unknown));
    let relation = Relation {
        first: [0.0, 0.0, 1.0, 1.0],
        second: [0.0, 0.0, 1.0, 240.0 / 287.0],
        is_first_framed: false,
        is_second_framed: true,
        marked: None,
    };
    candidates[0].relate(&plain, relation);
    candidates[1].relate(&captioned, relation.turned());
    let choice = choose(&candidates).unwrap().unwrap();
    assert_eq!((choice.at, choice.reason.as_str()), (1, "the other is set in bars or a caption"));
}

#[test]
fn a_palette_is_told_in_a_picture_of_pale_colours() {
    let (whole, reduced) = (media("b.png", (800, 600), 100), media("a.png", (800, 600), 200));
    let of = |n_colours| {
        let mut traces = traces(None, None);
        (traces.n_colours, traces.hues) = (n_colours, 2.8);
        traces
    };
    let made = [of(256), of(257)];
    let candidates = [(&reduced, &made[0]), (&whole, &made[1])].map(|(media, traces)| {
        let mut media = media.clone();
        media.facts.format = "png".to_owned();
        (media, traces)
    });
    let candidates = [0, 1].map(|at| Candidate::new(&candidates[at].0, None, Made::Known(candidates[at].1)));
    let choice = choose(&candidates).unwrap().unwrap();
    assert_eq!((choice.at, choice.reason.as_str()), (1, "the other is reduced to a palette of fewer colours"));
}
