//! The choice of a font for a character.

use swash::FontRef;

use super::embedded_fonts::FACES;
use super::font::Font;
use super::fonts::Fonts;

/// The font of a character. Both embedded fonts have 1,000 units an em and one ascent and descent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Face {
    /// M PLUS 1 Regular.
    Main,
    /// Noto Sans CJK JP Regular.
    Fallback,
    /// One of [`Fonts`], by its number.
    Further(u16),
}

impl Face {
    /// Returns the font; the main one for an unknown number.
    pub(super) fn font(self, fonts: &Fonts) -> FontRef<'_> {
        match self {
            Self::Main => FACES[0],
            Self::Fallback => FACES[1],
            Self::Further(number) => fonts.further(number).map_or(FACES[0], Font::font),
        }
    }

    /// Chooses the embedded font that has a character, else the font assigned to it, else the main one, which draws a box.
    pub(super) fn of(c: char, fonts: &Fonts) -> Self {
        match FACES.each_ref().map(|font| font.charmap().map(c) != 0) {
            [true, _] => Self::Main,
            [_, true] => Self::Fallback,
            _ => fonts.of(c).map_or(Self::Main, Self::Further),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_main_font_comes_first() {
        for (c, face) in
            [('a', Face::Main), ('泣', Face::Main), ('慟', Face::Fallback), ('★', Face::Fallback), ('😭', Face::Main)]
        {
            assert_eq!(Face::of(c, &Fonts::default()), face, "{c:?}");
        }
    }
}
