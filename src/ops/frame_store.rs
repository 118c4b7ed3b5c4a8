//! Pictures that wait on the disk until they are drawn, so that memory does not grow with their number.

use std::fs::File;
use std::os::unix::fs::FileExt;

use image::RgbaImage;

use super::Error;
use super::error::Result;

/// Pictures in a file without a name, in the folder for temporary files.
pub(super) struct FrameStore {
    file: File,
    end: u64,
}

/// Where a picture is in a [`FrameStore`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Stored {
    at: u64,
    size: (u32, u32),
}

impl FrameStore {
    pub(super) fn new() -> Result<Self> {
        let file = tempfile::tempfile().map_err(Error::io("make a temporary file in", &std::env::temp_dir()))?;
        Ok(Self { file, end: 0 })
    }

    pub(super) fn put(&mut self, picture: &RgbaImage) -> Result<Stored> {
        let stored = Stored { at: self.end, size: picture.dimensions() };
        let written = self.file.write_all_at(picture.as_raw(), self.end);
        written.map_err(Error::io("write a temporary file in", &std::env::temp_dir()))?;
        self.end += picture.as_raw().len() as u64;
        Ok(stored)
    }

    pub(super) fn get(&self, Stored { at, size: (width, height) }: Stored) -> Result<RgbaImage> {
        let mut picture = RgbaImage::new(width, height);
        let read = self.file.read_exact_at(&mut picture, at);
        read.map_err(Error::io("read a temporary file in", &std::env::temp_dir()))?;
        Ok(picture)
    }
}
