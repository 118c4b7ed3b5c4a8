//! Names of characters as signs of a face: `kaori crying.gif`.
//!
//! A given name or family name of a character counts beside its series only, because many people have it. Beside an emotion,
//! where nothing else is said, somebody is meant all the same, so the emotion counts. Who it is follows only from a name that
//! the vocabulary calls famous.
//!
//! Words that are other things too and names that Europeans have are no such sign: `sad rose.jpg`, `anna crying.jpg`.

use std::ops::Range;

use super::english::is_english_word;
use super::evidence::is_function_word;
use super::fold::{Class, is_romaji};
use super::index::{Name, Strength, TagKind};
use super::outline::is_face;
use super::recognise::{Hit, Reading};
use super::tokens::Gap;

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

/// What happens to people and shows no face: `Yui's wedding.jpg`.
const EVENTS: &[&str] = &[
    "birth",
    "breakup",
    "burial",
    "cold",
    "comeback",
    "death",
    "deathbed",
    "farewell",
    "funeral",
    "goodbye",
    "graduation",
    "grave",
    "graveyard",
    "hospital",
    "hospitalized",
    "illness",
    "promise",
    "proposal",
    "rescue",
    "reunion",
    "sick",
    "war",
    "wedding",
];
/// Given names of three letters that are hardly anything else.
const SHORT: &[&str] = &["aki", "ayu", "emi", "eri", "mei", "mio", "rei", "rin", "rui", "yui"];

/// How many have a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fame {
    /// One character, or one within a work.
    OneOnly,
    Shared,
}

impl Reading<'_> {
    /// Whether a word for an emotion is beside somebody's name, which tells that a face is meant.
    pub(super) fn is_beside_somebody(&self, hit: Hit) -> bool {
        let text = |at: usize| self.tokens.tokens.get(at).map_or("", |token| self.tokens.text(token));
        let component = self.outline.component(hit.from);
        let is_event = (hit.from..hit.to).any(|at| EVENTS.contains(&text(at)));
        !is_event && !component.has_work && self.is_of_somebody(component.range.clone())
    }

    /// Whether a component names somebody by a given or family name and says nothing else but emotions and words of faces.
    fn is_of_somebody(&self, component: Range<usize>) -> bool {
        let mut names_somebody = false;
        let mut last = None;
        for at in component {
            let Some(token) = self.tokens.tokens.get(at) else { return false };
            let text = self.tokens.text(token);
            let is_other = self.n_words(at..at + 1, false) == 0 || is_face(text) || is_function_word(text);
            let somebody = if is_other { None } else { self.somebody(at) };
            if !is_other && somebody.is_none() && self.n_words(at..at + 1, true) > 0 {
                return false;
            }
            // A given name and a family name that are no character's together: `Akira Kurosawa`.
            if somebody == Some(Fame::Shared) && last == Some(Fame::Shared) && token.gap <= Gap::Soft {
                return false;
            }
            names_somebody |= somebody.is_some();
            last = somebody;
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

    /// Whether all words of a hit are everyday English: `silver fox`.
    fn is_of_words(&self, hit: Hit) -> bool {
        let mut tokens = self.tokens.tokens.iter().take(hit.to).skip(hit.from);
        tokens.all(|token| is_english_word(self.tokens.text(token)))
    }

    /// Whose name a token is, if it is one that characters have and hardly anything else.
    fn somebody(&self, at: usize) -> Option<Fame> {
        const MIN_LETTERS: usize = 4;
        let token = self.tokens.tokens.get(at).filter(|token| token.class == Class::Letter)?;
        let text = self.tokens.text(token);
        let is_name = || {
            let is_long = text.len() >= MIN_LETTERS && is_romaji(text);
            SHORT.contains(&text) || is_long && !OTHERS.split_ascii_whitespace().any(|other| other == text)
        };
        let hits = self.hits.iter().filter(|hit| (hit.from..hit.to).contains(&at));
        let named = hits.flat_map(|hit| self.names.ending_at(hit.node).map(move |name| (*hit, name)));
        let is_character = |name: &Name| self.names.facts(name.word).kind == TagKind::Character;
        let fames = named.filter(|(_, name)| is_character(name)).filter_map(|(hit, name)| match name.strength {
            Strength::Famous => Some(Fame::OneOnly),
            Strength::Common if hit.to - hit.from > 1 && !self.is_of_words(hit) => Some(Fame::OneOnly),
            Strength::Weak | Strength::SingleWord | Strength::FamilyName if hit.to - hit.from == 1 && is_name() => {
                Some(Fame::Shared)
            }
            _ => None,
        });
        fames.min()
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
