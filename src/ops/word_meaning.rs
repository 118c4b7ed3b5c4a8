//! What a bare word of a query was read as, and how that is said.

use std::fmt;

use crate::catalog::TagCount;
use crate::query::expr::Expr;

/// Tags of one word that are named; more are counted.
const MOST_NAMED: usize = 5;

/// A bare word, and what it was read as.
#[derive(Clone, Debug, PartialEq)]
pub struct WordReading {
    /// The word, or the words that are one name, as a query has them.
    pub word: String,
    /// What it was read as.
    pub meaning: WordMeaning,
}

/// What a bare word means.
#[derive(Clone, Debug, PartialEq)]
pub enum WordMeaning {
    /// Any of these tags, the most used first.
    Tags(Vec<TagCount>),
    /// Tags that several words are the name of, although each of the words is a tag by itself.
    Name(Vec<TagCount>),
    /// A tag that few have, beside this many others whose names hold the word.
    RareTag(TagCount, u64),
    /// A fact, or a tag that is called as the fact.
    Fact(Expr),
    /// What it means as a tag, or a text in names, because otherwise nothing fits the query.
    OrNames,
    /// Nothing, so that its negation leaves nothing out.
    Nothing,
    /// A text in names of files and folders, in notes, or in either.
    Text {
        /// Names of files or folders hold it.
        in_names: bool,
        /// Notes have it.
        in_notes: bool,
    },
}

impl fmt::Display for WordReading {
    /// Says what the word was read as.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meaning = match &self.meaning {
            WordMeaning::Tags(tags) => listed(tags),
            WordMeaning::Name(tags) => {
                let apart = self.word.split(' ').rev().collect::<Vec<_>>().join(" ");
                format!("{}, as one name; {apart} finds what has each of these tags", listed(tags))
            }
            WordMeaning::RareTag(known, n) => {
                let (word, tag, n_media) = (&self.word, &known.tag, known.n_media);
                format!("{tag} ({n_media}); text:{word} finds {n} more, by names of files and folders")
            }
            WordMeaning::Fact(condition) => condition.to_string(),
            WordMeaning::OrNames => "names of files and folders too, as nothing else fits all of it".to_owned(),
            WordMeaning::Nothing => return write!(f, "-{}: nothing has it, so nothing is left out", self.word),
            WordMeaning::Text { in_names: true, in_notes: false } => "names of files and folders".to_owned(),
            WordMeaning::Text { in_names: false, .. } => "notes".to_owned(),
            WordMeaning::Text { .. } => "names of files and folders, and notes".to_owned(),
        };
        write!(f, "{}: by {meaning}", self.word)
    }
}

fn listed(tags: &[TagCount]) -> String {
    let named = tags.iter().take(MOST_NAMED).map(|known| format!("{} ({})", known.tag, known.n_media));
    let more = match tags.len().saturating_sub(MOST_NAMED) {
        0 => None,
        1 => Some("1 tag more".to_owned()),
        n => Some(format!("{n} tags more")),
    };
    named.chain(more).collect::<Vec<_>>().join(", ")
}
