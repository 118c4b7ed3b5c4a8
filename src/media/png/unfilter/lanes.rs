//! Eight numbers of 16 bits that are reckoned with together: two pixels of up to four channels.
//!
//! Plain arrays would say the same, but compilers take their numbers in and out of registers one by one, and the filters
//! then take three times as long.

use wide::bytemuck::cast;
use wide::{i16x8, u8x16, u16x8, u64x2};

/// Two pixels, the first one in the lower four lanes.
#[derive(Clone, Copy)]
pub(super) struct Lanes(i16x8);

impl Lanes {
    pub(super) const ZERO: Self = Self(i16x8::ZERO);

    #[inline(always)]
    pub(super) fn of_pixels(first: u32, second: u32) -> Self {
        Self(i16x8::from_u8x16_low(cast::<[u32; 4], u8x16>([first, second, 0, 0])))
    }

    /// One new pixel, and another's first pixel as the second.
    #[inline(always)]
    pub(super) fn before(first: u32, second: Self) -> Self {
        let first = Self::of_pixels(first, 0);
        Self(cast(u64x2::unpack_lo(cast(first.0), cast(second.0))))
    }

    /// The first pixel of this and the second of the other.
    #[inline(always)]
    pub(super) fn first_and_second(self, second: Self) -> Self {
        const FIRST: i16x8 = i16x8::new([-1, -1, -1, -1, 0, 0, 0, 0]);
        Self((self.0 & FIRST) | (second.0 & !FIRST))
    }

    /// Both pixels, of lanes up to 255.
    #[inline(always)]
    pub(super) fn pixels(self) -> (u32, u32) {
        let [first, second, _, _]: [u32; 4] = cast(u8x16::narrow_i16x8(self.0, self.0));
        (first, second)
    }

    /// The sum's lowest eight bits, of lanes up to 255: added as bytes, it needs no mask.
    #[inline(always)]
    pub(super) fn plus_bytes(self, other: Self) -> Self {
        Self(cast(cast::<i16x8, u8x16>(self.0) + cast::<i16x8, u8x16>(other.0)))
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }

    #[inline(always)]
    pub(super) fn minus(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }

    /// Half of lanes that are not negative.
    #[inline(always)]
    pub(super) fn half(self) -> Self {
        Self(cast(cast::<i16x8, u16x8>(self.0) >> 1))
    }

    #[inline(always)]
    pub(super) fn min(self, other: Self) -> Self {
        Self(self.0.min(other.0))
    }

    #[inline(always)]
    pub(super) fn max(self, other: Self) -> Self {
        Self(self.0.max(other.0))
    }

    /// All bits of each lane in which this is more than the other.
    #[inline(always)]
    pub(super) fn is_over(self, other: Self) -> Self {
        Self(self.0.simd_gt(other.0))
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[inline(always)]
    pub(super) fn and_not(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    #[inline(always)]
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
