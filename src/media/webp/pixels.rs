//! Calls libwebp's decoder: the bytes of a WebP in, RGBA of a wanted size out.
//!
//! libwebp reads within the slice and writes within the buffer that it is given. Sizes come from its own reading of the
//! header. This file alone of the module has `unsafe`.
#![allow(unsafe_code)]

use image::RgbaImage;
use libwebp_sys::{
    VP8StatusCode, WEBP_CSP_MODE, WebPBitstreamFeatures, WebPDecode, WebPDecoderConfig, WebPGetFeatures,
};

use super::super::error::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct WebPHeader {
    pub(in super::super) width: u32,
    pub(in super::super) height: u32,
    pub(in super::super) has_alpha: bool,
}

impl WebPHeader {
    /// Reads the header of a still, or of an animation's canvas.
    pub(in super::super) fn read(bytes: &[u8]) -> Result<Self, Error> {
        let mut features = std::mem::MaybeUninit::<WebPBitstreamFeatures>::zeroed();
        // SAFETY: the pointer and length are those of one slice; the struct is plain numbers, zeroed, and written by the
        // call.
        let (status, features) = unsafe {
            let status = WebPGetFeatures(bytes.as_ptr(), bytes.len(), features.as_mut_ptr());
            (status, features.assume_init())
        };
        check(status, bytes)?;
        let side = |length: i32| u32::try_from(length).unwrap_or(0);
        Ok(Self { width: side(features.width), height: side(features.height), has_alpha: features.has_alpha != 0 })
    }
}

/// Decodes a still at its own or a smaller `size`; scaling weighs colours by alpha.
pub(in super::super) fn decode(bytes: &[u8], size: (u32, u32)) -> Result<RgbaImage, Error> {
    let header = WebPHeader::read(bytes)?;
    let mut picture = RgbaImage::new(size.0, size.1);
    let too_large = || Error::broken("damaged WebP: impossible dimensions");
    let side = |length: u32| i32::try_from(length).map_err(|_| too_large());
    let (width, height) = (side(size.0)?, side(size.1)?);
    let mut config =
        WebPDecoderConfig::new().map_err(|()| Error::broken("libwebp has another version than its bindings"))?;
    if size != (header.width, header.height) {
        config.options.use_scaling = 1;
        config.options.scaled_width = width;
        config.options.scaled_height = height;
    }
    let stride = width.checked_mul(4).ok_or_else(too_large)?;
    config.output.colorspace = WEBP_CSP_MODE::MODE_RGBA;
    config.output.is_external_memory = 1;
    config.output.u.RGBA.rgba = picture.as_mut_ptr();
    config.output.u.RGBA.stride = stride;
    config.output.u.RGBA.size = picture.as_raw().len();
    // SAFETY: the input is one slice; the output is the picture's own buffer of height × stride bytes, which outlives the
    // call and which libwebp does not free, since it is told that the memory is not its own.
    let status = unsafe { WebPDecode(bytes.as_ptr(), bytes.len(), &mut config) };
    check(status, bytes)?;
    Ok(picture)
}

fn check(status: VP8StatusCode, bytes: &[u8]) -> Result<(), Error> {
    match status {
        VP8StatusCode::VP8_STATUS_OK => Ok(()),
        VP8StatusCode::VP8_STATUS_NOT_ENOUGH_DATA | VP8StatusCode::VP8_STATUS_SUSPENDED => {
            Err(Error::truncated(format!("the WebP ends after {} bytes, before its picture does", bytes.len())))
        }
        VP8StatusCode::VP8_STATUS_OUT_OF_MEMORY => {
            Err(Error::broken("damaged WebP: more memory is needed than there is"))
        }
        VP8StatusCode::VP8_STATUS_UNSUPPORTED_FEATURE => Err(Error::unsupported("this kind of WebP")),
        _ => Err(Error::broken("damaged WebP: its pixels cannot be decoded")),
    }
}
