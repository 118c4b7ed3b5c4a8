//! Known tags that are spelled nearly like one that nothing is known of.
//!
//! What a gallery uses comes first: a person who types `hinatta` means the Hinata of their own pictures, and not a stranger of
//! the vocabulary.

use std::cmp::Reverse;

use super::Gallery;
use super::error::Result;
use crate::query::expr::TagPattern;
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag, slips};

/// The most slips in one name.
const MOST_SLIPS: usize = 3;

/// The fewest letters of a word within a name that may be what was meant: shorter ones are near to everything.
const MIN_WORD: usize = 5;

/// The fewest letters of a name for a known one that nothing has to be meant by it: of shorter ones there are too many. Feelings are few.
const MIN_UNUSED: usize = 8;

impl Gallery {
    /// A known tag that is spelled nearly like one that nothing is known of. A word without a namespace may miss a tag of any.
    pub(super) fn near_miss(&self, tag: &Tag) -> Result<Option<Tag>> {
        if self.is_known(tag)? {
            return Ok(None);
        }
        if !tag.namespace().is_empty() {
            if let Some(near) = self.near_known(tag)? {
                return Ok(Some(near));
            }
            let near = self.vocabulary()?.nearest(&tag.to_string(), MOST_SLIPS);
            return Ok(near.filter(|near| near != tag && near.namespace() == tag.namespace()));
        }
        // Anything may be a general tag: one letter of a longer word is wrong, or it is what it says.
        if tag.name().chars().count() < MIN_WORD {
            return Ok(None);
        }
        let any = TagPattern { namespace: None, name: tag.name().to_owned() };
        let near = match self.slip_in_use(&any, false, 1)? {
            Some(near) => Some(near),
            None => self.vocabulary()?.nearest(tag.name(), 1).filter(|near| near.namespace() == EMOTION),
        };
        Ok(near.filter(|near| has_same_digits(tag, near)))
    }

    /// A known tag that a new series, character or emotion may be meant for: its name is among the words of one in use, or differs
    /// by a slip, and not by a number.
    pub(super) fn near_known(&self, tag: &Tag) -> Result<Option<Tag>> {
        if ![SERIES, CHARACTER, EMOTION].contains(&tag.namespace()) || self.is_known(tag)? {
            return Ok(None);
        }
        // A character may be named by one of several names, a series by the beginning of its title.
        if tag.namespace() != EMOTION
            && let Some(holder) = self.holder_of(tag)?
        {
            return Ok(Some(holder));
        }
        let mut near = self.slip_in_use(&TagPattern::from(tag), false, MOST_SLIPS)?;
        if near.is_none() && (tag.namespace() == EMOTION || tag.name().chars().count() >= MIN_UNUSED) {
            near = self.vocabulary()?.nearest(&tag.to_string(), 1).filter(|near| near.namespace() == tag.namespace());
        }
        Ok(near.filter(|near| has_same_digits(tag, near)))
    }

    /// A known tag that is spelled nearly like a searched one that nothing is known of; a word without a namespace may miss
    /// a tag of any.
    pub(super) fn near_miss_of(&self, pattern: &TagPattern) -> Result<Option<Tag>> {
        let vocabulary = self.vocabulary()?;
        if pattern.name.contains('*') || self.catalog.is_used(pattern)? || vocabulary.place(&pattern.name).is_some() {
            return Ok(None);
        }
        let named = pattern.namespace.clone().filter(|namespace| !namespace.is_empty());
        let of_any = TagPattern { namespace: named, name: pattern.name.clone() };
        if let Some(near) = self.slip_in_use(&of_any, true, MOST_SLIPS)? {
            return Ok(Some(near));
        }
        let typed = match pattern.namespace.as_deref() {
            None | Some("") => pattern.name.clone(),
            Some(namespace) => format!("{namespace}:{}", pattern.name),
        };
        Ok(vocabulary.nearest(&typed, MOST_SLIPS).filter(|near| near.name() != pattern.name))
    }

    /// The tag in use of which a name, or with `by_words` a word of a name, is nearest to a text by at most so many slips, the most
    /// used of equally near ones.
    fn slip_in_use(&self, pattern: &TagPattern, by_words: bool, most: usize) -> Result<Option<Tag>> {
        let wanted: Vec<char> = pattern.name.chars().collect();
        let distance = |name: &str, limit: usize| {
            let words = name.split('_').map(|word| word.trim_matches(['(', ')']));
            let words = words.filter(|word| by_words && word.chars().count() >= MIN_WORD);
            words.chain([name]).filter_map(|word| slips(&wanted, word, limit)).min()
        };
        let mut best: Option<(usize, Reverse<u64>, Tag)> = None;
        let mut keep = |distance: usize, n_media: u64, tag: &Tag| {
            let found = (distance, Reverse(n_media), tag.clone());
            if best.as_ref().is_none_or(|best| found < *best) {
                best = Some(found);
            }
        };
        self.catalog.each_used(pattern.namespace.as_deref(), |namespace, name, n_media| {
            if let Some(distance) = distance(name, most)
                && let Ok(tag) = Tag::parse_in(namespace, name)
            {
                keep(distance, n_media, &tag);
            }
        })?;
        let is_asked = |tag: &Tag| pattern.namespace.as_deref().is_none_or(|namespace| namespace == tag.namespace());
        for (alias, tag) in self.vocabulary()?.aliases().filter(|(_, tag)| is_asked(tag)) {
            if let Some(distance) = distance(alias.name(), most) {
                match self.catalog.count_tagged(tag)? {
                    0 => {}
                    n_media => keep(distance, n_media, tag),
                }
            }
        }
        Ok(best.map(|(_, _, tag)| tag))
    }
}

/// Whether two names do not differ by a number: `evangelion_2` is no slip for `evangelion_3`.
fn has_same_digits(one: &Tag, other: &Tag) -> bool {
    let digits = |tag: &Tag| tag.name().chars().filter(char::is_ascii_digit).collect::<String>();
    digits(one) == digits(other)
}
