//! The list of files: which scene becomes which file, and what is done to it on the way.

use std::collections::BTreeMap;
use std::error::Error;
use std::ops::Range;

use rayon::prelude::*;

use crate::encode::{Over, gif, jpeg, png, webp};
use crate::scenes::{Scene, april, clannad, naruto};

/// How a file is made.
#[derive(Clone, Debug)]
enum Make {
    /// An animation with at most so many colours.
    Gif(fn() -> Scene, usize, Over),
    /// A still of some quality.
    Jpeg(fn() -> Scene, u8),
    /// A still with at most so many colours, as a PNG.
    Png(fn() -> Scene, usize),
    /// A still at half size with at most so many colours, as a WebP.
    Webp(fn() -> Scene, usize),
    /// One frame of an animation, as a PNG with so many colours.
    Frame(fn() -> Scene, usize, usize),
    /// Some frames of an animation at half size, with so many colours.
    Excerpt(fn() -> Scene, Range<usize>, usize),
    /// A still at half size, as a JPEG of some quality.
    Half(fn() -> Scene, u8),
    /// The bytes of another file.
    Copy(&'static str),
    /// The first percent of the bytes of another file.
    Part(&'static str, usize),
}

const CLANNAD: &[(&str, Make)] = &[
    (
        "Clannad/Nagisa Furukawa/do you like this school.gif",
        Make::Gif(clannad::do_you_like_this_school, 96, Over::Previous),
    ),
    ("Clannad/Nagisa Furukawa/渚の涙.gif", Make::Gif(clannad::nagisas_tears, 96, Over::Previous)),
    ("Clannad/Nagisa Furukawa/the big dango family.gif", Make::Gif(clannad::big_dango_family, 96, Over::First)),
    ("Clannad/Nagisa Furukawa/dango (screenshot).png", Make::Frame(clannad::big_dango_family, 5, 48)),
    ("Clannad/Nagisa Furukawa/at the foot of the slope.jpg", Make::Jpeg(clannad::at_the_foot_of_the_slope, 68)),
    (
        "Clannad/Tomoya Okazaki/in the field of flowers.gif",
        Make::Gif(clannad::in_the_field_of_flowers, 96, Over::Previous),
    ),
    ("Clannad/Tomoya Okazaki/slope (small).jpg", Make::Half(clannad::at_the_foot_of_the_slope, 62)),
];

const APRIL: &[(&str, Make)] = &[
    (
        "Your Lie in April/Kaori Miyazono/letter - will I reach you.gif",
        Make::Gif(april::will_i_reach_you, 96, Over::Previous),
    ),
    (
        "Your Lie in April/Kaori Miyazono/rain at the window.gif",
        Make::Gif(april::rain_at_the_window, 96, Over::Previous),
    ),
    ("Your Lie in April/Kaori Miyazono/spring is coming.jpg", Make::Jpeg(april::spring_is_coming, 68)),
    ("Your Lie in April/Kaori Miyazono/the last duet.jpg", Make::Jpeg(april::the_last_duet, 68)),
    (
        "Your Lie in April/Kousei Arima/I cannot hear the notes.gif",
        Make::Gif(april::i_cannot_hear_the_notes, 96, Over::Previous),
    ),
    ("Your Lie in April/Kousei Arima/a lie in April.gif", Make::Gif(april::a_lie_in_april, 96, Over::Previous)),
    (
        "Your Lie in April/Kousei Arima/duet (wallpaper).jpg",
        Make::Copy("Your Lie in April/Kaori Miyazono/the last duet.jpg"),
    ),
];

const NARUTO: &[(&str, Make)] = &[
    (
        "Naruto/Hinata Hyuga/I never go back on my word.gif",
        Make::Gif(naruto::i_never_go_back_on_my_word, 96, Over::First),
    ),
    ("Naruto/Hinata Hyuga/he noticed me.gif", Make::Gif(naruto::he_noticed_me, 96, Over::Previous)),
    ("Naruto/Hinata Hyuga/he noticed me (cut).gif", Make::Excerpt(naruto::he_noticed_me, 4..12, 48)),
    ("Naruto/Hinata Hyuga/moonlight.jpg", Make::Png(naruto::hinata_by_moonlight, 48)),
    ("Naruto/Hinata Hyuga/moonlight (preview).webp", Make::Webp(naruto::hinata_by_moonlight, 64)),
    ("Naruto/Sasuke Uchiha/only the rain.gif", Make::Gif(naruto::only_the_rain, 96, Over::Previous)),
    (
        "Naruto/Sasuke Uchiha/the truth about my brother.gif",
        Make::Gif(naruto::the_truth_about_my_brother, 96, Over::Previous),
    ),
    ("Naruto/Sasuke Uchiha/the jetty.jpg", Make::Jpeg(naruto::the_jetty, 72)),
    ("Naruto/Sasuke Uchiha/broken download.gif", Make::Part("Naruto/Sasuke Uchiha/the truth about my brother.gif", 60)),
];

/// The files by their paths under the gallery.
pub(crate) type Files = BTreeMap<&'static str, Vec<u8>>;

/// Makes all files whose path contains `only`, several at a time; no file depends on when another is made.
pub(crate) fn make(only: &str) -> Result<Files, Box<dyn Error + Send + Sync>> {
    let wanted: Vec<_> = all().filter(|(path, _)| path.contains(only)).collect();
    wanted.par_iter().map(|(path, make)| Ok((*path, bytes(make)?))).collect()
}

fn bytes(make: &Make) -> Result<Vec<u8>, Box<dyn Error + Send + Sync>> {
    match make.clone() {
        Make::Gif(scene, colours, over) => gif(&scene().film(), colours, over),
        Make::Jpeg(scene, quality) => jpeg(&scene().film(), quality),
        Make::Png(scene, colours) => png(&scene().film(), colours),
        Make::Webp(scene, colours) => webp(&scene().film().excerpt(0..1), colours),
        Make::Frame(scene, number, colours) => {
            let scene = scene();
            png(&scene.moments(&[number as f32 / scene.delays.len() as f32]), colours)
        }
        Make::Excerpt(scene, frames, colours) => gif(&scene().film().excerpt(frames), colours, Over::Previous),
        Make::Half(scene, quality) => jpeg(&scene().film().excerpt(0..1), quality),
        Make::Copy(of) => find(of).map_or_else(|| Err(of.into()), bytes),
        Make::Part(of, percent) => {
            let mut whole = find(of).map_or_else(|| Err(of.into()), bytes)?;
            whole.truncate(whole.len() * percent / 100);
            Ok(whole)
        }
    }
}

fn all() -> impl Iterator<Item = &'static (&'static str, Make)> {
    CLANNAD.iter().chain(APRIL).chain(NARUTO)
}

fn find(path: &str) -> Option<&'static Make> {
    all().find(|(known, _)| *known == path).map(|(_, make)| make)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_threads(count: usize, only: &str) -> Files {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build().unwrap();
        pool.install(|| make(only)).unwrap()
    }

    #[test]
    fn the_same_bytes_every_time_with_any_number_of_threads() {
        let once = with_threads(1, "moonlight");
        assert_eq!(once.len(), 2);
        assert_eq!(once, with_threads(3, "moonlight"));
    }

    #[test]
    fn copies_and_parts_name_files_of_the_list() {
        for (path, make) in all() {
            if let Make::Copy(of) | Make::Part(of, _) = make {
                assert!(find(of).is_some_and(|made| !matches!(made, Make::Copy(_) | Make::Part(..))), "{path}: {of}");
            }
        }
    }

    #[test]
    fn the_broken_download_ends_within_a_frame() {
        let files = make("broken").unwrap();
        let bytes = files.values().next().unwrap();
        let mut decoder = gif::DecodeOptions::new().read_info(bytes.as_slice()).unwrap();
        let mut whole = 0;
        // A frame begins, and its pixels stop short.
        while let Some(frame) = decoder.next_frame_info().unwrap() {
            let mut pixels = vec![0; usize::from(frame.width) * usize::from(frame.height)];
            if decoder.read_into_buffer(&mut pixels).is_err() {
                assert!(whole > 0, "not even one frame is whole");
                return;
            }
            whole += 1;
        }
        panic!("the file has an end");
    }
}
