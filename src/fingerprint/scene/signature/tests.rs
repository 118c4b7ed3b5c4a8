//! What is stored of drawn animations, and hostile bytes.

use super::*;
use crate::fingerprint::tests as made;
use proptest::prelude::*;

#[test]
fn bytes_come_back_and_a_frame_takes_192() {
    let scene = made::scene(7, &made::times(0, 20), 0.1, [0.0; 4]);
    let bytes = scene.to_bytes();
    assert_eq!(bytes.len(), HEADER_BYTES + FrameLook::N_BYTES + 20 * 192);
    assert_eq!(Scene::from_bytes(&bytes), Some(scene));
    assert_eq!(Scene::from_bytes(&bytes[..bytes.len() - 1]), None);
}

#[test]
fn the_stored_frames_are_near_the_given_ones_after_a_cut_too() {
    let mut builder = SceneBuilder::new();
    for n in 0..20u32 {
        let picture = made::frame(u64::from(n / 10), n as f32 / 10.0, [0.0; 4]);
        builder.push(n, Duration::from_millis(100) * n, Duration::from_millis(100), &picture);
    }
    let scene = builder.finish(Duration::ZERO);
    assert_eq!(scene.run(), Duration::from_secs(2));
    for (n, look) in scene.whole.looks().iter().enumerate().filter(|(n, _)| n % 10 != 0) {
        let given = FrameLook::of(&made::frame(n as u64 / 10, n as f32 / 10.0, [0.0; 4])).waves();
        assert!(distance(look, &given) < 1.0, "frame {n}: {}", distance(look, &given));
    }
}

#[test]
fn equal_frames_are_left_out_and_long_scenes_thinned() {
    let mut builder = SceneBuilder::new();
    for n in 0..2000u32 {
        let shade = (n / 2 % 250) as u8;
        let picture = RgbaImage::from_pixel(4, 4, image::Rgba([shade, 255 - shade, shade / 2, 255]));
        builder.push(n, Duration::from_millis(40) * n, Duration::from_millis(40), &picture);
    }
    let scene = builder.finish(Duration::ZERO);
    assert!((120..MOST_FRAMES).contains(&scene.n_frames()), "{}", scene.n_frames());
    assert!(scene.whole.frames.iter().all(|frame| frame.index % 2 == 0));
    assert_eq!(scene.index_hashes().count(), 0, "plain frames tell nothing");
}

proptest! {
    #[test]
    fn hostile_bytes_do_no_harm(places in proptest::collection::vec((0usize..3000, any::<u8>()), 0..40)) {
        let mut bytes = made::scene(8, &made::times(0, 6), 0.1, [0.0; 4]).to_bytes();
        for (place, byte) in places {
            let n = bytes.len();
            bytes[place % n] = byte;
        }
        if let Some(scene) = Scene::from_bytes(&bytes) {
            let other = made::scene(8, &made::times(0, 6), 0.1, [0.0; 4]);
            let _ = super::super::align::align(&scene, &other);
            let _ = super::super::still::find_frame(&scene, &other.whole.first);
            prop_assert!(scene.probe_hashes().count() <= 19 * 12);
        }
    }
}
