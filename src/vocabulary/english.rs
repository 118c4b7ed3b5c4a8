//! Everyday English words that are also names of series, or single words of characters' names.
//!
//! `Death Note/light at the window.gif` does not show Yagami Light, `Death Note/Light.gif` does. The list need not be complete,
//! because a single word of a name counts beside its series only.

use std::collections::HashSet;
use std::sync::LazyLock;

const WORDS: &str = "
    accelerator ace admiral air all alter an anemone angel another apple april archer are aria arrow as ash at aura
    aurora azure ban basil be beast bell berserk black bleach blue bond boss brave brook brown butterfly by candy
    cat chan cherry child chocolate cinnabar claymore cloud clover colorful commander corpse cowboy cross daisy dark
    darkness dawn day desert diamond do doctor doll dolphin dragon east eclipse eight enterprise envy erased eternal
    evans eve fair fan fate felt fern final fire firefly five flower fool four fox franky free frost gamer garden
    gate genie ghost girl given gladiator go goblin going gold gray greed green grey guardian gun guts happy hatter
    hawk he heart hero hi hide his ho hope hunter ice if in index iris it jet joe joker joy judge jun jupiter killer
    king kirby kite knife knight knowledge lady last law lee lemon life light lily link london lord lost love lucky
    luna lust machine mad magic man mario mars master may me melody mercury mercy might milk mimic mine mint mirror
    miss misty money monster moon mushroom nail near new night nine no noir north nova nurse ocean of old olive on
    one or orange order original outlaw overlord palm paprika paradise paris patriot pearl pepper persona phoenix
    pink planet plasma poison pool power prime prince princess puck puppet purple quartz queen rain ran ray real
    rebel red redo rewrite rice rider robin robot rock rogue rose ruby rust salt samurai san sand saturn scar
    scarlet school scorpion sense serval seven shade shadow shampoo she shine shower silence silver sin six sky
    slime smoke sniper snow so sol song sonic soul south spade special spike spirit star stark steel stitch stone
    storm stranger strawberry summer sun sunny sweet tail ten texas the thorn three thunder tiger time titan to
    touch toy trigger triton true tucker turbo turtle twilight twin two up us valentine vampire vanilla venom venus
    vicious violet viper viral virgo vivid walker water wave we week west whisper white will wind winter witch wolf
    working world yellow yo young zelda zero
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
