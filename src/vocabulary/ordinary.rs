//! Words of characters' names that are too ordinary to stand for a person in a sentence.
//!
//! `Death Note/light at the window.gif` does not show Yagami Light, `Death Note/Light.gif` does. The list holds what
//! English titles and descriptions are made of and some character is called; it need not be complete, because such a
//! name counts beside its series only.

use std::collections::HashSet;
use std::sync::LazyLock;

const WORDS: &str = "
    ace all alter anemone archer arrow ash aura ban bell black blue bond brave brook brown butterfly chan
    child cinnabar cloud cross dark darkness dawn day diamond doctor east eight envy eternal evans eve fair
    fan fate felt fern final fire five flower fool four franky free ghost girl going gold gray greed green
    grey guts happy hatter hawk heart hero hide hope ice index iris jet joe joy jun king kite knight knowledge
    lady last law lee life light lily lord lost love luna lust man master may mercury might mine miss misty
    moon near new night nine north old one orange order pink power prince princess puck purple queen rain ran
    ray real red rice robin rock rose ruby san scar scarlet school sense serval seven shampoo shower silence
    silver sin six sky snow sol song soul south special spike star stark stone storm summer sun sweet tail ten
    the three time touch true tucker turbo twilight twin two valentine vicious violet viper viral walker water
    week west white will wind winter witch wolf yellow young zero
";

/// The tree of names asks for some thousand words, so none of them runs through the text.
static ORDINARY: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_ascii_whitespace().collect());

/// Whether a folded word is on the list.
pub(super) fn is_ordinary(word: &str) -> bool {
    ORDINARY.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_it_stays_readable() {
        assert!(WORDS.split_ascii_whitespace().is_sorted());
        assert!(is_ordinary("light") && is_ordinary("zero") && !is_ordinary("nagisa"));
    }
}
