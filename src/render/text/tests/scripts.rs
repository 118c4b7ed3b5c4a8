//! What holds for scripts beyond the embedded fonts, shown with small fonts of their letters; and for hostile texts.

use std::path::Path;
use std::time::{Duration, Instant};

use super::super::run::runs;
use super::*;
use crate::render::face::Face;
use crate::render::font::Font;
use crate::render::writing::Writing;

/// The embedded fonts, and some of `fixtures/font` for what these lack.
fn fonts(files: &[&str], text: &str) -> Fonts {
    let mut fonts = Fonts::default();
    let read: Vec<Font> = files.iter().map(|file| font(file)).collect();
    for c in fonts.unassigned(text) {
        fonts.assign(c, read.iter().find(|font| font.draws(c)));
    }
    fonts
}

fn font(file: &str) -> Font {
    Font::read(&bytes(file), 0).unwrap()
}

fn bytes(file: &str) -> std::sync::Arc<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/font").join(file);
    std::sync::Arc::new(std::fs::read(path).unwrap())
}

fn drawn_in(fonts: &Fonts, text: &str) -> RgbaImage {
    let mut canvas = RgbaImage::from_pixel(300, 60, Rgba([0, 0, 0, 255]));
    let mut setter = Typesetter::new(30.0, fonts);
    let line = setter.whole(text);
    setter.draw(&mut canvas, &line, 10.0, 8, WHITE);
    canvas
}

/// Columns of a picture with ink, as ranges.
fn strokes(picture: &RgbaImage) -> Vec<(u32, u32)> {
    let inked = |x: u32| (0..picture.height()).any(|y| picture.get_pixel(x, y)[0] > 60);
    let columns: Vec<u32> = (0..picture.width()).filter(|&x| inked(x)).collect();
    columns.chunk_by(|a, b| a + 1 == *b).map(|run| (run[0], run[run.len() - 1])).collect()
}

#[test]
fn every_script_is_drawn_where_a_font_has_it() {
    for (file, text) in [
        ("arabic.ttf", "العربية دموع"),
        ("hebrew.ttf", "עברית דמעות"),
        ("devanagari.ttf", "हिन्दी आँसू"),
        ("thai.ttf", "น้ำตา"),
        ("greek.ttf", "Νέα δάκρυα"),
        ("cjk.otf", "귀멸의 칼날 눈물"),
        ("cjk.otf", "鷗 𠮷 谎"),
        ("emoji.ttf", "😭💧"),
    ] {
        let none = Fonts::default();
        assert!(!none.undrawn(text).is_empty(), "{text} is beyond the embedded fonts");
        let fonts = fonts(&[file], text);
        assert_eq!(fonts.undrawn(text), [], "{text}");
        assert_ne!(drawn_in(&fonts, text), drawn_in(&none, text), "{text}");
        assert!(ink(&drawn_in(&fonts, text)) > 100, "{text}");
    }
}

#[test]
fn what_the_embedded_fonts_have_is_drawn_in_them() {
    let text = "泣き顔 é Ж 慟哭 ★♪";
    let fonts = fonts(&["greek.ttf", "cjk.otf", "emoji.ttf"], &format!("{text} έ 鷗 😭"));
    assert_eq!(drawn_in(&fonts, text), drawn_in(&Fonts::default(), text));
    for joined in ["ガ\u{200D}ギ", "❤\u{FE0F}", "a\u{202E}b"] {
        assert_eq!(drawn_in(&fonts, joined), drawn_in(&Fonts::default(), joined), "{joined:?}");
    }
}

#[test]
fn arabic_letters_join_from_right_to_left() {
    let fonts = fonts(&["arabic.ttf"], "العربية");
    // Beh, reh and yeh-beh: joined they are fewer strokes of ink than letters.
    assert_eq!(strokes(&drawn_in(&fonts, "عبي")).len(), 1);
    let mut setter = Typesetter::new(30.0, &fonts);
    let apart: f32 = "عبي".chars().map(|c| setter.width_of(&c.to_string())).sum();
    assert!(setter.width_of("عبي") < apart * 0.9, "medial forms are narrower than isolated ones");
    // An alef is one upright stroke; it is the first letter, so it stands at the right end.
    let line = strokes(&drawn_in(&fonts, "اعب"));
    let (left, right) = line[line.len() - 1];
    assert!(line.len() == 2 && right - left < 8, "{line:?}");
    assert!(setter.whole("العربية").is_rtl && !setter.whole("a العربية").is_rtl);
}

#[test]
fn numbers_and_brackets_keep_their_order_in_a_line_from_right_to_left() {
    let text = "עברית (12)";
    let fonts = fonts(&["hebrew.ttf"], text);
    let parts: Vec<(&str, bool)> =
        runs(text, true, &fonts).into_iter().map(|run| (&text[run.range], run.is_rtl)).collect();
    assert_eq!(parts, [(")", true), ("12", false), (" (", true), ("עברית", true)]);
    // The bracket that opens stands at the right of the number, and is round to the right.
    let mixed = strokes(&drawn_in(&fonts, text));
    assert!(mixed.len() > 6, "{mixed:?}");
}

#[test]
fn conjuncts_and_marks_form_one_sign() {
    let fonts = fonts(&["devanagari.ttf", "thai.ttf"], "हिन्दी आँसू क्ष น้ำตาที่");
    let mut setter = Typesetter::new(30.0, &fonts);
    // The virama makes ka and ssa one letter, narrower than the two.
    assert!(setter.width_of("क्ष") < setter.width_of("क") + setter.width_of("ष") - 2.0);
    // The sign for short i is written before its consonant.
    let (hi, h) = (strokes(&drawn_in(&fonts, "हि")), strokes(&drawn_in(&fonts, "ह")));
    assert!(hi[hi.len() - 1].1 - hi[0].0 > h[h.len() - 1].1 - h[0].0);
    // Thai marks stand above their letter and take no room.
    assert_eq!(setter.width_of("ที่"), setter.width_of("ท"));
    assert!(ink(&drawn_in(&fonts, "ที่")) > ink(&drawn_in(&fonts, "ท")));
}

#[test]
fn emoji_have_colours_and_hold_together() {
    let text = "😭💧👩\u{200D}👧🇯🇵";
    let fonts = fonts(&["emoji.ttf"], text);
    let tears = drawn_in(&fonts, "😭");
    assert!(tears.pixels().any(|p| p[0] > 150 && p[2] < 100), "the face is yellow");
    let mut setter = Typesetter::new(30.0, &fonts);
    let one = setter.width_of("😭");
    for joined in ["👩\u{200D}👧", "🇯🇵", "💧\u{FE0F}"] {
        assert!((setter.width_of(joined) - one).abs() < 1.0, "{joined} is one sign");
    }
    for line in setter.wrap("👩\u{200D}👧👩\u{200D}👧👩\u{200D}👧", one * 1.5, 5) {
        assert!(line.text == "👩\u{200D}👧" || line.text.is_empty(), "{:?} is not divided", line.text);
    }
}

#[test]
fn a_word_is_written_in_one_font() {
    let text = "Νέα δάκρυα";
    let greek = fonts(&["greek.ttf"], text);
    let faces: Vec<_> = runs(text, false, &greek).into_iter().map(|run| (&text[run.range], run.face)).collect();
    assert_eq!(faces, [("Νέα", Face::Further(0)), (" ", Face::Main), ("δάκρυα", Face::Further(0))]);
    let text = "鷗外";
    let han = fonts(&["cjk.otf"], text);
    let faces: Vec<_> = runs(text, false, &han).into_iter().map(|run| (&text[run.range], run.face)).collect();
    assert_eq!(faces, [("鷗", Face::Further(0)), ("外", Face::Main)]);
}

#[test]
fn what_no_font_has_is_named_once() {
    let fonts = fonts(&["greek.ttf"], "δάκρυα 鷗 😭 鷗");
    assert_eq!(fonts.undrawn("δάκρυα 鷗 😭 鷗\u{200D}\u{FE0F}\u{3000}泣"), ['鷗', '😭']);
    assert_eq!(fonts.undrawn("δάκρυα 泣き顔"), []);
    assert_eq!(Writing::of('鷗'), Writing::Han);
    assert_eq!(Writing::of('귀'), Writing::Hangul);
    assert_eq!(Writing::of('😭'), Writing::Emoji);
    assert_eq!(Writing::of('🇯'), Writing::Emoji);
    assert_eq!(Writing::of('έ'), Writing::Other);
}

#[test]
fn lines_end_between_words_or_characters() {
    let mut setter = setter(20.0);
    let width = setter.width_of("a quiet") + 1.0;
    let text = |lines: Vec<TextLine>| lines.into_iter().map(|line| line.text).collect::<Vec<_>>();
    assert_eq!(text(setter.wrap("a quiet snow falls", width, 9)), ["a quiet", "snow", "falls"]);
    assert_eq!(text(setter.wrap("a quiet snow falls", width, 2)), ["a quiet", "snow…"]);
    assert_eq!(text(setter.wrap("a quiet", width, 9)), ["a quiet"]);
    assert_eq!(text(setter.wrap("", width, 9)), [""]);
    assert_eq!(text(setter.wrap("abcdefghijklmnop", width, 9)).concat(), "abcdefghijklmnop");
    // Three characters fit; a full stop does not begin a line, an opening bracket does not end one.
    let width = setter.width_of("だんご") + 1.0;
    assert_eq!(text(setter.wrap("だんご。大家族", width, 9)), ["だん", "ご。大", "家族"]);
    assert_eq!(text(setter.wrap("大家「族」", width, 9)), ["大家", "「族」"]);
    assert_eq!(text(setter.wrap("だんご大家族", 1.0, 9)), [""]);
}

#[test]
fn hostile_texts_take_a_moment() {
    let many = ["x\u{301}", "\u{202E}", "\0", "\u{378}", "क्", "ع", "😭\u{200D}", "\u{200B}", "ที่", "鷗", " ", "\u{301}"];
    let fonts = fonts(&["arabic.ttf", "devanagari.ttf", "thai.ttf", "emoji.ttf", "cjk.otf"], &many.concat());
    let mut texts: Vec<String> = many.iter().map(|piece| piece.repeat((1 << 20) / piece.len())).collect();
    texts.extend(["e", "ع", "ท", "क"].map(|base| format!("{base}{}", "\u{301}\u{651}\u{E49}\u{94D}".repeat(10_000))));
    texts.push(many.concat().repeat(20_000));
    for text in texts {
        let begun = Instant::now();
        let mut setter = Typesetter::new(14.0, &fonts);
        let lines = setter.wrap(&text, 256.0, 16);
        assert!(lines.len() <= 16);
        let mut canvas = RgbaImage::new(256, 30);
        for line in &lines {
            assert!(setter.width(line) <= 256.0);
            setter.draw_in(&mut canvas, line, (0.0, 256.0), 0, WHITE);
        }
        let start: String = text.chars().take(4).collect();
        assert!(begun.elapsed() < Duration::from_secs(20), "{start:?}…: {:?}", begun.elapsed());
    }
}

#[test]
fn a_damaged_font_ends_nothing() {
    let text = "العربية हिन्दी 😭 귀멸 鷗";
    for file in ["arabic.ttf", "devanagari.ttf", "emoji.ttf", "cjk.otf"] {
        let whole = bytes(file);
        // A fixed sequence (Knuth's linear congruence), so that a failure can be repeated.
        let mut state = 1_u64;
        let mut next = |below: usize| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as usize % below
        };
        for round in 0..30 {
            let mut bytes = whole.to_vec();
            if round % 3 == 0 {
                bytes.truncate(next(bytes.len()));
            }
            for _ in 0..next(40) * usize::from(!bytes.is_empty()) {
                let at = next(bytes.len());
                bytes[at] = next(256) as u8;
            }
            let data = std::sync::Arc::new(bytes);
            let mut fonts = Fonts::default();
            if let Some(font) = Font::read(&data, 0) {
                // Also where it was found wanting: a font may fail at one glyph only.
                fonts.unassigned(text).into_iter().for_each(|c| fonts.assign(c, Some(&font)));
                let _ = (font.draws('ع'), font.draws('😭'));
            }
            drawn_in(&fonts, text);
        }
    }
}

proptest! {
    #[test]
    fn wrapped_lines_hold_the_text_in_order(text in "[a-f 、。「」だんご鷗\\u{301}]{0,60}", width in 30.0_f32..200.0) {
        let fonts = fonts(&["cjk.otf"], "鷗");
        let mut setter = Typesetter::new(13.0, &fonts);
        let lines = setter.wrap(&text, width, 100);
        for line in &lines {
            prop_assert!(setter.width(line) <= width, "{line:?}");
        }
        let joined: String = lines.iter().flat_map(|line| line.text.chars()).filter(|c| *c != ' ').collect();
        let expected: String = super::super::clean(&text, &fonts, 1000).text.chars().filter(|c| *c != ' ').collect();
        prop_assert_eq!(joined, expected);
    }
}
