//! Calls the AV1 decoder: the data of one picture in, its planes out.
//!
//! re_rav1d's safe interface writes to standard error when a file is damaged, and panics on unknown colour codes. So its C
//! interface is used, without the logger. A panic in the decoder would end the process, since it cannot unwind through
//! `extern "C"` functions; so this file passes only what the decoder checks itself. One thread, no state between calls.
//! This file alone of the module has `unsafe`.
#![allow(unsafe_code)]

use std::mem::MaybeUninit;
use std::ptr::NonNull;

use re_rav1d::include::dav1d::data::Dav1dData;
use re_rav1d::include::dav1d::dav1d::{Dav1dContext, Dav1dLogger, Dav1dSettings};
use re_rav1d::include::dav1d::headers::{DAV1D_PIXEL_LAYOUT_I400, DAV1D_PIXEL_LAYOUT_I420, DAV1D_PIXEL_LAYOUT_I422};
use re_rav1d::include::dav1d::picture::Dav1dPicture;
use re_rav1d::src::lib::{
    dav1d_close, dav1d_data_create, dav1d_data_unref, dav1d_default_settings, dav1d_get_picture, dav1d_open,
    dav1d_picture_unref, dav1d_send_data,
};

use super::super::error::Error;
use super::property::Cicp;

/// Chroma subsampling.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subsampling {
    /// One plane.
    Monochrome,
    /// Chroma of half the width and height.
    Yuv420,
    /// Chroma of half the width.
    Yuv422,
    /// Chroma of full size.
    Yuv444,
}

/// A decoded picture, which owns its planes and headers.
pub(super) struct Av1Picture(Dav1dPicture);

/// Frames of an item; the header of `limits` explains all limits.
const MAX_FRAMES: usize = 8;

/// Decodes the data of one item, of at most `max_pixels` pixels.
pub(super) fn decode(data: &[u8], max_pixels: u64) -> Result<Av1Picture, Error> {
    if n_frames(data) > MAX_FRAMES {
        return Err(Error::unsupported("this kind of AVIF (many frames in one item)"));
    }
    let mut decoder = Decoder::open(max_pixels)?;
    decoder.send(data)?;
    decoder.picture()
}

/// Counts the frames in AV1 data. OBUs of type 3 are frame headers, of type 6 whole frames.
fn n_frames(mut data: &[u8]) -> usize {
    let mut n = 0;
    while let [header, rest @ ..] = data {
        n += usize::from(matches!(header >> 3 & 15, 3 | 6));
        let mut rest = if header & 4 == 4 { rest.get(1..).unwrap_or_default() } else { rest };
        if header & 2 == 0 {
            break;
        }
        // LEB128: groups of seven bits, the lowest first.
        let mut length = 0u64;
        for shift in (0..56).step_by(7) {
            let [byte, tail @ ..] = rest else { break };
            length |= u64::from(byte & 0x7F) << shift;
            rest = tail;
            if byte >> 7 == 0 {
                break;
            }
        }
        data = usize::try_from(length).ok().and_then(|length| rest.get(length..)).unwrap_or_default();
    }
    n
}

struct Decoder(Option<Dav1dContext>);

impl Drop for Decoder {
    fn drop(&mut self) {
        // SAFETY: the context came from `dav1d_open` and is closed only here; the call takes it out of the option.
        unsafe { dav1d_close(Some(NonNull::from(&mut self.0))) };
    }
}

impl Decoder {
    fn open(max_pixels: u64) -> Result<Self, Error> {
        let mut settings = MaybeUninit::<Dav1dSettings>::uninit();
        // SAFETY: the pointer is to memory of this type, which the call overwrites whole.
        let mut settings = unsafe {
            dav1d_default_settings(NonNull::from(&mut settings).cast());
            settings.assume_init()
        };
        // The caller decodes files in parallel.
        settings.n_threads = 1;
        settings.max_frame_delay = 1;
        // Only the best layer of a progressive picture.
        settings.all_layers = 0;
        settings.frame_size_limit = u32::try_from(max_pixels.max(1)).unwrap_or(u32::MAX);
        // SAFETY: without a callback nothing is ever called.
        settings.logger = unsafe { Dav1dLogger::new(None, None) };
        let mut decoder = Self(None);
        // SAFETY: both pointers are to live values of their types, the first of which the call overwrites.
        let result = unsafe { dav1d_open(Some(NonNull::from(&mut decoder.0)), Some(NonNull::from(&mut settings))) };
        check(result.0)?;
        Ok(decoder)
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), Error> {
        // SAFETY: all zeros is an empty `Dav1dData` (no pointers, no length), as in its own default.
        let mut data: Dav1dData = unsafe { MaybeUninit::zeroed().assume_init() };
        // SAFETY: the pointer is to a live `Dav1dData`, which the call overwrites.
        let copy = unsafe { dav1d_data_create(Some(NonNull::from(&mut data)), bytes.len()) };
        if copy.is_null() {
            return Err(Error::broken("damaged AVIF: no memory for its data"));
        }
        // SAFETY: the call gave memory of this many bytes that nobody else has yet.
        unsafe { std::slice::from_raw_parts_mut(copy, bytes.len()) }.copy_from_slice(bytes);
        // SAFETY: the context is open, the data were made by the call above.
        let result = unsafe { dav1d_send_data(self.0, Some(NonNull::from(&mut data))) };
        // SAFETY: as above; data that were taken are empty by now, which the call accepts.
        unsafe { dav1d_data_unref(Some(NonNull::from(&mut data))) };
        check(result.0)
    }

    fn picture(&mut self) -> Result<Av1Picture, Error> {
        // SAFETY: all zeros is a `Dav1dPicture` without pointers, as in its own default.
        let mut picture: Dav1dPicture = unsafe { MaybeUninit::zeroed().assume_init() };
        // SAFETY: the context is open, the pointer is to a live value, which the call overwrites.
        let result = unsafe { dav1d_get_picture(self.0, Some(NonNull::from(&mut picture))) };
        let picture = Av1Picture(picture);
        check(result.0)?;
        let n_planes = if picture.subsampling() == Subsampling::Monochrome { 1 } else { 3 };
        let has_planes = picture.0.data.iter().take(n_planes).all(Option::is_some);
        let has_pixels = picture.0.p.w > 0 && picture.0.p.h > 0;
        if has_planes && has_pixels && picture.0.seq_hdr.is_some() && matches!(picture.0.p.bpc, 8 | 10 | 12) {
            Ok(picture)
        } else {
            Err(Error::broken("damaged AVIF: no picture came out of its AV1 data"))
        }
    }
}

impl Drop for Av1Picture {
    fn drop(&mut self) {
        // SAFETY: the picture came from `dav1d_get_picture`, or is empty, which the call accepts; it is given back only
        // here.
        unsafe { dav1d_picture_unref(Some(NonNull::from(&mut self.0))) };
    }
}

impl Av1Picture {
    pub(super) fn size(&self) -> (u32, u32) {
        (self.0.p.w.unsigned_abs(), self.0.p.h.unsigned_abs())
    }

    /// Returns the bits of a sample: 8, 10 or 12.
    pub(super) fn bits(&self) -> u8 {
        self.0.p.bpc as u8
    }

    pub(super) fn subsampling(&self) -> Subsampling {
        match self.0.p.layout {
            DAV1D_PIXEL_LAYOUT_I400 => Subsampling::Monochrome,
            DAV1D_PIXEL_LAYOUT_I420 => Subsampling::Yuv420,
            DAV1D_PIXEL_LAYOUT_I422 => Subsampling::Yuv422,
            _ => Subsampling::Yuv444,
        }
    }

    /// Returns the colour codes in the AV1 data.
    pub(super) fn cicp(&self) -> Cicp {
        let header = self.0.seq_hdr.expect("checked when the picture was made");
        // SAFETY: the header is kept alive by the picture, and nobody writes to it.
        let header = unsafe { header.as_ref() };
        // In the data they are unsigned numbers of 8 bits.
        let code = |value: u32| u16::try_from(value).unwrap_or(2);
        Cicp {
            primaries: code(header.pri),
            transfer: code(header.trc),
            matrix: code(header.mtrx),
            is_full: header.color_range != 0,
        }
    }

    pub(super) fn plane_size(&self, plane: usize) -> (u32, u32) {
        let (width, height) = self.size();
        match (plane, self.subsampling()) {
            (0, _) | (_, Subsampling::Yuv444) => (width, height),
            (_, Subsampling::Yuv420) => (width.div_ceil(2), height.div_ceil(2)),
            (_, Subsampling::Yuv422) => (width.div_ceil(2), height),
            (_, Subsampling::Monochrome) => (0, 0),
        }
    }

    /// Replaces `row` by row `y` of a plane; beyond the last row, by the last.
    pub(super) fn read_row(&self, plane: usize, y: u32, row: &mut Vec<u16>) {
        row.clear();
        let (width, height) = self.plane_size(plane);
        let Some(data) = self.0.data.get(plane).copied().flatten().filter(|_| height > 0) else { return };
        let stride = if plane == 0 { self.0.stride[0] } else { self.0.stride[1] };
        let offset = y.min(height - 1) as isize * stride;
        let width = width as usize;
        // SAFETY: the decoder made the plane with `height` rows of at least `width` samples, `stride` bytes apart,
        // each of one byte at 8 bits and two above, aligned accordingly; `y` was clamped, and nobody writes to it any
        // more.
        unsafe {
            let start = data.as_ptr().cast::<u8>().offset(offset);
            if self.0.p.bpc == 8 {
                row.extend(std::slice::from_raw_parts(start, width).iter().map(|&sample| u16::from(sample)));
            } else {
                row.extend_from_slice(std::slice::from_raw_parts(start.cast::<u16>(), width));
            }
        }
    }
}

// Error numbers with a message of their own; their values are the same on every system.
const ENOMEM: i32 = 12;
const ERANGE: i32 = 34;

fn check(result: i32) -> Result<(), Error> {
    Err(Error::broken(match -result {
        0 => return Ok(()),
        ERANGE => "damaged AVIF: its picture is larger than its header says",
        ENOMEM => "damaged AVIF: its picture needs more memory than there is",
        _ => "damaged AVIF: its AV1 data give no picture",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_counted_without_decoding() {
        assert_eq!(n_frames(&[0x12, 0x00, 0x0A, 0x02, 7, 7, 0x32, 0x01, 9]), 1);
        assert_eq!(n_frames(&[0x32, 0x01, 9, 0x1A, 0x01, 9, 0x36, 0x00, 0x01, 9]), 3);
        assert_eq!(n_frames(&[0x30, 0x32, 0x32]), 1);
        assert_eq!(n_frames(&[0x32, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1]), 1);
        assert_eq!(n_frames(&[]), 0);
        let many = [0x32, 0x01, 9].repeat(MAX_FRAMES + 1);
        assert!(matches!(decode(&many, 100), Err(Error::Unsupported { .. })));
    }

    #[test]
    fn noise_is_damage() {
        for data in [&[0u8; 40][..], &[0x32; 40], &[0x0A, 0x0B, 0, 0, 0, 4, 0x3C, 0xFF, 0xBC, 0xFF, 0xE8, 0x3B, 0x44]] {
            assert!(matches!(decode(data, 1 << 20), Err(Error::Broken { .. })));
        }
    }
}
