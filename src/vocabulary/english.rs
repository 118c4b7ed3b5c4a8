//! Everyday English words that are also single words of characters' names.
//!
//! `Death Note/light at the window.gif` does not show Yagami Light, `Death Note/Light.gif` does. The list need not be complete,
//! because a single word of a name counts beside its series only.

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

/// A set, because the index of names looks up some thousand words.
static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS.split_ascii_whitespace().collect());

/// Whether a folded word is on the list.
pub(super) fn is_english_word(word: &str) -> bool {
    SET.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_it_stays_readable() {
        assert!(WORDS.split_ascii_whitespace().is_sorted());
        assert!(is_english_word("light") && is_english_word("zero") && !is_english_word("nagisa"));
    }
}
