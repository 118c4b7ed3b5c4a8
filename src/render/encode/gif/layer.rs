//! What a frame of the file draws: some pixels of an area, over what is there.

use crate::render::encode::area::Area;

/// The pixels that a frame writes.
pub(super) struct Layer {
    pub(super) area: Area,
    /// The source's colours, row by row; those that are not written have an alpha of 0.
    pub(super) pixels: Vec<[u8; 4]>,
    /// When it appears and is over, in hundredths of a second.
    pub(super) at: u64,
    pub(super) until: u64,
    /// Whether its area is transparent when it is over.
    pub(super) is_cleared: bool,
}

impl Layer {
    /// Draws nothing.
    pub(super) fn empty(at: u64, until: u64) -> Self {
        let area = Area { x: 0, y: 0, width: 1, height: 1 };
        Self { area, pixels: vec![[0; 4]], at, until, is_cleared: false }
    }

    /// Makes the area larger, without writing more.
    pub(super) fn grow(&mut self, to: Area) {
        let within = to.around_both(self.area);
        let mut pixels = vec![[0; 4]; within.width as usize * within.height as usize];
        let rows = pixels.chunks_exact_mut(within.width as usize).skip((self.area.y - within.y) as usize);
        for (row, old) in rows.zip(self.pixels.chunks_exact(self.area.width as usize)) {
            let left = (self.area.x - within.x) as usize;
            row.iter_mut().skip(left).zip(old).for_each(|(new, old)| *new = *old);
        }
        (self.area, self.pixels) = (within, pixels);
    }

    pub(super) fn bytes(&self) -> usize {
        self.pixels.len() * 4
    }
}

/// Whether a pixel is written.
pub(super) fn is_written(pixel: [u8; 4]) -> bool {
    pixel[3] != 0
}

/// The colour of a pixel.
pub(super) fn rgb([r, g, b, _]: [u8; 4]) -> [u8; 3] {
    [r, g, b]
}
