//! What an entry of the journal records: what was done, and to what. A face says it in its own words.
//!
//! An action is kept as JSON, `{"verb":"tag","put_on":["emotion:crying"],…,"scope":{"named":["a.gif"],…}}`, so that later versions
//! can read it. But for the hash of an imported list it is for people alone: what is taken back stands in other tables. So paths are kept as they can be shown,
//! long lists are counted and long texts cut.

use serde::{Deserialize, Serialize};

use crate::tag::Tag;

/// The most names of a scope that are kept; the others are counted.
const MOST_NAMES: usize = 8;

/// The most characters of a text that are kept.
const MOST_CHARS: usize = 200;

/// What was done, by the verb of the operation. Tags are as they were spelled then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Tags of a selection were changed.
    Tag {
        /// Tags to put on.
        put_on: Vec<String>,
        /// Tags to take off, with wildcards.
        taken_off: Vec<String>,
        /// All guessed tags were accepted.
        accepted: bool,
        /// Of which media.
        scope: ActionScope,
    },
    /// A person's note was written, or taken off where it is empty.
    Note {
        /// The note.
        text: String,
        /// On which media.
        scope: ActionScope,
    },
    /// A content took over what people said of another.
    Adopt {
        /// The other.
        old: String,
        /// The one that took over.
        new: String,
    },
    /// Two media were said not to be the same.
    Reject {
        /// One of them.
        one: String,
        /// The other.
        other: String,
    },
    /// A rule between two tags was changed.
    ChangeRule {
        /// How.
        change: RuleAction,
        /// The tag that is another name, that implies, or that got another name.
        tag: String,
        /// The tag that it leads to.
        to: String,
    },
    /// Tags of media were joined to those that the vocabulary calls them by.
    JoinNames {
        /// The first of them, each with what it is called.
        names: Vec<(String, String)>,
        /// How many more there were.
        n_more: u64,
    },
    /// Rules of a vocabulary were taken over.
    ImportWords {
        /// The file.
        file: String,
        /// The content hash of a list, by which its names are kept; none where an earlier version kept them by the file's name.
        #[serde(default)]
        list: Option<String>,
        /// Names of the list came with it that were not there before: it is a change, even if no rule was.
        #[serde(default)]
        is_new: bool,
    },
    /// Tags came with the files of an import.
    Import {
        /// The file or folder that was imported.
        path: String,
    },
    /// Edited files took over what people said of what they held before.
    FollowEdits {
        /// The file or folder that was imported.
        path: String,
    },
    /// Duplicates were moved to the trash, and what people said of them went to those that are kept.
    Resolve {
        /// The files that were to be moved.
        scope: ActionScope,
    },
    /// What an earlier version recorded: the words of a command line.
    #[serde(skip)]
    Words(String),
}

/// What was done to a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleAction {
    /// The tag became another name.
    Alias,
    /// The tag implies the other one from then on.
    Imply,
    /// The tag was renamed.
    Rename,
    /// The tag is no other name any more.
    RemoveAlias,
    /// The tag no longer implies the other one. Earlier versions wrote the same for an alias.
    #[serde(alias = "remove")]
    RemoveImplication,
}

/// What an action was about: what was named, or asked for, or what of the named fits what was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionScope {
    /// The first paths and beginnings of hashes that were named.
    pub named: Vec<String>,
    /// How many more were named.
    pub n_more: u64,
    /// The query.
    pub query: Option<String>,
}

impl ActionScope {
    /// A scope of names and a query.
    pub fn new(named: impl IntoIterator<Item = String>, query: Option<String>) -> Self {
        let mut names = named.into_iter();
        let named = names.by_ref().take(MOST_NAMES).collect();
        Self { named, n_more: names.count() as u64, query: query.map(|query| excerpt(&query)) }
    }
}

impl Action {
    /// The joining of tags, each with what it is called.
    pub fn join_names(names: &[(Tag, Tag)]) -> Self {
        let kept = names.iter().take(MOST_NAMES).map(|(name, to)| (name.to_string(), to.to_string()));
        Self::JoinNames { names: kept.collect(), n_more: names.len().saturating_sub(MOST_NAMES) as u64 }
    }

    /// The action as it is stored: the words of an earlier version, or JSON.
    pub(super) fn to_columns(&self) -> (&str, Option<String>) {
        match self {
            Self::Words(words) => (words, None),
            action => ("", Some(serde_json::to_string(action).expect("texts, numbers and lists of them are JSON"))),
        }
    }

    /// Reads what [`Action::to_columns`] wrote; what no version wrote is shown as it is.
    pub(super) fn from_columns(words: String, action: Option<String>) -> Self {
        match action {
            None => Self::Words(words),
            Some(json) => serde_json::from_str(&json).unwrap_or(Self::Words(json)),
        }
    }
}

/// The beginning of a text, for an action.
pub fn excerpt(text: &str) -> String {
    match text.char_indices().nth(MOST_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_read_as_they_were_written() {
        let scope = ActionScope::new((0..20).map(|n| format!("{n}\u{fe0f} \"\n")), Some("泣".repeat(900)));
        assert_eq!((scope.named.len() as u64 + scope.n_more, scope.query.as_ref().unwrap().chars().count()), (20, 201));
        let one = ActionScope::new(["\u{fffd}.gif".to_owned()], None);
        let text = |text: &str| text.to_owned();
        for action in [
            Action::Tag { put_on: vec![text("a:b")], taken_off: vec![text("*")], accepted: true, scope },
            Action::Note { text: text("\"だんご\"\n"), scope: one.clone() },
            Action::ChangeRule { change: RuleAction::Rename, tag: text("a"), to: text("b") },
            Action::Resolve { scope: one },
            Action::JoinNames { names: vec![(text("a"), text("b"))], n_more: 3 },
            Action::ImportWords { file: text("a.csv"), list: Some(text("00")), is_new: true },
            Action::Words(text("tag -t a")),
        ] {
            let (words, json) = action.to_columns();
            assert_eq!(Action::from_columns(words.to_owned(), json.clone()), action, "{json:?}");
        }
        let json = r#"{"verb":"change_rule","change":"remove","tag":"a","to":"b"}"#;
        let earlier = Action::from_columns(String::new(), Some(json.to_owned()));
        assert!(matches!(earlier, Action::ChangeRule { change: RuleAction::RemoveImplication, .. }), "{earlier:?}");
        let json = r#"{"verb":"import_words","file":"a.csv"}"#;
        let earlier = Action::from_columns(String::new(), Some(json.to_owned()));
        assert_eq!(earlier, Action::ImportWords { file: text("a.csv"), list: None, is_new: false });
        let odd = Action::from_columns(String::new(), Some("{}".to_owned()));
        assert_eq!(odd, Action::Words("{}".to_owned()));
    }
}
