//! Known tags that are spelled nearly like one that nothing is known of.
//!
//! What a gallery uses comes first: a person who types `hinatta` means the Hinata of their own pictures, and not a stranger of
//! the vocabulary.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::Gallery;
use super::error::Result;
use crate::query::expr::TagPattern;
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag, edit_distance};

/// A slip for so many letters of a name, as in [`crate::vocabulary::Vocabulary::nearest`].
const LETTERS_A_SLIP: usize = 4;

/// The most slips in one name.
const MOST_SLIPS: usize = 3;

/// The fewest letters of a word within a name that may be what was meant: shorter ones are near to everything.
const MIN_WORD: usize = 5;

impl Gallery {
    /// A known tag that is spelled nearly like one that nothing is known of.
    pub(super) fn near_miss(&self, tag: &Tag) -> Result<Option<Tag>> {
        if self.is_known(tag)? {
            return Ok(None);
        }
        if let Some(near) = self.near_in_use(tag)? {
            return Ok(Some(near));
        }
        let near = self.vocabulary()?.nearest(tag.name());
        Ok(near.filter(|near| near != tag && near.namespace() == tag.namespace()))
    }

    /// A tag in use that a new series, character or emotion may be meant for: its name is among the words of that tag, or differs
    /// by a slip, and not by a number.
    pub(super) fn near_in_use(&self, tag: &Tag) -> Result<Option<Tag>> {
        if ![SERIES, CHARACTER, EMOTION].contains(&tag.namespace()) || self.is_known(tag)? {
            return Ok(None);
        }
        // A character may be named by one of several names, a series by the beginning of its title.
        if tag.namespace() != EMOTION
            && let Some(holder) = self.holder_of(tag)?
        {
            return Ok(Some(holder));
        }
        let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
        let near = self.slip_in_use(&TagPattern::from(tag), false)?;
        Ok(near.filter(|near| digits(near.name()) == digits(tag.name())))
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
        if let Some(near) = self.slip_in_use(&of_any, true)? {
            return Ok(Some(near));
        }
        let typed = match pattern.namespace.as_deref() {
            None | Some("") => pattern.name.clone(),
            Some(namespace) => format!("{namespace}:{}", pattern.name),
        };
        Ok(vocabulary.nearest(&typed).filter(|near| near.name() != pattern.name))
    }

    /// The tag in use of which a name, or with `by_words` a word of a name, is nearest to a text, the most used of equally
    /// near ones.
    fn slip_in_use(&self, pattern: &TagPattern, by_words: bool) -> Result<Option<Tag>> {
        let wanted: Vec<char> = pattern.name.chars().collect();
        let most = (wanted.len() / LETTERS_A_SLIP).min(MOST_SLIPS);
        if most == 0 {
            return Ok(None);
        }
        let any = TagPattern { namespace: pattern.namespace.clone(), name: "*".to_owned() };
        let used = self.catalog.list_tags(&[any])?;
        let n_media: HashMap<&Tag, u64> = used.iter().map(|known| (&known.tag, known.n_media)).collect();
        let own = used.iter().map(|known| (&known.tag, &known.tag));
        let others = self.vocabulary()?.aliases().filter(|(_, tag)| n_media.contains_key(tag));
        let near = own.chain(others).filter_map(|(name, tag)| {
            let words = name.name().split('_').map(|word| word.trim_matches(['(', ')']));
            let words = words.filter(|word| by_words && word.chars().count() >= MIN_WORD);
            let distances = words.chain([name.name()]).filter_map(|word| edit_distance(&wanted, word, most));
            Some(((distances.min()?, Reverse(n_media.get(tag).copied()), tag), tag))
        });
        Ok(near.min().map(|(_, tag)| tag.clone()))
    }
}
