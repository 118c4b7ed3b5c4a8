//! Names of characters as signs of a face: `kaori crying.gif`.
//!
//! A given name or family name of a character counts beside its series only, because many people have it. Beside an emotion,
//! where nothing else is said, somebody is meant all the same, so the emotion counts. Who it is follows only from a name that
//! the vocabulary calls famous.
//!
//! Words that are other things too and names that Europeans have are no such sign: `sad rose.jpg`, `anna crying.jpg`.

use std::ops::Range;

use super::evidence::is_function_word;
use super::fold::{Class, is_romaji};
use super::index::{Strength, TagKind};
use super::outline::is_face;
use super::recognise::{Hit, Reading};

/// Words spelt like Japanese names that are rather something else.
const OTHERS: &str = "
    aisha akita amazon amira angie anna anne annie aria ariana asia aura aurora baba baron beta bonnie boots bowie
    chain chan china dana dante date diana diane dina dita ditto dora dory eden emma erika eugen eureka europa fate
    fauna faye fiona fire fuji gamma gigi gina ginko haze honda hugo ida ina india irene irina jade jane janine
    japan jean jeanne jessie johan john jonah jose josee joshua jude june juno karen kate katie keke kite kiwi koi
    kuma mage maiden maria marie marina marine mario marion medusa mega meme meta mike mine mira mirage miriam mona
    monika moon motion moto nadia nara nasa nate nature neko neon nero nina nine noon nora note opera orange orion
    osaka oscar otto owada pain panda pandora papa pasa pepe pino pippa poison polo pony poppy raccoon rage rain
    ratio regina reina rena renee rita robin rohan romani romeo rosa rose rouge rude rupee russia ryan saga sage
    samantha samira santa sara sasha sena serena shea shiba shogun sidon siege simon sina sonia sonya suzuki tanuki
    tanya teddie tina toto toyota tuna una wien wise woman yamaha yoga yuan zara zebra zeke zero zeta zidane zoe
    zoya
";

/// Given names of three letters that are hardly anything else.
const SHORT: &[&str] = &["aki", "ayu", "emi", "eri", "mei", "mio", "rei", "rin", "rui", "yui"];

impl Reading<'_> {
    /// Whether a component names somebody by a given or family name and says nothing else but emotions and words of faces.
    pub(super) fn is_of_somebody(&self, component: Range<usize>) -> bool {
        let mut names_somebody = false;
        for at in component {
            let Some(token) = self.tokens.tokens.get(at) else { return false };
            let text = self.tokens.text(token);
            let is_other = self.n_words(at..at + 1, false) == 0 || is_face(text) || is_function_word(text);
            let is_somebody = !is_other && self.is_somebody(at);
            if !is_other && !is_somebody && self.n_words(at..at + 1, true) > 0 {
                return false;
            }
            names_somebody |= is_somebody;
        }
        names_somebody
    }

    /// Whether a famous name stands alone beside an emotion.
    pub(super) fn is_alone_with_emotion(&self, hit: Hit) -> bool {
        let component = self.outline.component(hit.from).range.clone();
        let shown = |other: &&Hit| {
            component.contains(&other.from)
                && (other.to <= hit.from || other.from >= hit.to)
                && self.names.ending_at(other.node).any(|name| {
                    self.names.facts(name.word).kind == TagKind::Emotion && self.shows_emotion(**other, name.strength)
                })
        };
        self.hits.iter().any(|other| shown(&other)) && self.is_of_somebody(component.clone())
    }

    /// Whether a token is a name that characters have and hardly anything else.
    fn is_somebody(&self, at: usize) -> bool {
        const MIN_LETTERS: usize = 4;
        let Some(token) = self.tokens.tokens.get(at).filter(|token| token.class == Class::Letter) else { return false };
        let text = self.tokens.text(token);
        let is_name = || {
            let is_long = text.len() >= MIN_LETTERS && is_romaji(text);
            SHORT.contains(&text) || is_long && !OTHERS.split_ascii_whitespace().any(|other| other == text)
        };
        self.hits.iter().filter(|hit| (hit.from..hit.to).contains(&at)).any(|hit| {
            self.names.ending_at(hit.node).any(|name| match name.strength {
                Strength::Famous => true,
                Strength::Weak | Strength::SingleWord | Strength::FamilyName if hit.to - hit.from == 1 => {
                    self.names.facts(name.word).kind == TagKind::Character && is_name()
                }
                _ => false,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_it_stays_readable() {
        assert!(OTHERS.split_ascii_whitespace().is_sorted());
    }
}
