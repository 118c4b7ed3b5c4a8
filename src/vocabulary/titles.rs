//! The names under which a tag is shown, a language each.

use serde::{Deserialize, Serialize};

/// What a vocabulary file says of them, as it is written there.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Titles {
    pub(super) english: Option<String>,
    pub(super) japanese: Option<String>,
    /// In simplified characters.
    pub(super) chinese: Option<String>,
}

impl Titles {
    /// Takes over what another file says.
    pub(super) fn take(&mut self, newer: Self) {
        let Self { english, japanese, chinese } = newer;
        self.english = english.or(self.english.take());
        self.japanese = japanese.or(self.japanese.take());
        self.chinese = chinese.or(self.chinese.take());
    }
}
