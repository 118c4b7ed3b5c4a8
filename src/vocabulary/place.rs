//! Where a word of a list of tags belongs: by itself, beside others of the list, and in the names of files.

use std::collections::BTreeSet;

use super::index::Strength;
use super::name::split_qualifier;
use super::{Definition, Vocabulary};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

impl Vocabulary {
    /// Resolves a tag among others on the same media.
    ///
    /// Where one of the others names a series, a given name or nickname counts too: `character:nagisa` beside
    /// `series:clannad` is `character:furukawa_nagisa`.
    pub fn resolve_among(&self, tag: &Tag, others: &[Tag]) -> Tag {
        let id = self.find(tag).or_else(|| {
            let side = |side: &str| self.find(&Tag::from_text(tag.namespace(), side)?);
            tag.name().contains('|').then(|| tag.name().split('|').find_map(side)).flatten()
        });
        let id = id.or_else(|| {
            let series = self.series_of(others);
            self.names().named_beside(tag.namespace(), tag.name(), &series, Strength::EnglishWord)
        });
        id.map_or_else(|| tag.clone(), |id| self.word(id).tag.clone())
    }

    /// Finds the canonical tag for a word that came without a namespace (a flat tag list's, say).
    ///
    /// An emotion comes first: on picture boards `happy` is never a character. Then a series, then a character. A name of both
    /// (`frieren`) is the series, which the character implies. A name of two series, or of a series and another's character, is
    /// not placed, and neither are everyday words (`air`, `monster`) and weak names.
    ///
    /// Of `darkstalkers | vampire`, two names that a board joined, it is the side that is known.
    pub fn place(&self, word: &str) -> Option<Tag> {
        if let Some((left, right)) = word.split_once('|') {
            let sides = [left, right].map(|side| side.trim_matches([' ', '_']));
            if !sides.contains(&"") {
                return sides.into_iter().find_map(|side| self.place(side));
            }
        }
        let found = |namespace: &str| {
            let tag = Tag::parse_in(namespace, word).ok()?;
            self.find(&tag).filter(|&id| namespace == EMOTION || !self.is_common(id, &tag))
        };
        let other = |namespace: &&str| {
            let tag = Tag::parse_in(namespace, word).ok()?;
            self.known.get(&tag).copied()
        };
        let general = || ["", "meta", "artist"].iter().find_map(other);
        let id = match (found(EMOTION), found(SERIES), found(CHARACTER)) {
            (Some(id), _, _) => Some(id),
            (None, Some(id), Some(character)) => self.ancestors(character).contains(&id).then_some(id),
            (None, series, character) => series.or(character).or_else(general),
        };
        id.map(|id| self.word(id).tag.clone())
    }

    /// Lists the series among tags, and those that characters among them imply, each once.
    pub fn series_among(&self, tags: &[Tag]) -> Vec<Tag> {
        let ids: BTreeSet<u32> = self.series_of(tags).into_iter().collect();
        ids.into_iter().map(|id| self.word(id).tag.clone()).collect()
    }

    /// Finds the canonical tag for a word that [`Vocabulary::place`] does not know, among the tags of the others in its list: `rem` is
    /// a character beside `series:re:zero`, and `air` the series beside a character of it. Names of imported lists come last.
    pub fn place_among(&self, word: &str, others: &[Tag]) -> Option<Tag> {
        let series = self.series_of(others);
        let beside = |namespace: &&str| self.names().named_beside(namespace, word, &series, Strength::SingleWord);
        let id = [SERIES, CHARACTER].iter().find_map(beside);
        id.map(|id| self.word(id).tag.clone()).or_else(|| self.listed(word))
    }

    /// Returns the tag of a character whose name was written without its qualifier, as Danbooru writes it in names of files:
    /// `petra (re zero)` is `petra_(re:zero)`. A known character stays, and so does a name of several words, which seldom has one.
    pub fn qualified(&self, character: &Tag, series: &Tag) -> Tag {
        if self.known.contains_key(character) || character.name().contains(['_', '(']) {
            return character.clone();
        }
        let qualifier = self.qualifier_of(series);
        Tag::from_text(CHARACTER, &format!("{}_({qualifier})", character.name())).unwrap_or_else(|| character.clone())
    }

    /// The qualifier that most characters of a series have, else the name of the series.
    fn qualifier_of<'a>(&'a self, series: &'a Tag) -> &'a str {
        let id = self.known.get(series);
        let is_of_it = |word: &Definition<u32>| id.is_some_and(|id| word.parents.contains(id));
        let characters = self.live().filter(|(_, word)| word.tag.namespace() == CHARACTER && is_of_it(word));
        let mut counts: Vec<(usize, &str)> = Vec::new();
        for (_, qualifier) in characters.filter_map(|(_, word)| split_qualifier(word.tag.name())) {
            match counts.iter_mut().find(|(_, known)| *known == qualifier) {
                Some((n, _)) => *n += 1,
                None => counts.push((1, qualifier)),
            }
        }
        let name = split_qualifier(series.name()).map_or(series.name(), |(base, _)| base);
        counts.iter().rev().max_by_key(|(n, _)| *n).map_or(name, |(_, qualifier)| qualifier)
    }

    /// Whether the name that `tag` uses for the word is an everyday one.
    fn is_common(&self, id: u32, tag: &Tag) -> bool {
        let word = self.word(id);
        tag.name().len() == 1
            || word.common.iter().any(|name| name == tag.name())
            || (word.is_uncurated && !tag.name().contains('_'))
    }

    /// The series among tags, and those that characters among them imply.
    pub(super) fn series_of(&self, tags: &[Tag]) -> Vec<u32> {
        let ids = tags.iter().filter_map(|tag| self.find(tag));
        ids.flat_map(|id| {
            let word = self.word(id);
            if word.tag.namespace() == SERIES { vec![id] } else { word.parents.clone() }
        })
        .filter(|&id| self.word(id).tag.namespace() == SERIES)
        .collect()
    }
}
