//! Completion, and "did you mean".
//!
//! Both look at every name: a few thousand of ours, some hundred thousand with Danbooru's list, in milliseconds.

use std::collections::BTreeSet;

use super::Vocabulary;
use crate::tag::{Tag, canonical_namespace, normalise, slips, split_namespace};

impl Vocabulary {
    /// Lists the names, canonical or not, that begin with `prefix`, then those in which a later word does, each with the
    /// canonical tag that it stands for, in the order of the text. Text that is not of ASCII is found anywhere in a name.
    ///
    /// `character:nag` asks in one namespace, `nag` in all. The empty prefix lists everything.
    pub fn complete(&self, prefix: &str) -> Vec<(&Tag, &Tag)> {
        let normal = normalise(prefix.trim_end_matches(':'));
        let (namespace, name) = match (split_namespace(&normal), prefix.trim_end().ends_with(':')) {
            (Some((namespace, name)), _) => (Some(namespace), name),
            (None, true) => (Some(normal.as_str()), ""),
            (None, false) => (None, normal.as_str()),
        };
        let namespace = namespace.map(canonical_namespace);
        let in_namespace =
            self.known.iter().filter(|(tag, _)| namespace.is_none_or(|wanted| wanted == tag.namespace()));
        let found: BTreeSet<(bool, &Tag, &Tag)> = in_namespace
            .filter(|(tag, _)| begins_word(tag.name(), name))
            .map(|(tag, &id)| (!tag.name().starts_with(name), tag, &self.word(id).tag))
            .collect();
        found.into_iter().map(|(_, name, tag)| (name, tag)).collect()
    }

    /// Finds the canonical tag with the name nearest to an unknown word, within so many [`slips`]. Of equally near names the first in
    /// the order of the text wins.
    pub fn nearest(&self, word: &str, most: usize) -> Option<Tag> {
        let normal = normalise(word);
        let known = |namespace: &str| self.known.keys().any(|tag| tag.namespace() == namespace);
        let (namespace, name) = match split_namespace(&normal) {
            Some((namespace, name)) if known(canonical_namespace(namespace)) => {
                (Some(canonical_namespace(namespace)), name)
            }
            _ => (None, normal.as_str()),
        };
        let wanted: Vec<char> = name.chars().collect();
        let mut best: Option<(usize, &Tag)> = None;
        for tag in self.known.keys().filter(|tag| namespace.is_none_or(|wanted| wanted == tag.namespace())) {
            let limit = best.map_or(most, |(distance, _)| distance);
            if let Some(distance) = slips(&wanted, tag.name(), limit)
                && best.is_none_or(|known| (distance, tag) < known)
            {
                best = Some((distance, tag));
            }
        }
        best.map(|(_, tag)| self.resolve(tag))
    }
}

/// Whether a word of a name begins with a text; of one letter, only the name itself may.
fn begins_word(name: &str, text: &str) -> bool {
    let begins = |(at, _): (usize, &str)| {
        at == 0 || !text.is_ascii() || text.len() > 1 && !name[..at].ends_with(|c: char| c.is_ascii_alphanumeric())
    };
    if text.is_empty() { true } else { name.match_indices(text).any(begins) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered() {
        let vocabulary = Vocabulary::built_in();
        let nearest = |word: &str| vocabulary.nearest(word, 3).map(|tag| tag.to_string()).unwrap_or_default();
        assert_eq!(nearest("character:nagisa_furukwa"), "character:furukawa_nagisa");
        assert_eq!(nearest("clanad"), "series:clannad");
        assert_eq!(nearest("emotion:happy_taers"), "emotion:happy_tears");
        assert_eq!(nearest("qqqqqqqqqq"), "");
        assert_eq!(nearest("x"), "");
    }

    #[test]
    fn names_and_aliases_complete_to_their_tags() {
        let vocabulary = Vocabulary::built_in();
        let complete =
            |prefix: &str| vocabulary.complete(prefix).iter().map(|(name, _)| name.to_string()).collect::<Vec<_>>();
        assert_eq!(complete("character:nagisa_fur"), ["character:nagisa_furukawa"]);
        let found = vocabulary.complete("char:古河渚");
        assert_eq!(
            found.first().map(|(_, canonical)| canonical.to_string()).as_deref(),
            Some("character:furukawa_nagisa")
        );
        assert!(complete("emotion:").len() >= 140);
        assert!(complete("clann").contains(&"series:clannad".to_owned()));
        assert!(complete("kaori").contains(&"character:miyazono_kaori".to_owned()));
        assert!(complete("朋也").contains(&"character:岡崎朋也".to_owned()), "anywhere, where words are not set apart");
        assert!(!complete("aori").contains(&"character:miyazono_kaori".to_owned()));
        assert!(complete("nobody_is_called_so").is_empty());
    }
}
