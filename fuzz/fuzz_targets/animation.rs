//! The animation compositor: any bytes as GIF or APNG; the canvas keeps its size, times go up, limits hold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};

fuzz_target!(|bytes: &[u8]| {
    let Some(format @ (Format::Gif | Format::Png)) = Format::sniff(bytes) else { return };
    let limits = Limits { pixels: 1 << 18, frames: 64, decoded_bytes: 64 << 20, ..Limits::default() };
    let Ok(Some(mut frames)) = Frames::open(bytes, format, &limits) else { return };
    let (size, n_frames) = ((frames.facts().width, frames.facts().height), frames.facts().frames);
    let (mut n, mut last) = (0, None);
    while let Ok(Some(frame)) = frames.next_frame() {
        assert_eq!((frame.index, frame.canvas.dimensions()), (n, size));
        assert!(last.is_none_or(|last| last < frame.at));
        (n, last) = (n + 1, Some(frame.at));
    }
    assert!(n <= n_frames);
});
