//! Calls libwebp's encoder: RGBA in, a lossy WebP file out.
//!
//! One thread, no state between calls: the same pixels and settings give the same bytes. This file and `animated_webp` alone of
//! the room have `unsafe`.
#![allow(unsafe_code)]

use image::RgbaImage;
use libwebp_sys::{
    WebPConfig, WebPEncode, WebPEncodingError, WebPMemoryWrite, WebPMemoryWriter, WebPMemoryWriterClear,
    WebPMemoryWriterInit, WebPPicture, WebPPictureFree, WebPPictureImportRGBA, WebPPictureImportRGBX,
    WebPValidateConfig,
};

use crate::render::drawing::is_opaque;

/// The longest side that the format can hold.
pub(super) const MAX_EDGE: u32 = 16_383;

/// Effort of libwebp for stills, 0 to 6. 2 takes 1.3 times as long for files that are 7 % smaller
/// (docs/decisions/0002-thumbnails-are-webp.md).
const METHOD: i32 = 0;

/// What libwebp allocates for a picture and its output, freed when dropped.
struct EncoderMemory {
    picture: WebPPicture,
    writer: Box<WebPMemoryWriter>,
}

impl Drop for EncoderMemory {
    fn drop(&mut self) {
        // SAFETY: both were initialised by libwebp in `encode` before the `EncoderMemory` was made, and are freed only here; both
        // calls accept objects that own no memory.
        unsafe {
            WebPPictureFree(&mut self.picture);
            WebPMemoryWriterClear(&mut *self.writer);
        }
    }
}

/// Encodes a picture at a quality of 0 to 100, as `cwebp -q`, with lossless alpha if it is not opaque. An error is libwebp's
/// name of it.
pub(super) fn encode(picture: &RgbaImage, quality: u8) -> Result<Vec<u8>, String> {
    let config = config(quality, METHOD)?;
    let (width, height) = picture.dimensions();
    if width == 0 || height == 0 || width > MAX_EDGE || height > MAX_EDGE {
        return Err(format!("{:?}", WebPEncodingError::VP8_ENC_ERROR_BAD_DIMENSION));
    }
    // Both are at most 16,383.
    let (c_width, c_height) = (width as i32, height as i32);
    let stride = c_width * 4;
    debug_assert_eq!(picture.as_raw().len(), width as usize * height as usize * 4);

    let mut writer = Box::new(WebPMemoryWriter { mem: std::ptr::null_mut(), size: 0, max_size: 0, pad: [0] });
    // SAFETY: the pointer is to a live `WebPMemoryWriter`, which the call overwrites.
    unsafe { WebPMemoryWriterInit(&mut *writer) };
    let canvas = WebPPicture::new().map_err(|()| "libwebp has another version than its bindings".to_owned())?;
    let mut job = EncoderMemory { picture: canvas, writer };
    job.picture.width = c_width;
    job.picture.height = c_height;
    job.picture.writer = Some(WebPMemoryWrite);
    // The boxed writer keeps its address while `job` lives, which outlives the call to `WebPEncode`.
    job.picture.custom_ptr = std::ptr::from_mut::<WebPMemoryWriter>(&mut *job.writer).cast();

    let opaque = is_opaque(picture);
    let rgba = picture.as_raw().as_ptr();
    // SAFETY: the picture is initialised with its width and height; an `RgbaImage` holds height × width × 4 bytes, rows
    // one after another, which is what the stride says. libwebp copies them.
    let imported = unsafe {
        if opaque {
            WebPPictureImportRGBX(&mut job.picture, rgba, stride)
        } else {
            WebPPictureImportRGBA(&mut job.picture, rgba, stride)
        }
    };
    // SAFETY: the config was validated, the picture holds pixels, and its writer and `custom_ptr` belong together.
    if imported == 0 || unsafe { WebPEncode(&config, &mut job.picture) } == 0 {
        return Err(format!("{:?}", job.picture.error_code));
    }
    if job.writer.mem.is_null() {
        return Err("libwebp wrote nothing".to_owned());
    }
    // SAFETY: libwebp wrote `size` bytes to `mem`, which stays allocated until `job` is dropped after the copy.
    Ok(unsafe { std::slice::from_raw_parts(job.writer.mem, job.writer.size) }.to_vec())
}

/// The settings of a quality of 0 to 100 and an effort of 0 to 6.
pub(super) fn config(quality: u8, method: i32) -> Result<WebPConfig, String> {
    let mut config = WebPConfig::new().map_err(|()| "libwebp has another version than its bindings".to_owned())?;
    config.quality = f32::from(quality.min(100));
    config.method = method;
    // SAFETY: the pointer is to a live, initialised `WebPConfig`, which the call only reads.
    if unsafe { WebPValidateConfig(&config) } == 0 {
        return Err(format!("{:?}", WebPEncodingError::VP8_ENC_ERROR_INVALID_CONFIGURATION));
    }
    Ok(config)
}
