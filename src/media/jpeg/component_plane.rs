//! The samples of one component at its DCT scale.
//!
//! A plane holds whole blocks (N × N samples at scale N/8) of whole MCUs, so that blocks are written without regard to the
//! picture's edges; the padding is never shown. A block that was not decoded is grey.

pub(super) struct ComponentPlane {
    pub(super) samples: Vec<u8>,
    pub(super) stride: usize,
    /// Samples along a block's side.
    pub(super) scale: usize,
}

impl ComponentPlane {
    /// Makes a grey plane.
    pub(super) fn new((across, down): (usize, usize), scale: usize) -> Self {
        let stride = across * scale;
        Self { samples: vec![128; stride * down * scale], stride, scale }
    }

    /// Returns the samples from the first of a block on.
    #[inline(always)]
    pub(super) fn block(&mut self, x: usize, y: usize) -> &mut [u8] {
        let at = (y * self.stride + x) * self.scale;
        self.samples.get_mut(at..).unwrap_or_default()
    }

    pub(super) fn row(&self, y: usize) -> &[u8] {
        self.samples.get(y * self.stride..(y + 1) * self.stride).unwrap_or_default()
    }

    pub(super) fn n_rows(&self) -> usize {
        self.samples.len() / self.stride.max(1)
    }
}
