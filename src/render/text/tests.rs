//! What text promises: every character is seen, no line leaves its width, nothing hides.

use std::collections::HashSet;
use std::sync::LazyLock;

use image::{Rgba, RgbaImage};
use proptest::prelude::*;

use super::{TextLine, Typesetter};
use crate::render::fonts::Fonts;

mod scripts;

const WHITE: Rgba<u8> = Rgba([255, 255, 255, 255]);

static EMBEDDED: LazyLock<Fonts> = LazyLock::new(Fonts::default);

/// A typesetter with the embedded fonts alone.
fn setter(size: f32) -> Typesetter<'static> {
    Typesetter::new(size, &EMBEDDED)
}

impl Typesetter<'_> {
    fn whole(&mut self, text: &str) -> TextLine {
        self.fit(text, f32::MAX)
    }

    fn width_of(&mut self, text: &str) -> f32 {
        let line = self.whole(text);
        self.width(&line)
    }
}

fn clean(text: &str) -> String {
    super::clean(text, &EMBEDDED, usize::MAX).text
}

/// A line as white pixels on black.
fn drawn(text: &str) -> RgbaImage {
    let mut canvas = RgbaImage::from_pixel(120, 30, Rgba([0, 0, 0, 255]));
    let mut setter = setter(20.0);
    let line = setter.whole(text);
    setter.draw(&mut canvas, &line, 2.0, 0, WHITE);
    canvas
}

fn ink(picture: &RgbaImage) -> u32 {
    picture.pixels().map(|pixel| u32::from(pixel[0])).sum::<u32>() / 255
}

#[test]
fn every_character_draws_something_of_its_own() {
    let texts = ["泣", "き", "顔", "ク", "渚", "慟", "ｶ", "Ａ", "A", "é", "—", "…", "“", "”", "•", "★", "♪", "①", "□□"];
    let pictures: HashSet<Vec<u8>> = texts.iter().map(|text| drawn(text).into_raw()).collect();
    assert_eq!(pictures.len(), texts.len());
    for text in texts {
        assert!(ink(&drawn(text)) >= 5, "{text} is too faint");
    }
}

#[test]
fn a_missing_character_is_a_box() {
    let boxed = drawn("😭");
    assert!(ink(&boxed) > 20, "{}", ink(&boxed));
    assert_eq!(boxed, drawn("한"));
    assert_eq!(drawn("😭😭").pixels().filter(|p| p[0] > 0).count(), 2 * boxed.pixels().filter(|p| p[0] > 0).count());
}

#[test]
fn width_is_where_the_ink_ends() {
    let mut setter = setter(20.0);
    for text in ["HHHH", "泣き顔", "nagisa", "H★H"] {
        let right = drawn(text).enumerate_pixels().filter(|(_, _, p)| p[0] > 0).map(|(x, _, _)| x).max().unwrap();
        let width = setter.width_of(text);
        assert!((width - (right as f32 - 2.0)).abs() < 3.0, "{text}: {width} {right}");
    }
    assert_eq!(setter.width_of("泣き顔"), 60.0);
    assert_eq!(setter.width_of(""), 0.0);
}

#[test]
fn pairs_are_kerned() {
    let mut setter = setter(100.0);
    for pair in ["AV", "To", "Ty"] {
        let apart: f32 = pair.chars().map(|c| setter.width_of(&c.to_string())).sum();
        assert!(setter.width_of(pair) < apart - 1.0, "{pair}: {} {apart}", setter.width_of(pair));
    }
}

#[test]
fn a_line_is_cut_between_graphemes() {
    let mut setter = setter(20.0);
    let whole = "泣き顔 — クラナド 古河渚";
    let width = setter.width_of(whole);
    assert_eq!(setter.fit(whole, width).text, whole);
    assert_eq!(setter.fit(whole, width - 1.0).text, "泣き顔 — クラナド 古河…");
    // A space before the ellipsis is dropped, and an accent stays with its letter.
    let room = setter.width_of("泣き顔 …");
    assert_eq!(setter.fit(whole, room).text, "泣き顔…");
    let room = setter.width_of("ab…") + 0.1;
    assert_eq!(setter.fit("abq\u{323}\u{307}xyz", room).text, "ab…");
    assert_eq!(setter.fit("abc", 1.0).text, "");
    assert_eq!(setter.fit("abc", -5.0).text, "");
    assert_eq!(setter.fit("", 50.0).text, "");
}

#[test]
fn a_text_of_a_megabyte_costs_no_more_than_a_line() {
    let mut setter = setter(14.0);
    let line = setter.fit(&"涙".repeat(400_000), 256.0).text;
    assert_eq!(line.chars().count(), 18, "{line}");
}

#[test]
fn nothing_invisible_is_kept() {
    for (text, kept) in [
        ("a\u{202E}gpj.exe", "agpj.exe"),
        ("a\u{200B}b\u{FEFF}c\u{AD}d", "abcd"),
        ("line\nbreak\ttab\u{3000}wide", "line break tab wide"),
        ("\u{1B}[31mred", "[31mred"),
        ("❤\u{FE0F}", "❤"),
        ("か\u{3099}", "か\u{3099}"),
    ] {
        assert_eq!(clean(text), kept, "{text:?}");
    }
    let tower = format!("Z{}", "\u{301}".repeat(200));
    assert_eq!(clean(&tower).chars().count(), 4);
}

#[test]
fn what_is_outside_the_canvas_is_not_drawn() {
    let mut canvas = RgbaImage::new(10, 10);
    let mut setter = setter(40.0);
    for (x, top) in [(-100.0, 0), (5.0, 0), (1e9, 0), (0.0, u32::MAX / 2), (-20.0, 4)] {
        let line = setter.whole("泣き顔");
        setter.draw(&mut canvas, &line, x, top, WHITE);
    }
    let line = setter.whole("泣き顔");
    setter.draw(&mut RgbaImage::new(0, 0), &line, 0.0, 0, WHITE);
}

proptest! {
    #[test]
    fn a_shortened_line_never_exceeds_its_width(text in "[ -~ぁ-ん一-龠\\u{300}-\\u{302}★😭]{0,40}", width in 0.0_f32..300.0) {
        let mut setter = setter(13.0);
        let line = setter.fit(&text, width);
        prop_assert!(setter.width(&line) <= width, "{} > {}", setter.width(&line), width);
        let cleaned = clean(&text);
        let line = line.text;
        match line.strip_suffix('…') {
            Some(start) if line != cleaned => prop_assert!(cleaned.starts_with(start)),
            _ => prop_assert!(line == cleaned || (line.is_empty() && setter.width_of("…") > width)),
        }
    }

    #[test]
    fn any_text_can_be_measured_and_drawn(text in "\\PC{0,20}") {
        let mut setter = setter(11.0);
        prop_assert!(setter.width_of(&text) >= 0.0);
        let line = setter.whole(&text);
        setter.draw(&mut RgbaImage::new(64, 16), &line, 0.0, 0, WHITE);
    }
}
