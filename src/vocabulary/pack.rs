//! Packs a vocabulary for [`built_in`](super::built_in); the build script alone uses it.

use super::{Error, UserWords, Vocabulary};

impl Vocabulary {
    /// Makes a vocabulary of files that may use each other's words.
    pub(crate) fn of_files(files: Vec<UserWords>) -> Result<Self, Error> {
        let definitions = files.into_iter().flat_map(|file| file.definitions).collect();
        Self::default().with(UserWords { definitions, ..UserWords::default() })
    }

    /// The words, and apart from them their names in paths, which many runs of the program do not need.
    pub(crate) fn packed(&self) -> Result<(Vec<u8>, Vec<u8>), postcard::Error> {
        Ok((postcard::to_stdvec(self)?, postcard::to_stdvec(self.names())?))
    }
}
