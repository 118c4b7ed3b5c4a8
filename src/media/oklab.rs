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
    let (r, g, b) = (linear(r), linear(g), linear(b));
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
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
