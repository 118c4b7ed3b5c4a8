//! Which font writes a character.

use swash::FontRef;

use super::embedded_fonts::FACES;
use super::font::Font;
use super::fonts::Fonts;

/// A font that writes a character. Both embedded ones have 1,000 units an em and the same ascent and descent.
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
    /// The font itself; the main one for a number that no font has.
    pub(super) fn font(self, fonts: &Fonts) -> FontRef<'_> {
        match self {
            Self::Main => FACES[0],
            Self::Fallback => FACES[1],
            Self::Further(number) => fonts.further(number).map_or(FACES[0], Font::font),
        }
    }

    /// Names the embedded font that writes a character, else the one assigned to it, else the main one, which shows a
    /// box.
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
    fn the_main_font_writes_what_it_can() {
        for (c, face) in
            [('a', Face::Main), ('泣', Face::Main), ('慟', Face::Fallback), ('★', Face::Fallback), ('😭', Face::Main)]
        {
            assert_eq!(Face::of(c, &Fonts::default()), face, "{c:?}");
        }
    }
}
