//! Colours in Oklab, in which equal distances look about equally far apart.

use image::Rgba;

/// What is behind transparent pixels.
const BEHIND: f32 = 128.0;

/// Converts a colour of sRGB to Oklab, as Björn Ottosson defined it: lightness of 0 to 1, green to red, blue to
/// yellow. Behind what is transparent is grey.
pub fn oklab(Rgba([r, g, b, alpha]): Rgba<u8>) -> [f32; 3] {
    let alpha = f32::from(alpha) / 255.0;
    let linear = |channel: u8| {
        let seen = (f32::from(channel) * alpha + BEHIND * (1.0 - alpha)) / 255.0;
        if seen <= 0.040_45 { seen / 12.92 } else { ((seen + 0.055) / 1.055).powf(2.4) }
    };
    oklab_of_light([linear(r), linear(g), linear(b)])
}

/// Converts linear light of red, green and blue, each of 0 to 1, to Oklab.
#[inline]
pub fn oklab_of_light([r, g, b]: [f32; 3]) -> [f32; 3] {
    let l = cube_root(0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b);
    let m = cube_root(0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b);
    let s = cube_root(0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b);
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

/// Halley's method from an estimate by the exponent: the same bits on every machine, and no slower than a table.
fn cube_root(x: f32) -> f32 {
    /// Two thirds of the exponent's bias, less what makes the first error least.
    const BIAS: u32 = 0x2A51_4067;
    let mut root = f32::from_bits(x.to_bits() / 3 + BIAS);
    for _ in 0..2 {
        let cube = root * root * root;
        root *= (x + x + cube) / (x + cube + cube);
    }
    root
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oklab_has_the_values_of_its_definition() {
        for (colour, expected) in [
            ([255, 255, 255, 255], [1.0, 0.0, 0.0]),
            ([0, 0, 0, 255], [0.0, 0.0, 0.0]),
            ([255, 0, 0, 255], [0.628, 0.225, 0.126]),
            ([0, 0, 255, 255], [0.452, -0.032, -0.312]),
        ] {
            let found = oklab(Rgba(colour));
            assert!(
                found.iter().zip(expected).all(|(a, b): (&f32, f32)| (a - b).abs() < 1e-3),
                "{colour:?}: {found:?}"
            );
        }
    }
}
