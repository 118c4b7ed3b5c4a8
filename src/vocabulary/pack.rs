//! Packs a vocabulary for [`built_in`](super::built_in); the build script alone uses it.

use super::name::split_qualifier;
use super::{Error, UserWords, Vocabulary};
use crate::tag::{CHARACTER, SERIES, Tag};

impl Vocabulary {
    /// Makes a vocabulary of files that may use each other's words.
    pub(crate) fn of_files(files: Vec<UserWords>) -> Result<Self, Error> {
        let definitions = files.into_iter().flat_map(|file| file.definitions).collect();
        let mut vocabulary = Self::default().with(UserWords { definitions, ..UserWords::default() })?;
        vocabulary.learn_costumes();
        vocabulary.refuse_cycles()?;
        Ok(vocabulary)
    }

    /// Lets a character in one guise imply the character: `hatsune_miku_(append)`, `nero_claudius_(bride)_(fate)`. Where the qualifier
    /// names a series, or the other one is of another series, it is somebody else who is called the same.
    fn learn_costumes(&mut self) {
        let mut costumes = Vec::new();
        for (id, word) in self.live().filter(|(_, word)| word.tag.namespace() == CHARACTER) {
            let Some((base, last)) = split_qualifier(word.tag.name()) else { continue };
            let (plain, guise, is_of_one_work) = match split_qualifier(base) {
                Some((person, guise)) => (format!("{person}_({last})"), guise, true),
                None => (base.to_owned(), last, false),
            };
            let Some(&plain) = self.known.get(&Tag::from_parts(CHARACTER, &plain)) else { continue };
            let is_series = self.known.contains_key(&Tag::from_parts(SERIES, guise));
            let has_same_series = || self.word(plain).parents.iter().any(|series| word.parents.contains(series));
            if plain != id && !is_series && (is_of_one_work || has_same_series()) {
                costumes.push((id, plain));
            }
        }
        for (id, plain) in costumes {
            self.add_parent(id, plain);
        }
    }

    /// The words, and apart from them their names in paths, which many runs of the program do not need.
    pub(crate) fn packed(&self) -> Result<(Vec<u8>, Vec<u8>), postcard::Error> {
        Ok((postcard::to_stdvec(self)?, postcard::to_stdvec(self.names())?))
    }
}
