//! Calls libwebp's encoder of animations: RGBA frames with their times in, a lossy animated WebP out.
#![allow(unsafe_code)]

use std::time::Duration;

use image::RgbaImage;
use libwebp_sys::{
    WEBP_MUX_ABI_VERSION, WebPAnimEncoder, WebPAnimEncoderAdd, WebPAnimEncoderAssemble, WebPAnimEncoderDelete,
    WebPAnimEncoderNewInternal, WebPAnimEncoderOptions, WebPAnimEncoderOptionsInitInternal, WebPConfig, WebPData,
    WebPFree, WebPPicture, WebPPictureFree, WebPPictureImportRGBA,
};

use super::repeat::Repeat;
use super::webp::config;
use crate::render::Error;

/// The version of the interface that the bindings were made for; a small number.
const VERSION: i32 = WEBP_MUX_ABI_VERSION as i32;

/// Effort of libwebp for frames, 0 to 6. Beside 0, sheets of 12 moving cells are 16 % smaller for 0.1 to 0.2 s more.
const METHOD: i32 = 2;

/// How often a frame is written whole.
///
/// Below quality 75 libwebp leaves a pixel as it is if it changes by a few levels only, so that errors pile up from frame to
/// frame: parts of what moved stay as ghosts until a whole frame comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFrames {
    /// The first alone: for quality 75 and more.
    First,
    /// One in 9 to 17 frames: where most of the picture stands still.
    Seldom,
    /// One in 3 to 5 frames: where all of it may move.
    Often,
}

/// An animation that is being encoded. All frames are of one size.
pub(super) struct AnimatedWebP {
    encoder: *mut WebPAnimEncoder,
    config: WebPConfig,
    size: (u32, u32),
}

impl Drop for AnimatedWebP {
    fn drop(&mut self) {
        // SAFETY: the pointer came from libwebp, is not null, and is freed only here.
        unsafe { WebPAnimEncoderDelete(self.encoder) };
    }
}

impl AnimatedWebP {
    /// Begins an animation of a size that the format holds; its quality is 0 to 100.
    pub(super) fn new(
        (width, height): (u32, u32),
        quality: u8,
        key_frames: KeyFrames,
        repeat: Repeat,
    ) -> Result<Self, Error> {
        let config = config(quality, METHOD).map_err(failed)?;
        let mut options = std::mem::MaybeUninit::<WebPAnimEncoderOptions>::zeroed();
        // SAFETY: the pointer is to memory of the right size, which the call fills; all its fields are numbers.
        if unsafe { WebPAnimEncoderOptionsInitInternal(options.as_mut_ptr(), VERSION) } == 0 {
            return Err(failed("libwebp has another version than its bindings".to_owned()));
        }
        // SAFETY: as above.
        let mut options = unsafe { options.assume_init() };
        (options.kmin, options.kmax) = match key_frames {
            KeyFrames::First => (options.kmin, options.kmax),
            KeyFrames::Seldom => (9, 17),
            KeyFrames::Often => (3, 5),
        };
        options.anim_params.loop_count = match repeat {
            Repeat::Forever => 0,
            Repeat::Times(n) => i32::from(n.max(1)),
        };
        // SAFETY: the options are live, the sides are at most 16,383.
        let encoder = unsafe { WebPAnimEncoderNewInternal(width as i32, height as i32, &options, VERSION) };
        if encoder.is_null() {
            return Err(failed("libwebp could not begin".to_owned()));
        }
        Ok(Self { encoder, config, size: (width, height) })
    }

    /// Adds a frame of the animation's size that appears at a time; times ascend.
    pub(super) fn push(&mut self, frame: &RgbaImage, at: Duration) -> Result<(), Error> {
        let mut picture =
            WebPPicture::new().map_err(|()| failed("libwebp has another version than its bindings".to_owned()))?;
        (picture.width, picture.height) = (self.size.0 as i32, self.size.1 as i32);
        picture.use_argb = 1;
        // SAFETY: an `RgbaImage` holds height × width × 4 bytes, rows one after another; libwebp copies them. The encoder is live,
        // the config was validated, and the encoder keeps nothing of the picture.
        let added = unsafe {
            WebPPictureImportRGBA(&mut picture, frame.as_raw().as_ptr(), picture.width * 4) != 0
                && WebPAnimEncoderAdd(self.encoder, &mut picture, milliseconds(at), &self.config) != 0
        };
        // SAFETY: the picture was initialised by libwebp and is freed only here.
        unsafe { WebPPictureFree(&mut picture) };
        if added { Ok(()) } else { Err(failed("libwebp did not take a frame".to_owned())) }
    }

    /// Ends the last frame at a time, and returns the file.
    pub(super) fn finish(self, end: Duration) -> Result<Vec<u8>, Error> {
        let mut data = WebPData { bytes: std::ptr::null(), size: 0 };
        // SAFETY: the encoder is live; a frame of null tells it the end; `data` is filled by the second call.
        let made = unsafe {
            WebPAnimEncoderAdd(self.encoder, std::ptr::null_mut(), milliseconds(end), std::ptr::null()) != 0
                && WebPAnimEncoderAssemble(self.encoder, &mut data) != 0
        };
        if !made || data.bytes.is_null() {
            return Err(failed("libwebp wrote nothing".to_owned()));
        }
        // SAFETY: libwebp wrote `size` bytes there, which stay until they are freed below.
        let bytes = unsafe { std::slice::from_raw_parts(data.bytes, data.size) }.to_vec();
        // SAFETY: the bytes were allocated by libwebp and are used no more.
        unsafe { WebPFree(data.bytes.cast_mut().cast()) };
        Ok(bytes)
    }
}

fn milliseconds(time: Duration) -> i32 {
    i32::try_from(time.as_millis()).unwrap_or(i32::MAX)
}

fn failed(reason: String) -> Error {
    Error::Encoder { format: "WebP", reason }
}
