//! The two fonts that are part of the program.
//!
//! M PLUS 1 Regular comes first. Noto Sans CJK JP Regular has the rarer kanji and signs that M PLUS lacks
//! (assets/fonts/subset.sh lists the characters of each). A character of neither is drawn as M PLUS's box. Both come before all
//! other fonts ([`super::fonts`]), so that their characters look the same on every machine.

use std::sync::LazyLock;

use swash::FontRef;

static MPLUS: &[u8] = include_bytes!("../../assets/fonts/mplus1-subset.otf");
static NOTO: &[u8] = include_bytes!("../../assets/fonts/noto-sans-jp-subset.otf");

/// M PLUS, then Noto.
pub(super) static FACES: LazyLock<[FontRef<'static>; 2]> = LazyLock::new(|| {
    [MPLUS, NOTO].map(|data| FontRef::from_index(data, 0).expect("the embedded fonts are OpenType, which a test reads"))
});

/// Height of the embedded fonts above the baseline, in ems.
pub(super) const ASCENT: f32 = 0.88;
/// Depth of the embedded fonts below the baseline, in ems.
pub(super) const DESCENT: f32 = 0.24;

/// Whether an embedded font has a character.
pub(super) fn embeds(c: char) -> bool {
    FACES.iter().any(|font| font.charmap().map(c) != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lacking(chars: impl IntoIterator<Item = char>) -> String {
        chars.into_iter().filter(|&c| !embeds(c)).collect()
    }

    #[test]
    fn the_fonts_have_the_characters_of_the_subset_script() {
        assert_eq!(lacking(' '..='~'), "");
        // Two letters of Dutch and two obsolete ones.
        assert_eq!(lacking('\u{A0}'..='\u{17F}'), "Ĳĳŉſ");
        assert_eq!(lacking('ぁ'..='ゖ'), "");
        assert_eq!(lacking('ァ'..='ヿ'), "");
        assert_eq!(lacking('！'..='～'), "");
        assert_eq!(lacking('｡'..='ﾟ'), "");
        assert_eq!(lacking('Α'..='Ρ'), "");
        assert_eq!(lacking('А'..='я'), "");
        assert_eq!(lacking("—–…“”‘’•·×°♪♫♡♥★☆○●◎◇◆□■△▲▽▼※→←↑↓〜～「」『』【】々〆ー①Ⅱ㈱".chars()), "");
        assert_eq!(lacking("泣涙号慟哭嗚咽啜滂沱歔欷憂愁哀悲顔瞼頬渚古河髙﨑彅鬱薔薇檸檬龍龜".chars()), "");
        // JIS X 0208 has 6,355 kanji, Windows-31J another 400 or so.
        let n_kanji = ('\u{4E00}'..='\u{9FFF}').filter(|&c| lacking([c]).is_empty()).count();
        assert!(n_kanji >= 6_355, "{n_kanji}");
    }

    #[test]
    fn both_fonts_have_the_metrics_that_lines_are_set_with() {
        for font in FACES.iter() {
            assert_eq!(font.metrics(&[]).units_per_em, 1000);
        }
    }
}
