//! Aliases that a person does not want: they are no names of their tags any more, in lists, in names of files and in what is
//! completed. The shipped names stay packed, and these are left out where names are looked up.

use std::collections::HashSet;

use super::index::Names;
use super::name::{in_one_word, with_other_marks};
use super::{Definition, Vocabulary};
use crate::tag::Tag;

impl Vocabulary {
    /// Takes aliases away, each given with the tag that it was an alias of; one that is none of that tag stays.
    #[must_use]
    pub fn without(mut self, aliases: &[(Tag, Tag)]) -> Self {
        for (alias, tag) in aliases {
            let Some(id) = self.find(alias).filter(|&id| self.word(id).tag != *alias) else { continue };
            // A tag that a person renamed has a name that is not the vocabulary's.
            if self.find(tag).is_none_or(|owner| owner == id) {
                self.known.remove(alias);
                self.word_mut(id).aliases.retain(|known| known != alias);
                self.taken_away.insert(alias.clone(), id);
            }
        }
        if !self.taken_away.is_empty() {
            (self.names, self.slips) = Default::default();
        }
        self
    }
}

impl Names {
    /// Makes a word's alias no name of it, unless another of its names is spelt alike.
    pub(super) fn take_away(&mut self, id: u32, word: &Definition<u32>, alias: &Tag) {
        let nodes = |name: &str| -> HashSet<(u32, u32)> {
            let forms = std::iter::once(name.to_owned()).chain(with_other_marks(name)).chain(in_one_word(name));
            forms.filter_map(|form| self.node(&form)).map(|node| (node, id)).collect()
        };
        let left = std::iter::once(&word.tag).chain(&word.aliases).flat_map(|tag| nodes(tag.name())).collect();
        let taken: Vec<(u32, u32)> = nodes(alias.name()).difference(&left).copied().collect();
        self.taken_away.extend(taken);
    }
}
