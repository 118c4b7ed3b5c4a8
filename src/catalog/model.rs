//! The small types of a catalogue's columns: ids, and kinds that are stored as a number or as a word.

use std::fmt;
use std::rc::Rc;

use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, Value, ValueRef};

/// Rows as the argument of SQLite's `rarray`.
pub(super) fn array(media: &[MediaId]) -> Rc<Vec<Value>> {
    Rc::new(media.iter().map(|id| Value::Integer(id.0)).collect())
}

use crate::fingerprint::ContentHash;

macro_rules! row_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(super) i64);

        impl ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
                self.0.to_sql()
            }
        }

        impl FromSql for $name {
            fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
                i64::column_result(value).map(Self)
            }
        }
    };
}

row_id!(
    /// A folder that was imported.
    RootId
);
row_id!(
    /// A content.
    MediaId
);
row_id!(
    /// A path that holds a content.
    FileId
);
row_id!(
    /// A tag.
    TagId
);

row_id!(
    /// An entry of the journal.
    JournalId
);

impl JournalId {
    /// Its number, which people are shown.
    pub fn number(self) -> i64 {
        self.0
    }
}

/// An enum whose variants have a word, as stored and shown.
macro_rules! with_words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// Every one, in the order of their definition.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word for it, as stored and shown.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

with_words!(
    /// Who says that a media has a tag.
    Source {
        /// A person, on this media or on a selection.
        Hand = "hand",
        /// A person, on everything that an import found.
        Import = "import",
        /// The folders a file lies in, read by a template.
        Folder = "folder",
        /// The file's name.
        Name = "name",
        /// A gallery-dl sidecar.
        GalleryDl = "gallery-dl",
        /// A hydrus sidecar.
        Hydrus = "hydrus",
        /// A caption for training.
        Kohya = "kohya",
        /// An XMP packet or sidecar.
        Xmp = "xmp",
        /// An implication of another tag.
        Implied = "implied",
        /// A duplicate whose tags were taken over.
        Copied = "copied",
        /// A tagging model.
        Model = "model",
        /// The tags that a desktop keeps beside a file's content.
        Attribute = "attribute",
        /// What a model was asked to paint.
        Prompt = "prompt",
    }
);

with_words!(
    /// Why a file that was looked at is no media.
    UnreadKind {
        /// Neither its name nor its bytes are a picture's.
        Skipped = "skipped",
        /// Named or begun as a picture, but it cannot be decoded.
        Broken = "broken",
        /// A picture in a format that this program does not decode.
        Unsupported = "unsupported",
        /// Decoding it would exceed a limit.
        Limit = "limit",
        /// The operating system does not let it be read. Not recorded: a change of permissions does not show in a stamp.
        Unreadable = "unreadable",
    }
);

/// Stores the variants of an enum as numbers.
macro_rules! stored_as {
    ($name:ident { $($variant:ident = $number:literal),+ $(,)? }) => {
        impl $name {
            /// The number that is stored.
            pub(super) const fn number(self) -> i64 {
                match self { $(Self::$variant => $number),+ }
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.number().into())
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                match i64::column_result(value)? {
                    $($number => Ok(Self::$variant),)+
                    other => Err(rusqlite::types::FromSqlError::OutOfRange(other)),
                }
            }
        }
    };
}
pub(super) use stored_as;

stored_as!(Source {
    Hand = 1,
    Import = 2,
    Folder = 3,
    Name = 4,
    GalleryDl = 5,
    Hydrus = 6,
    Kohya = 7,
    Xmp = 8,
    Implied = 9,
    Copied = 10,
    Model = 11,
    Attribute = 12,
    Prompt = 13,
});

/// [`Source::Implied`] in the text of a statement: an index with this condition is used only if it is no parameter.
pub(super) const IMPLIED: i64 = Source::Implied.number();

impl ToSql for ContentHash {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.as_bytes())))
    }
}

impl FromSql for ContentHash {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 32]>::column_result(value).map(Self::from_bytes)
    }
}

impl ToSql for UnreadKind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.name()))
    }
}

impl FromSql for UnreadKind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        Self::from_name(value.as_str()?).ok_or(FromSqlError::InvalidType)
    }
}

/// What happened to one tag on one media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A source put it on.
    PutOn,
    /// It was taken off.
    TakenOff,
    /// A person does not want it back from other sources.
    Refused,
    /// Other sources may put it on again.
    NoLongerRefused,
    /// A guess was accepted.
    Confirmed,
}

stored_as!(Change { PutOn = 1, TakenOff = -1, Refused = 2, NoLongerRefused = -2, Confirmed = 3 });

/// What a rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RuleKind {
    /// The vocabulary says so, and a person does not want it.
    Unwanted,
    /// The child implies the parent.
    Implication,
    /// The child is another name of the parent.
    Alias,
    /// The child was renamed to the parent: an alias that no media has, whoever states it.
    Renamed,
}

/// Who made a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The vocabulary that the program ships, or a person's vocabulary file.
    Vocabulary,
    /// A command of a person.
    Person,
}

stored_as!(RuleKind { Unwanted = 0, Implication = 1, Alias = 2, Renamed = 3 });
stored_as!(Origin { Vocabulary = 1, Person = 2 });
