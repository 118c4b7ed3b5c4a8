//! A rectangle of the canvas.

/// Where a subframe lies; it may reach beyond the canvas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Region {
    pub(super) fn n_pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Returns the part on a canvas of this size.
    pub(super) fn clipped(self, (width, height): (u32, u32)) -> Self {
        Self {
            width: self.width.min(width.saturating_sub(self.left)),
            height: self.height.min(height.saturating_sub(self.top)),
            ..self
        }
    }

    /// Whether it is not empty and lies on a canvas of this size.
    pub(super) fn is_within(self, canvas: (u32, u32)) -> bool {
        self.n_pixels() > 0 && self.clipped(canvas) == self
    }

    /// Returns the smallest region that holds both.
    pub(super) fn joined(self, other: Self) -> Self {
        if self.n_pixels() == 0 {
            return other;
        }
        if other.n_pixels() == 0 {
            return self;
        }
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self { left, top, width: right - left, height: bottom - top }
    }
}
