//! Colours in Oklab (Björn Ottosson, 2020), in which distances are about as large as they look.
//!
//! One step of one level is 0.002 to 0.005; a difference of 0.02 can be seen side by side.

use std::sync::LazyLock;

use crate::media::oklab_of_light;

/// Lightness from 0 to 1, green to red, and blue to yellow.
pub(super) type Lab = [f32; 3];

/// The linear light of each level of sRGB.
static LINEAR: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|level| {
        let level = level as f64 / 255.0;
        (if level <= 0.04045 { level / 12.92 } else { ((level + 0.055) / 1.055).powf(2.4) }) as f32
    })
});

/// A conversion from sRGB; it holds the table of linear light.
#[derive(Clone, Copy)]
pub(super) struct Converter(&'static [f32; 256]);

impl Converter {
    pub(super) fn new() -> Self {
        Self(&LINEAR)
    }

    pub(super) fn lab(self, [r, g, b]: [u8; 3]) -> Lab {
        oklab_of_light([r, g, b].map(|level| self.0[usize::from(level)]))
    }

    /// Returns the nearest colour of sRGB, channel by channel.
    pub(super) fn rgb(self, [lightness, a, b]: Lab) -> [u8; 3] {
        let l = (lightness + 0.396_337_78 * a + 0.215_803_76 * b).powi(3);
        let m = (lightness - 0.105_561_346 * a - 0.063_854_17 * b).powi(3);
        let s = (lightness - 0.089_484_18 * a - 1.291_485_5 * b).powi(3);
        [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
        .map(|light| {
            let above = self.0.partition_point(|level| *level < light).min(255);
            let below = above.saturating_sub(1);
            (if light - self.0[below] < self.0[above] - light { below } else { above }) as u8
        })
    }
}

/// The square of the distance of two colours.
pub(super) fn distance_squared(a: Lab, b: Lab) -> f32 {
    let [l, m, n] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    l * l + m * m + n * n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_converted_there_and_back() {
        let converter = Converter::new();
        for (rgb, expected) in [
            ([255, 255, 255], [1.0, 0.0, 0.0]),
            ([0, 0, 0], [0.0, 0.0, 0.0]),
            ([255, 0, 0], [0.627_96, 0.224_86, 0.125_85]),
            ([0, 0, 255], [0.452_01, -0.032_46, -0.311_53]),
        ] {
            let lab = converter.lab(rgb);
            assert!(distance_squared(lab, expected) < 1e-8, "{rgb:?}: {lab:?}");
        }
        for n in 0..4096_u32 {
            let rgb = [(n * 7 % 256) as u8, (n * 31 % 256) as u8, (n / 16) as u8];
            assert_eq!(converter.rgb(converter.lab(rgb)), rgb);
        }
        assert_eq!(converter.rgb([1.2, 0.0, 0.0]), [255, 255, 255]);
        assert_eq!(converter.rgb([-0.1, 0.0, 0.0]), [0, 0, 0]);
    }
}
