//! Scenes that are drawn, their parts, copies and look-alikes.

use super::*;
use crate::fingerprint::still::Verdict;
use crate::fingerprint::tests::{frame, scene, scene_of, times};
use image::{Rgba, RgbaImage, imageops};

fn check(a: &Scene, b: &Scene, from: f32, to: f32, in_other_from: f32, speed: f64) {
    let Alignment { overlap, .. } = align(a, b)
        .unwrap_or_else(|| panic!("{:?}", a.views().zip(b.views()).map(|(a, b)| examine(&a, &b)).collect::<Vec<_>>()));
    let off = |time: Duration, wanted: f32| (time.as_secs_f32() - wanted).abs();
    let is_right = off(overlap.from, from) < 0.11
        && off(overlap.to, to) < 0.11
        && off(overlap.in_other_from, in_other_from) < 0.11
        && (overlap.speed / speed - 1.0).abs() < 0.04;
    assert!(is_right, "{overlap:?}");
}

#[test]
fn a_part_at_another_speed_is_placed() {
    let whole = scene(11, &times(0, 30), 0.1, [0.0; 4]);
    check(&whole, &scene(11, &times(8, 14), 0.1, [0.0; 4]), 0.0, 1.4, 0.8, 1.0);
    check(&whole, &scene(11, &times(8, 14), 0.05, [0.0; 4]), 0.0, 0.7, 0.8, 2.0);
    check(&scene(11, &times(8, 14), 0.05, [0.0; 4]), &whole, 0.8, 2.2, 0.0, 0.5);
    check(&scene(11, &times(0, 18), 0.1, [0.0; 4]), &scene(11, &times(8, 22), 0.1, [0.0; 4]), 0.0, 1.0, 0.8, 1.0);
}

#[test]
fn a_turned_loop_and_dropped_frames_are_the_same() {
    let whole = scene(12, &times(0, 30), 0.1, [0.0; 4]);
    let turned = [times(12, 18), times(0, 12)].concat();
    check(&whole, &scene(12, &turned, 0.1, [0.0; 4]), 0.0, 3.0, 1.2, 1.0);
    let every_second: Vec<f32> = times(0, 30).into_iter().step_by(2).collect();
    check(&whole, &scene(12, &every_second, 0.2, [0.0; 4]), 0.0, 3.0, 0.0, 1.0);
    check(&scene(12, &every_second, 0.2, [0.0; 4]), &whole, 0.0, 3.0, 0.0, 1.0);
}

#[test]
fn a_crop_is_the_same() {
    let edges = [0.05, 0.06, 0.04, 0.07];
    let found = align(&scene(13, &times(0, 20), 0.1, [0.0; 4]), &scene(13, &times(4, 12), 0.1, edges));
    assert!(found.is_some_and(|Alignment { overlap, .. }| (overlap.speed - 1.0).abs() < 0.05), "{found:?}");
}

#[test]
fn what_is_mirrored_is_the_same_and_said_to_be() {
    let picture = |n: &f32| frame(16, *n, [0.0; 4]);
    let whole = scene_of(times(0, 20).iter().map(picture));
    let mirrored = scene_of(times(4, 12).iter().map(|n| imageops::flip_horizontal(&picture(n))));
    let found = align(&whole, &mirrored).map(|found| (found.overlap.transform, found.overlap.n_frames));
    assert_eq!(found, Some((Transform::Mirror, 12)));
    assert_eq!(align_turned(&whole, &mirrored, Transform::None), None);
}

#[test]
fn bars_on_either_leave_the_same_scene() {
    let barred = |n: &f32| {
        let mut picture = RgbaImage::from_pixel(64, 66, Rgba([0, 0, 0, 255]));
        imageops::replace(&mut picture, &frame(17, *n, [0.0; 4]), 0, 9);
        picture
    };
    let plain = scene(17, &times(0, 20), 0.1, [0.0; 4]);
    let barred = scene_of(times(0, 20).iter().map(barred));
    check(&plain, &barred, 0.0, 2.0, 0.0, 1.0);
    check(&barred, &plain, 0.0, 2.0, 0.0, 1.0);
}

#[test]
fn a_cut_out_is_found_on_any_ground_and_mirrored() {
    let figure = |n: &f32| {
        let mut picture = RgbaImage::new(64, 48);
        imageops::replace(&mut picture, &imageops::thumbnail(&frame(19, *n, [0.0; 4]), 36, 30), 9, 12);
        picture
    };
    let cut_out = scene_of(times(0, 20).iter().map(figure));
    assert!(cut_out.is_cut_out());
    for ground in [[255; 3], [0; 3], [54, 57, 63], [200, 40, 90]] {
        let [r, g, b] = ground;
        let laid = |n: &f32| {
            let mut picture = RgbaImage::from_pixel(64, 48, Rgba([r, g, b, 255]));
            imageops::overlay(&mut picture, &figure(n), 0, 0);
            picture
        };
        let opaque = scene_of(times(0, 20).iter().map(laid));
        check(&cut_out, &opaque, 0.0, 2.0, 0.0, 1.0);
        check(&opaque, &cut_out, 0.0, 2.0, 0.0, 1.0);
        let mirrored = scene_of(times(0, 20).iter().map(|n| imageops::flip_horizontal(&laid(n))));
        assert_eq!(align(&cut_out, &mirrored).map(|found| found.overlap.transform), Some(Transform::Mirror));
    }
}

#[test]
fn a_patch_that_moves_along_needs_the_posters() {
    let figure = |n: u32, patch: [u8; 4]| {
        let (x0, y0) = (10 + 3 * (n % 10).abs_diff(5), 8 + 2 * (n % 20).abs_diff(10));
        RgbaImage::from_fn(64, 64, |x, y| {
            let (u, v) = (x.wrapping_sub(x0), y.wrapping_sub(y0));
            let is_patch = (20..27).contains(&u) && (4..10).contains(&v);
            let is_body = u < 26 && v < 24 && (u / 5 + v / 7) % 3 > 0;
            Rgba(if is_patch {
                patch
            } else if is_body {
                [40, 90, 160, 255]
            } else {
                [250, 250, 250, 255]
            })
        })
    };
    let scene = |patch| scene_of((0..20).map(|n| figure(n, patch)));
    let found = |patch| align(&scene([200, 30, 40, 255]), &scene(patch)).unwrap();
    let (same, other) = (found([196, 36, 44, 255]), found([20, 160, 60, 255]));
    assert!(same.is_sure() && same.is_confirmed_by(Some(Verdict::Alternate)), "{same:?}");
    assert!(!other.is_sure() && !other.is_confirmed_by(Some(Verdict::Alternate)), "{other:?}");
    assert!(other.is_confirmed_by(Some(Verdict::Duplicate)), "{other:?}");
    // Another colour of the whole body is told by how far the frames are apart.
    let recoloured = Alignment { overlap: Overlap { distance: 700, ..other.overlap }, ..other };
    assert!(!recoloured.is_confirmed_by(Some(Verdict::Duplicate)));
    // Of one outline in another colour the motion is the same: the posters tell.
    let recoloured = Alignment { overlap: Overlap { distance: 450, ..same.overlap }, ..same };
    assert!(
        !recoloured.is_confirmed_by(Some(Verdict::Alternate)) && recoloured.is_confirmed_by(Some(Verdict::Duplicate))
    );
}

#[test]
fn a_mark_on_a_flat_drawing_is_no_crop() {
    let drawn = |n: u32, is_marked: bool| {
        RgbaImage::from_fn(100, 100, |x, y| {
            let at = 10 + 8 * (n % 20).abs_diff(10);
            let is_ball = x.abs_diff(at) < 6 && y.abs_diff(50) < 6 || x.abs_diff(50) < 1;
            let is_mark = is_marked && (55..97).contains(&x) && (88..95).contains(&y) && x % 6 < 3;
            Rgba(if is_mark {
                [120, 120, 120, 255]
            } else if is_ball {
                [20, 208, 190, 255]
            } else {
                [255; 4]
            })
        })
    };
    let scene = |is_marked| scene_of((0..20).map(|n| drawn(n, is_marked)));
    assert!(align(&scene(false), &scene(true)).is_some());
}

#[test]
fn the_order_of_two_changes_nothing_but_the_view() {
    let (a, b) = (scene(18, &times(0, 20), 0.1, [0.0; 4]), scene(18, &times(5, 20), 0.08, [0.04; 4]));
    let (forth, back) = (align(&a, &b).unwrap().overlap, align(&b, &a).unwrap().overlap);
    let off = |a: Duration, b: Duration| a.abs_diff(b) > Duration::from_millis(1);
    assert_eq!((forth.distance, forth.n_frames), (back.distance, back.n_frames));
    assert!(!off(forth.from, back.in_other_from) && !off(forth.in_other_from, back.from), "{forth:?} {back:?}");
}

#[test]
fn other_scenes_and_other_moments_are_not() {
    let a = scene(14, &times(0, 20), 0.1, [0.0; 4]);
    assert_eq!(align(&a, &scene(15, &times(0, 20), 0.1, [0.0; 4])), None);
    assert_eq!(align(&a, &scene(14, &times(40, 20), 0.1, [0.0; 4])), None);
    assert_eq!(align(&a, &scene(14, &[], 0.1, [0.0; 4])), None);
    assert_eq!(align(&a, &scene(14, &[0.3], 0.1, [0.0; 4])), None);
}

#[test]
fn what_a_copy_of_a_part_shares_with_the_whole_is_told_through_the_part() {
    let time = Duration::from_millis;
    // The part is 2 to 6 s of the whole at double speed, the copy the middle of the part.
    let overlap = |from: u64, to: u64, at: u64, speed: f64| Overlap {
        from: time(from),
        to: time(to),
        in_other_from: time(at),
        speed,
        distance: 90,
        n_frames: 8,
        transform: Transform::Mirror,
    };
    let first = overlap(0, 2000, 2000, 2.0);
    let found = first.through(overlap(0, 1000, 500, 1.0)).unwrap();
    let expected = Overlap { distance: 180, transform: Transform::None, ..overlap(0, 1000, 3000, 2.0) };
    assert_eq!(found, expected);
    assert_eq!(first.through(overlap(0, 1000, 1500, 1.0)), None, "it goes on beyond what the part shares");
}
