//! GIF's decompressor: any bytes as the codes of one well-formed frame, whose size and code size are chosen too.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nakigao::media::animation::Frames;
use nakigao::media::{Format, Limits};

fuzz_target!(|input: (u8, u8, u8, &[u8])| {
    let (code_size, width, height, codes) = input;
    let (width, height) = (width.max(1), height.max(1));
    let mut gif = vec![b'G', b'I', b'F', b'8', b'9', b'a', width, 0, height, 0, 0x87, 0, 0];
    gif.extend((0..768).map(|n| n as u8));
    gif.extend([0x2C, 0, 0, 0, 0, width, 0, height, 0, 0, code_size % 13]);
    for block in codes.chunks(255) {
        gif.push(block.len() as u8);
        gif.extend(block);
    }
    gif.extend([0, 0x3B]);
    let limits = Limits::default();
    if let Ok(Some(mut frames)) = Frames::open(&gif, Format::Gif, &limits)
        && let Ok(Some(frame)) = frames.next_frame()
    {
        assert_eq!(frame.canvas.dimensions(), (width.into(), height.into()));
    }
});
