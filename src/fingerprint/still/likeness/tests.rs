//! Copies, alternates and strangers, drawn.

use image::{Rgba, RgbaImage, imageops};
use proptest::prelude::*;

use super::super::index::LookIndex;
use super::super::look::Look;
use super::super::overlay::laid_over;
use super::*;
use crate::fingerprint::tests::{face, turned};

fn verdict(a: &RgbaImage, b: &RgbaImage) -> Option<(Verdict, Transform)> {
    compare(a, b).map(|found| (found.verdict, found.transform))
}

fn painted(picture: &RgbaImage, area: [u32; 4], colours: [[u8; 3]; 2]) -> RgbaImage {
    let mut copy = picture.clone();
    let [left, top, right, bottom] = area;
    for (x, y) in (top..bottom).flat_map(|y| (left..right).map(move |x| (x, y))) {
        let [r, g, b] = colours[(x / 3 + y / 3) as usize % 2];
        copy.put_pixel(x, y, Rgba([r, g, b, 255]));
    }
    copy
}

#[test]
fn every_turn_is_named() {
    let original = face(256, 180);
    for turn in Transform::ALL {
        assert_eq!(verdict(&original, &turned(&original, turn)), Some((Verdict::Duplicate, turn)));
        assert_eq!(verdict(&turned(&original, turn), &original), Some((Verdict::Duplicate, turn.inverse())));
    }
}

#[test]
fn the_order_of_two_pictures_changes_nothing_but_the_transform() {
    let original = face(256, 180);
    let small = imageops::resize(&original, 61, 43, imageops::FilterType::Nearest);
    let cropped = imageops::crop_imm(&original, 9, 6, 231, 168).to_image();
    let marked = painted(&original, [20, 20, 90, 40], [[255; 3]; 2]);
    let copies = [small, cropped, marked, turned(&original, Transform::Rotate90)];
    for (a, b) in copies.iter().flat_map(|a| [(a, &original), (a, &copies[1])]) {
        let (forth, back) = (compare(a, b), compare(b, a));
        assert_eq!(forth.map(|found| Likeness { transform: found.transform.inverse(), ..found }), back);
    }
}

#[test]
fn a_logo_in_the_corner_is_a_copy_and_the_same_patch_elsewhere_is_not() {
    let original = face(256, 180);
    let patched = |left: u32, top: u32| painted(&original, [left, top, left + 18, top + 18], [[240; 3], [200, 20, 60]]);
    assert_eq!(verdict(&original, &patched(232, 156)), Some((Verdict::Duplicate, Transform::None)));
    assert_eq!(verdict(&original, &patched(150, 60)), Some((Verdict::Alternate, Transform::None)));
}

#[test]
fn a_drawing_elsewhere_on_its_paper_is_an_alternate() {
    let placed = |x: i64| {
        let mut paper = RgbaImage::from_pixel(256, 144, Rgba([250, 248, 240, 255]));
        imageops::replace(&mut paper, &face(72, 60), x, 40);
        paper
    };
    assert_eq!(verdict(&placed(92), &placed(170)), Some((Verdict::Alternate, Transform::None)));
    assert_eq!(verdict(&placed(92), &placed(96)), Some((Verdict::Duplicate, Transform::None)));
}

#[test]
fn a_cut_out_is_what_it_becomes_on_any_ground() {
    let mut cut_out = turned(&face(150, 180), Transform::None);
    let is_outside = |x: u32, y: u32| (x as f32 / 150.0 - 0.5).hypot(y as f32 / 180.0 - 0.5) > 0.38;
    cut_out.enumerate_pixels_mut().filter(|(x, y, _)| is_outside(*x, *y)).for_each(|(_, _, pixel)| pixel.0 = [0; 4]);
    for ground in [[255; 3], [0; 3], [128; 3], [54, 57, 63], [250, 200, 215]] {
        let laid = laid_on(&cut_out, ground);
        assert_eq!(verdict(&cut_out, &laid), Some((Verdict::Duplicate, Transform::None)), "{ground:?}");
        assert_eq!(verdict(&laid, &cut_out), Some((Verdict::Duplicate, Transform::None)), "{ground:?}");
    }
    let index = LookIndex::new([(7, &Look::of(&cut_out))].into_iter());
    for ground in [[255; 3], [0; 3], [128; 3]] {
        let laid = Look::of(&laid_on(&cut_out, ground));
        assert_eq!(index.near(&[&laid], 1)[0].first().map(|near| near.id), Some(7), "{ground:?}");
        assert!(laid.may_match(&Look::of(&cut_out)));
    }
    // Another face on the same figure is another picture, on the ground too.
    let other = painted(&cut_out, [50, 80, 80, 125], [[30, 160, 60], [250, 215, 190]]);
    let other = laid_on(&other, [255; 3]);
    assert_ne!(verdict(&cut_out, &other).map(|found| found.0), Some(Verdict::Duplicate));
}

#[test]
fn bars_tone_and_a_mark_in_the_corner_leave_the_same_picture() {
    let original = face(240, 150);
    let same = Some((Verdict::Duplicate, Transform::None));
    let mut barred = RgbaImage::from_pixel(240, 210, Rgba([0, 0, 0, 255]));
    imageops::replace(&mut barred, &original, 0, 30);
    assert_eq!(verdict(&original, &barred), same);
    let mut bright = original.clone();
    bright.pixels_mut().for_each(|p| p.0[..3].iter_mut().for_each(|c| *c = (f32::from(*c) * 1.2).min(255.0) as u8));
    assert_eq!(verdict(&original, &bright), same);
    assert_eq!(verdict(&original, &painted(&original, [190, 135, 236, 146], [[255; 3]; 2])), same);
    // White text on a dark picture, whichever of the two it is on.
    let mut dark = original.clone();
    dark.pixels_mut().for_each(|p| p.0[..3].iter_mut().for_each(|c| *c /= 2));
    let marked = painted(&dark, [8, 8, 68, 16], [[255; 3]; 2]);
    assert_eq!((verdict(&dark, &marked), verdict(&marked, &dark)), (same, same));
}

#[test]
fn a_redraw_and_other_colours_are_alternates_at_most() {
    let original = face(240, 150);
    let redrawn = painted(&original, [95, 50, 140, 80], [[250, 240, 20], [10, 10, 60]]);
    let mut recoloured = original.clone();
    recoloured.pixels_mut().for_each(|p| p.0 = [p.0[2], p.0[0], p.0[1], p.0[3]]);
    for other in [redrawn, recoloured] {
        let found = compare(&original, &other);
        assert!(found.is_none_or(|found| found.verdict == Verdict::Alternate), "{found:?}");
    }
}

#[test]
fn a_picture_of_one_hue_in_half_its_colour_is_no_copy() {
    // Where all is of one hue, factors and mixtures of both colour differences can make half of it.
    let original = face(240, 150);
    let tinted = |strength: f32| {
        let mut picture = original.clone();
        picture.pixels_mut().for_each(|p| {
            let grey = p.0[..3].iter().map(|&c| f32::from(c)).sum::<f32>() / 3.0;
            let hue = strength * (60.0 - (grey - 128.0).abs() * 0.4);
            p.0 = [grey + hue * 0.5, grey, grey - hue, 255.0].map(|level| level.clamp(0.0, 255.0) as u8);
        });
        picture
    };
    assert_eq!(verdict(&tinted(1.0), &tinted(0.85)), Some((Verdict::Duplicate, Transform::None)));
    for other in [tinted(0.5), tinted(0.0)] {
        assert_eq!(verdict(&tinted(1.0), &other), Some((Verdict::Alternate, Transform::None)));
        assert_eq!(verdict(&other, &tinted(1.0)), Some((Verdict::Alternate, Transform::None)));
    }
}

#[test]
fn a_nearly_symmetric_picture_is_a_copy_mirrored_too() {
    let mut original = RgbaImage::from_fn(240, 240, |x, y| {
        let (u, v) = (x as f32 - 119.5, y as f32 - 119.5);
        let level = if u.hypot(v) < 100.0 { 40.0 + v } else { 255.0 };
        Rgba([level as u8, (level * 0.9) as u8, (level * 0.8) as u8, 255])
    });
    for (x, y) in (150..156).flat_map(|x| (170..190).map(move |y| (x, y))) {
        original.put_pixel(x, y, Rgba([240, 240, 250, 255]));
    }
    let mirrored = turned(&original, Transform::Mirror);
    assert_eq!(verdict(&original, &mirrored), Some((Verdict::Duplicate, Transform::Mirror)));
}

#[test]
fn strangers_and_pictures_of_no_size_have_nothing_in_common() {
    let original = face(200, 150);
    let other = RgbaImage::from_fn(200, 150, |x, y| {
        let wave = ((x as f32 / 9.0).sin() * (y as f32 / 14.0).cos() * 100.0 + 128.0) as u8;
        Rgba([wave, wave / 2, 255 - wave, 255])
    });
    assert_eq!(verdict(&original, &other), None);
    for (width, height) in [(0, 0), (1, 1), (1, 20_000), (7, 300)] {
        assert_eq!(verdict(&original, &RgbaImage::new(width, height)), None);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn crops_of_up_to_eight_hundredths_a_side_are_copies(
        left in 0u32..19, top in 0u32..14, right in 0u32..19, bottom in 0u32..14, scale in 60u32..100,
    ) {
        let (original, copy) = cropped([left, top, right, bottom], scale);
        prop_assert_eq!(verdict(&original, &copy), Some((Verdict::Duplicate, Transform::None)));
    }

    #[test]
    fn any_two_sizes_can_be_compared(a in sides(), b in sides(), clear in any::<bool>()) {
        let mut one = face(a.0, a.1);
        let other = face(b.0, b.1);
        if clear {
            one.pixels_mut().step_by(3).for_each(|pixel| pixel.0[3] = 0);
        }
        for (p, q) in [(&one, &other), (&other, &one), (&one, &one)] {
            let found = compare(p, q);
            if let Some(found) = found {
                let is_copy = found.verdict == Verdict::Duplicate;
                prop_assert!(is_copy || p != q, "a picture is a copy of itself");
                prop_assert!(!is_copy || Look::of(p).may_match(&Look::of(q)));
            }
            prop_assert!(laid_over(p, q).is_none_or(|laid| laid.dimensions() == q.dimensions()));
        }
    }
}

#[test]
fn crops_that_five_steps_did_not_lay_right_are_copies() {
    for (edges, scale) in [([13, 4, 10, 10], 79), ([5, 4, 4, 12], 99), ([15, 4, 16, 10], 92), ([5, 1, 14, 10], 91)] {
        let (original, copy) = cropped(edges, scale);
        assert_eq!(verdict(&original, &copy), Some((Verdict::Duplicate, Transform::None)), "{edges:?} {scale}");
    }
}

/// A picture, and it with these pixels cut off (left, top, right, bottom) and scaled by hundredths.
fn cropped([left, top, right, bottom]: [u32; 4], scale: u32) -> (RgbaImage, RgbaImage) {
    let original = face(240, 180);
    let cut = imageops::crop_imm(&original, left, top, 240 - left - right, 180 - top - bottom).to_image();
    let (width, height) = (cut.width() * scale / 100, cut.height() * scale / 100);
    let copy = imageops::resize(&cut, width, height, imageops::FilterType::Triangle);
    (original, copy)
}

/// Sides of pictures, long and thin ones among them.
fn sides() -> impl Strategy<Value = (u32, u32)> {
    prop_oneof![(1u32..300, 1u32..300), (1u32..40, 1u32..2000), (1u32..2000, 1u32..40)]
}
