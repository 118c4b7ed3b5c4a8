//! Colours: parsing, mixing, and the text colour with the higher contrast on a background (WCAG 2).

use image::Rgba;

use super::Error;

/// The sixteen names of HTML 4, `orange` and `transparent`.
const NAMES: [(&str, [u8; 4]); 20] = [
    ("black", [0, 0, 0, 255]),
    ("silver", [0xC0, 0xC0, 0xC0, 255]),
    ("gray", [0x80, 0x80, 0x80, 255]),
    ("grey", [0x80, 0x80, 0x80, 255]),
    ("white", [255, 255, 255, 255]),
    ("maroon", [0x80, 0, 0, 255]),
    ("red", [255, 0, 0, 255]),
    ("purple", [0x80, 0, 0x80, 255]),
    ("fuchsia", [255, 0, 255, 255]),
    ("magenta", [255, 0, 255, 255]),
    ("green", [0, 0x80, 0, 255]),
    ("lime", [0, 255, 0, 255]),
    ("olive", [0x80, 0x80, 0, 255]),
    ("yellow", [255, 255, 0, 255]),
    ("navy", [0, 0, 0x80, 255]),
    ("blue", [0, 0, 255, 255]),
    ("teal", [0, 0x80, 0x80, 255]),
    ("aqua", [0, 255, 255, 255]),
    ("orange", [255, 0xA5, 0, 255]),
    ("transparent", [0, 0, 0, 0]),
];

/// Parses a colour: `#rgb`, `#rgba`, `#rrggbb` or `#rrggbbaa` in either case, or a name such as `black`, `white` or
/// `transparent`. The `#`, which begins a comment in a shell, may be left out.
pub fn parse_colour(text: &str) -> Result<Rgba<u8>, Error> {
    let word = text.trim();
    if let Some((_, rgba)) = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)) {
        return Ok(Rgba(*rgba));
    }
    let digits: Option<Vec<u8>> = word
        .strip_prefix('#')
        .unwrap_or(word)
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    match digits.as_deref() {
        Some(&[r, g, b]) => Ok(Rgba([r * 17, g * 17, b * 17, 255])),
        Some(&[r, g, b, a]) => Ok(Rgba([r * 17, g * 17, b * 17, a * 17])),
        Some(&[r, rr, g, gg, b, bb]) => Ok(Rgba([r * 16 + rr, g * 16 + gg, b * 16 + bb, 255])),
        Some(&[r, rr, g, gg, b, bb, a, aa]) => Ok(Rgba([r * 16 + rr, g * 16 + gg, b * 16 + bb, a * 16 + aa])),
        _ => Err(Error::Colour(word.to_owned())),
    }
}

/// Returns the colour `part`/255 of the way from one colour to another, each channel by itself.
pub(super) fn mix(from: Rgba<u8>, to: Rgba<u8>, part: u8) -> Rgba<u8> {
    let mut out = from;
    for (channel, &end) in out.0.iter_mut().zip(&to.0) {
        *channel = lerp(*channel, end, part);
    }
    out
}

/// Rounds `from + (to - from) * part / 255`.
pub(super) fn lerp(from: u8, to: u8, part: u8) -> u8 {
    let sum = u32::from(from) * u32::from(255 - part) + u32::from(to) * u32::from(part);
    // (sum + 127) / 255, and at most 255.
    ((sum + 127) / 255) as u8
}

/// Returns black or white, whichever has the higher contrast on a background.
///
/// A background that lets through what is behind it is taken to lie on white, as in most viewers and documents.
pub(super) fn ink_on(background: Rgba<u8>) -> Rgba<u8> {
    const WHITE: Rgba<u8> = Rgba([255, 255, 255, 255]);
    let seen = mix(WHITE, Rgba([background[0], background[1], background[2], 255]), background[3]);
    // White contrasts more when (1 + 0.05) / (l + 0.05) > (l + 0.05) / (0 + 0.05).
    let l = luminance(seen) + 0.05;
    if 1.05 / l > l / 0.05 { WHITE } else { Rgba([0, 0, 0, 255]) }
}

fn luminance(colour: Rgba<u8>) -> f32 {
    let linear = |c: u8| {
        let c = f32::from(c) / 255.0;
        if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spellings_of_a_colour() {
        for (text, rgba) in [
            ("#17171c", [0x17, 0x17, 0x1C, 255]),
            ("17171C", [0x17, 0x17, 0x1C, 255]),
            ("#17171c80", [0x17, 0x17, 0x1C, 0x80]),
            ("#fa0", [0xFF, 0xAA, 0, 255]),
            ("#fa08", [0xFF, 0xAA, 0, 0x88]),
            (" White ", [255, 255, 255, 255]),
            ("transparent", [0, 0, 0, 0]),
        ] {
            assert_eq!(parse_colour(text), Ok(Rgba(rgba)), "{text:?}");
        }
        for text in ["", "#", "#12345", "#1234567", "#gggggg", "blurple", "#ＦＦＦ", "#ff ff"] {
            assert!(parse_colour(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn ink_contrasts_with_its_background() {
        for (background, white) in [("#17171c", true), ("white", false), ("yellow", false), ("navy", true)] {
            let ink = ink_on(parse_colour(background).unwrap());
            assert_eq!(ink[0] == 255, white, "{background}");
        }
        assert_eq!(ink_on(parse_colour("transparent").unwrap())[0], 0);
    }

    #[test]
    fn interpolation_reaches_both_ends() {
        for c in 0..=255 {
            assert_eq!((lerp(c, 77, 0), lerp(77, c, 255), lerp(c, c, 100)), (c, c, c));
        }
    }
}
