//! Everyday English words that are also names of series, or single words of characters' names.
//!
//! `Death Note/light at the window.gif` does not show Yagami Light, `Death Note/Light.gif` does. The list need not be complete,
//! because a single word of a name counts beside its series only.

use std::collections::HashSet;
use std::sync::LazyLock;

const WORDS: &str = "
    abyss accelerator ace add admiral air all alter an android anemone angel another apple april archer are aria ark
    arrow artist as ash at aura aurora azure ban bang bard basil bass bat bay be beam bear beast bell berserk black
    bleach bloody blue bomb bond boss bow bra brave bright brook brown bullet bunny butterfly by can candy cat
    champion chan cheese cherry chief child chocolate cinnabar claymore cloud clover colorful commander common
    corpse cowboy crimson cross crown cyber daisy danger daring dark darkness daughter dawn day desert devil diamond
    director do doctor doll dolphin double dragon eagle east eclipse eight emperor enterprise envy erased eternal
    evans eve fair fairy falling fan fate father felt female fern fighter final fire firefly five flora flower
    follower fool fortune four fox franky free frost gamer garden gate genie geo ghost girl given gladiator go
    goblin going gold gray greed green grey guardian gun guts hack happy harmony hatter hawk he heart hero hi hide
    high his ho hood hope horizon hot hung hunter ice if in index iris iron island it jasmine jet joe joker joy
    judge jun jupiter kid killer kindred king kirby kite kitten knife knight knowledge lady lamb lantern last law
    lee lemon leopard life light lighter lily link lion london lord lost love lucky luna lust machine mad magic mama
    man mario mars mast master mature may me melody mercury mercy merry might milk mimic mine minion mint mirror
    miss misty money monkey monster moon moose mountain muse mushroom nail near new night nine no noir noise north
    nova nurse ocean of officer old olive on one or orange order original otter outlaw overlord palm pants paprika
    paradise paris patriot pearl penguin pepper persona phantom phoenix pink planet plasma poison pool power present
    prime prince princess professor puck puppet purple quartz queen quote rain ran ranger ray razor real rebel red
    redo report rescue rewrite ribbon rice rider robin robot rock rogue rose royal ruby rust sailor salt sam samurai
    san sand saturn scar scarlet school scorpion secret sense serval servant seven shade shadow shampoo she shine
    shower silence silky silver sin six skull sky slime smoke smoker sniper snow so sol something son song sonic
    soul south space spade special spike spirit stalker star stark steel stitch stone storm stranger strawberry
    summer sun sunny sweet swordsman tail teach ten texas the thorn three thunder tiger time titan to toad touch toy
    trail trigger triton true tucker turbo turtle twice twilight twin two type universe up us valentine vampire
    vanilla venom venus vice vicious violence violet viper viral virgo vivid void walker walking warrior washington
    water wave we weather weave week west whip whisper white will wind winged winter witch wolf working world wrath
    yellow yo young zelda zero
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
