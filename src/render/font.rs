//! The two fonts that are part of the program, and which of them writes a character.
//!
//! M PLUS 1 Regular writes what it can; Noto Sans CJK JP Regular has the rarer kanji and the signs that M PLUS lacks
//! (assets/fonts/subset.sh says exactly what is in each). What neither has is shown as M PLUS's box, never as nothing.
//! Fonts of the system are not looked at, so that a sheet is the same picture on every machine.

use std::sync::LazyLock;

use swash::FontRef;

static MPLUS: &[u8] = include_bytes!("../../assets/fonts/mplus1-subset.otf");
static NOTO: &[u8] = include_bytes!("../../assets/fonts/noto-sans-jp-subset.otf");

static FACES: LazyLock<[FontRef<'static>; 2]> = LazyLock::new(|| {
    [MPLUS, NOTO].map(|data| FontRef::from_index(data, 0).expect("the embedded fonts are OpenType, which a test reads"))
});

/// One of the embedded fonts. Both have 1,000 units an em and the same ascent and descent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Face {
    /// M PLUS 1 Regular.
    Main,
    /// Noto Sans CJK JP Regular.
    Fallback,
}

/// How far the fonts reach above the baseline, in ems.
pub(super) const ASCENT: f32 = 0.88;
/// How far they reach below it, in ems.
pub(super) const DESCENT: f32 = 0.24;

impl Face {
    /// The font itself.
    pub(super) fn font(self) -> FontRef<'static> {
        FACES[self as usize]
    }

    /// Names the font that writes a character; the main one if neither does.
    pub(super) fn of(c: char) -> Self {
        let lacks = |face: Self| face.font().charmap().map(c) == 0;
        if lacks(Self::Main) && !lacks(Self::Fallback) { Self::Fallback } else { Self::Main }
    }
}

/// Whether a character has a glyph in either font.
#[cfg(test)]
pub(super) fn covers(c: char) -> bool {
    Face::of(c).font().charmap().map(c) != 0
}
