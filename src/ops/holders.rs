//! The tags in use that hold a word: what a person means who types a part of a name.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Gallery;
use super::error::Result;
use crate::catalog::TagCount;
use crate::query::expr::TagPattern;
use crate::query::quote::{WordRun, runs};
use crate::tag::{CHARACTER, SERIES, Tag};

/// The most tags that a word stands for, the most used first. A person cannot have meant more.
const MOST_TAGS: usize = 20;

/// The most tags of the vocabulary that are offered for a word that finds nothing.
const MOST_OFFERED: usize = 5;

/// The fewest letters that can be the beginning of a word in a tag; whole words are found however short.
const MIN_BEGINNING: usize = 3;

impl Gallery {
    /// The tags in use that have a word in their name, or in another name of theirs, the most used first: those that have it as a
    /// whole, or else those that have a word beginning so.
    pub(super) fn holders(&self, pattern: &TagPattern) -> Result<Vec<TagCount>> {
        Ok(self.best_holders(pattern)?.1)
    }

    /// The same, and how they fit.
    fn best_holders(&self, pattern: &TagPattern) -> Result<(Fit, Vec<TagCount>)> {
        let asked = runs(&pattern.name);
        let Some(first) = asked.first() else { return Ok((Fit::Beginning, Vec::new())) };
        let around = TagPattern { namespace: pattern.namespace.clone(), name: format!("*{}*", first.text) };
        let mut fits: BTreeMap<Tag, (Fit, u64)> = BTreeMap::new();
        for known in self.catalog.list_tags(&[around])? {
            fits.extend(fit(&asked, known.tag.name()).map(|fit| (known.tag, (fit, known.n_media))));
        }
        let is_asked = |tag: &Tag| pattern.namespace.as_deref().is_none_or(|namespace| namespace == tag.namespace());
        for (alias, canonical) in self.vocabulary()?.aliases() {
            if !is_asked(canonical) || !alias.name().contains(&first.text) {
                continue;
            }
            let Some(fit) = fit(&asked, alias.name()) else { continue };
            let n_media = self.catalog.count_tagged(canonical)?;
            // A tag that no media has must not hide one that fits less well.
            if n_media > 0 {
                let best = fits.get(canonical).map_or(fit, |&(known, _)| known.min(fit));
                fits.insert(canonical.clone(), (best, n_media));
            }
        }
        let best = fits.values().map(|&(fit, _)| fit).min().unwrap_or(Fit::Beginning);
        let fitting = fits.into_iter().filter(|&(_, (fit, _))| fit == best);
        let mut found: Vec<TagCount> = fitting.map(|(tag, (_, n_media))| TagCount { tag, n_media }).collect();
        found.sort_by_key(|known| Reverse(known.n_media));
        // A part of a franchise says no more than the franchise, which all of its media have.
        let series: BTreeSet<Tag> =
            found.iter().map(|known| &known.tag).filter(|tag| tag.namespace() == SERIES).cloned().collect();
        let vocabulary = self.vocabulary()?;
        let is_part =
            |tag: &Tag| series.contains(tag) && vocabulary.implied_by(tag).any(|wider| series.contains(wider));
        found.retain(|known| !is_part(&known.tag));
        found.truncate(MOST_TAGS);
        Ok((best, found))
    }

    /// The characters and series of the vocabulary that nothing has and that have a word as a whole in their name, at most [`MOST_OFFERED`].
    pub(super) fn known_holders(&self, pattern: &TagPattern) -> Result<Vec<Tag>> {
        let asked = runs(&pattern.name);
        let is_asked = |tag: &&Tag| {
            [CHARACTER, SERIES].contains(&tag.namespace())
                && pattern.namespace.as_deref().is_none_or(|namespace| namespace == tag.namespace())
                && fit(&asked, tag.name()) == Some(Fit::Whole)
        };
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let mut found: Vec<Tag> = self.vocabulary()?.tags().filter(is_asked).cloned().collect();
        found.sort();
        let mut found = found
            .into_iter()
            .filter_map(|tag| match self.catalog.count_tagged(&tag) {
                Ok(0) => Some(Ok(tag)),
                Ok(_) => None,
                Err(error) => Some(Err(error)),
            })
            .collect::<std::result::Result<Vec<Tag>, _>>()?;
        found.truncate(MOST_OFFERED);
        Ok(found)
    }

    /// The most used tag that has a whole name among its words, in the tag's namespace or in any if it has none:
    /// `character:hyuuga_hinata` for `hinata`.
    pub(super) fn holder_of(&self, tag: &Tag) -> Result<Option<Tag>> {
        let namespace = Some(tag.namespace().to_owned()).filter(|namespace| !namespace.is_empty());
        let (fit, found) = self.best_holders(&TagPattern { namespace, name: tag.name().to_owned() })?;
        let mut others = found.into_iter().map(|known| known.tag).filter(|known| known.name() != tag.name());
        Ok(others.next().filter(|_| fit == Fit::Whole))
    }
}

/// How the words of a name fit those that were asked for; the better fit is less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Whole,
    Beginning,
}

/// Looks for some words, one behind the other, in a name: `saber` in `saber_alter_(fate)`, `girl` in `2girls`, 渚 in 古河渚.
fn fit(asked: &[WordRun], name: &str) -> Option<Fit> {
    let there = runs(name);
    let each = there.windows(asked.len()).filter_map(|words| {
        words
            .iter()
            .zip(asked)
            .map(|(word, asked)| fit_word(asked, word))
            .collect::<Option<Vec<_>>>()?
            .into_iter()
            .max()
    });
    each.min()
}

fn fit_word(asked: &WordRun, word: &WordRun) -> Option<Fit> {
    let text = word.text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_beginning = |text: &str| asked.text.len() >= MIN_BEGINNING && text.starts_with(&asked.text);
    match asked.is_unspaced && word.is_unspaced {
        true => word.text.contains(&asked.text).then_some(Fit::Whole),
        false if word.text == asked.text || text == asked.text => Some(Fit::Whole),
        false => (is_beginning(&word.text) || is_beginning(text)).then_some(Fit::Beginning),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_then_by_their_beginnings_and_in_japanese_anywhere() {
        for (asked, name, expected) in [
            ("nagisa", "furukawa_nagisa", Some(Fit::Whole)),
            ("rin", "tohsaka_rin", Some(Fit::Whole)),
            ("rin", "ring", Some(Fit::Beginning)),
            ("rin", "drinking", None),
            ("cry", "crying", Some(Fit::Beginning)),
            ("cr", "crying", None),
            ("girl", "2girls", Some(Fit::Beginning)),
            ("girl", "1girl", Some(Fit::Whole)),
            ("saber_alter", "saber_alter_(fate)", Some(Fit::Whole)),
            ("saber_alter", "saber_(alter)_lily", Some(Fit::Whole)),
            ("alter_saber", "saber_alter", None),
            ("渚", "古河渚", Some(Fit::Whole)),
            ("nagisa", "古河渚", None),
        ] {
            assert_eq!(fit(&runs(asked), name), expected, "{asked} in {name}");
        }
    }
}
