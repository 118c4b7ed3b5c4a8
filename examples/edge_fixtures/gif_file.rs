//! GIF, block by block. Pixels are letters: rows of `R G B W K Y`, and `.` for the transparent index.

use crate::Failure;

/// The colours of the letters, by index; the last is nobody's.
const PALETTE: [[u8; 3]; 8] =
    [[255, 0, 255], [255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255], [0, 0, 0], [255, 255, 0], [90, 90, 90]];

pub(crate) const NONE: u8 = 0;
pub(crate) const KEEP: u8 = 1;
pub(crate) const BACKGROUND: u8 = 2;
pub(crate) const PREVIOUS: u8 = 3;

/// One frame.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) left: u16,
    pub(crate) top: u16,
    /// Rows of letters, parted by spaces.
    pub(crate) rows: String,
    pub(crate) delay: u16,
    pub(crate) dispose: u8,
    /// A palette of its own.
    pub(crate) local: Option<[[u8; 3]; 8]>,
    pub(crate) interlaced: bool,
}

/// A frame at the top left, 100 ms long.
pub(crate) fn frame(rows: &str, dispose: u8) -> Frame {
    Frame { left: 0, top: 0, rows: rows.to_owned(), delay: 10, dispose, local: None, interlaced: false }
}

/// A frame somewhere else.
pub(crate) fn at(left: u16, top: u16, rows: &str, dispose: u8) -> Frame {
    Frame { left, top, ..frame(rows, dispose) }
}

/// The header and the palette of all frames.
pub(crate) fn header(width: u16, height: u16) -> Vec<u8> {
    let [w0, w1] = width.to_le_bytes();
    let [h0, h1] = height.to_le_bytes();
    [b"GIF89a", &[w0, w1, h0, h1, 0x82, 0, 0][..], &PALETTE.concat()].concat()
}

/// The block that makes a GIF repeat: 0 for ever.
pub(crate) fn repeats(n: u16) -> Vec<u8> {
    let [low, high] = n.to_le_bytes();
    [&b"\x21\xFF\x0BNETSCAPE2.0\x03\x01"[..], &[low, high, 0]].concat()
}

/// The control block and the image block of a frame.
pub(crate) fn image(frame: &Frame) -> Vec<u8> {
    let [d0, d1] = frame.delay.to_le_bytes();
    let transparent = u8::from(frame.rows.contains('.'));
    let mut out = vec![0x21, 0xF9, 4, frame.dispose << 2 | transparent, d0, d1, 0, 0];
    let rows: Vec<&str> = frame.rows.split(' ').collect();
    let (width, height) = (rows[0].len() as u16, rows.len() as u16);
    out.push(0x2C);
    for number in [frame.left, frame.top, width, height] {
        out.extend(number.to_le_bytes());
    }
    out.push(if frame.local.is_some() { 0x82 } else { 0 } | if frame.interlaced { 0x40 } else { 0 });
    out.extend(frame.local.unwrap_or_default().concat().iter().take(if frame.local.is_some() { 24 } else { 0 }));
    let order: Vec<usize> = if frame.interlaced {
        let n = rows.len();
        [(0, 8), (4, 8), (2, 4), (1, 2)].into_iter().flat_map(|(start, step)| (start..n).step_by(step)).collect()
    } else {
        (0..rows.len()).collect()
    };
    let indices: Vec<u8> = order.into_iter().flat_map(|y| rows[y].bytes().map(index)).collect();
    let (size, codes) = lzw(&indices);
    out.push(size);
    out.extend(sub_blocks(&codes));
    out
}

/// The codes of indices: the least code size, and bytes.
pub(crate) fn lzw(indices: &[u8]) -> (u8, Vec<u8>) {
    let mut frame = gif::Frame { width: indices.len() as u16, height: 1, ..gif::Frame::default() };
    frame.buffer = indices.into();
    frame.make_lzw_pre_encoded();
    (frame.buffer[0], frame.buffer[1..].to_vec())
}

pub(crate) fn sub_blocks(data: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = data.chunks(255).flat_map(|part| [&[part.len() as u8][..], part].concat()).collect();
    out.push(0);
    out
}

/// A whole file.
pub(crate) fn file(width: u16, height: u16, repeat: Option<u16>, frames: &[Frame]) -> Vec<u8> {
    let mut out = header(width, height);
    out.extend(repeat.map(repeats).unwrap_or_default());
    frames.iter().for_each(|frame| out.extend(image(frame)));
    out.push(0x3B);
    out
}

/// A still of many colours, in as many frames' palette as it needs: the indices are given.
pub(crate) fn still(width: u16, height: u16, palette: &[[u8; 3]], indices: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    let mut encoder = gif::Encoder::new(&mut out, width, height, &palette.concat())?;
    encoder.write_frame(&gif::Frame { width, height, buffer: indices.into(), ..gif::Frame::default() })?;
    drop(encoder);
    Ok(out)
}

fn index(letter: u8) -> u8 {
    b".RGBWKY".iter().position(|&known| known == letter).unwrap_or(7) as u8
}
