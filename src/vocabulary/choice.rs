//! The words that the best reading of a path names.
//!
//! A name that a series and its character share is the character only if the series is named otherwise too.

use std::collections::HashSet;

use super::hash::FastMap;
use super::index::Strength;
use super::recognise::{Hit, HitMeaning, Reading};

/// Where series are named in a reading.
struct Mentions {
    /// Series that are named in a way that is no character's.
    by_own_name: HashSet<u32>,
    /// By series, the first place of the reading that may name it.
    first: FastMap<u32, usize>,
}

impl Reading<'_> {
    /// The words that the chosen hits name, each once.
    pub(super) fn words(&self, chosen: &[(Hit, HitMeaning)]) -> Vec<u32> {
        let mentions = self.mentions(chosen);
        let lonely = self.lonely_mention(chosen);
        let mut found: Vec<u32> = Vec::new();
        let mut known = HashSet::new();
        for (at, &(hit, meaning)) in chosen.iter().enumerate().filter(|(_, (_, meaning))| !meaning.is_decoy) {
            // A word of the series at hand itself, not of another of its franchise.
            let is_of_series = |character: u32| self.names.nearness(character, &self.signs) > 1;
            let mut words = match (meaning.series, meaning.character, meaning.emotion) {
                (Some(series), Some(character), _) if self.is_of_another(series, character) => vec![character],
                (Some(series), Some(character), _) if self.is_said_twice(&mentions, at, hit, series) => vec![character],
                (Some(series), Some(character), _) if lonely == Some(at) => vec![series, character],
                (Some(series), _, _) => vec![series],
                (None, Some(character), None) => vec![character],
                (None, Some(character), Some(_)) if is_of_series(character) => vec![character],
                (None, character, emotion) => emotion.or(character).into_iter().collect(),
            };
            if let (None, Some(character)) = (meaning.series, meaning.character) {
                words.extend(self.series_in(hit, character));
            }
            found.extend(words.into_iter().filter(|word| known.insert(*word)));
        }
        found
    }

    fn mentions(&self, chosen: &[(Hit, HitMeaning)]) -> Mentions {
        let mut mentions = Mentions { by_own_name: HashSet::new(), first: FastMap::default() };
        for (at, &(hit, meaning)) in chosen.iter().enumerate() {
            if let Some(series) = meaning.series {
                mentions.first.entry(series).or_insert(at);
            }
            mentions.by_own_name.extend(match (meaning.series, meaning.character) {
                (series, None) => series,
                (None, Some(character)) => self.series_in(hit, character),
                (Some(_), Some(_)) => None,
            });
        }
        mentions
    }

    /// The only mention of a character in a reading, if it may be of its series as well and its component tells an emotion, which
    /// somebody must have: `Frieren crying.jpg`.
    fn lonely_mention(&self, chosen: &[(Hit, HitMeaning)]) -> Option<usize> {
        let mut of_character = (0..).zip(chosen).filter(|(_, (_, meaning))| meaning.character.is_some());
        let (at, &(hit, _)) = of_character.next()?;
        let component = &self.outline.component(hit.from).range;
        let tells_emotion =
            |(other, meaning): &(Hit, HitMeaning)| meaning.emotion.is_some() && component.contains(&other.from);
        (of_character.next().is_none() && chosen.iter().any(tells_emotion)).then_some(at)
    }

    /// Whether a character is of a series at hand that is not the one with the same name (`Yotsuba` beside its own series).
    fn is_of_another(&self, series: u32, character: u32) -> bool {
        let own = &self.names.facts(character).series;
        self.names.nearness(series, own) == 0 && own.iter().any(|own| self.signs.contains(own))
    }

    /// Whether a series is named elsewhere in a way that leaves this mention of it to its character.
    fn is_said_twice(&self, mentions: &Mentions, at: usize, hit: Hit, series: u32) -> bool {
        let is_before = mentions.first.get(&series).is_some_and(|&first| first < at);
        mentions.by_own_name.contains(&series) || is_before && self.has_other_words(hit)
    }

    /// The series that a character's qualifier names within a hit (`nami_(one_piece)`).
    fn series_in(&self, hit: Hit, character: u32) -> Option<u32> {
        let from = self.hits.partition_point(|inner| inner.from <= hit.from);
        let within = self.hits.get(from..).unwrap_or_default().iter().take_while(|inner| inner.from < hit.to);
        within.filter(|inner| inner.to == hit.to).find_map(|inner| {
            let mut names = self.names.ending_at(inner.node).filter(|name| name.strength <= Strength::Common);
            names.find(|name| self.names.facts(character).wider.contains(&name.word)).map(|name| name.word)
        })
    }

    /// Whether the component says more than this name, release groups and numbers.
    fn has_other_words(&self, hit: Hit) -> bool {
        let in_brackets = |at: &usize| self.tokens.tokens.get(*at).is_some_and(|token| token.in_brackets);
        let own = (hit.from..hit.to).filter(|at| !in_brackets(at));
        let n_own: u32 = own.map(|at| self.n_words(at..at + 1, false)).sum();
        self.outline.component(hit.from).n_words > n_own
    }
}
