//! One component's samples, at the scale it was decoded at.
//!
//! A plane is made of whole blocks (of N × N samples at scale N/8) for whole MCUs, so that blocks can be written without
//! looking at the picture's edges; what lies beyond them is never shown. A block that was never written is grey.

/// Samples in rows.
pub(super) struct ComponentPlane {
    pub(super) samples: Vec<u8>,
    pub(super) stride: usize,
    /// Samples along a block's side.
    pub(super) scale: usize,
}

impl ComponentPlane {
    /// A grey plane of so many blocks.
    pub(super) fn new((across, down): (usize, usize), scale: usize) -> Self {
        let stride = across * scale;
        Self { samples: vec![128; stride * down * scale], stride, scale }
    }

    /// The samples from a block's first on.
    #[inline(always)]
    pub(super) fn block(&mut self, x: usize, y: usize) -> &mut [u8] {
        let at = (y * self.stride + x) * self.scale;
        self.samples.get_mut(at..).unwrap_or_default()
    }

    /// A row's samples.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        self.samples.get(y * self.stride..(y + 1) * self.stride).unwrap_or_default()
    }

    /// The rows there are.
    pub(super) fn n_rows(&self) -> usize {
        self.samples.len() / self.stride.max(1)
    }
}
