//! What is wrong with a query, where, and what to write instead.
//!
//! An [`Error`] is a place and a kind; its `Display` is the message alone, [`Error::hint`] what to write instead, and
//! [`Error::render`] (in `caret`) all of it with the query. Messages quote the query with control characters escaped,
//! for they end up on a terminal.

use std::ops::Range;

use super::{MAX_BYTES, MAX_DEPTH, MAX_TERMS};
use crate::tag;

/// Why a text is not a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}")]
pub struct Error {
    /// The bytes of the query that are at fault; empty for a place between two characters.
    pub span: Range<usize>,
    /// What is wrong with them.
    pub kind: ErrorKind,
}

/// What can be wrong with a query. Texts are as they were given, shortened if they are very long.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// More than [`MAX_BYTES`].
    #[error("the query is too long: {MAX_BYTES} bytes are the most")]
    TooLong,
    /// More than [`MAX_DEPTH`] groups within each other.
    #[error("the parentheses are nested too deeply: {MAX_DEPTH} are the most")]
    TooDeep,
    /// More than [`MAX_TERMS`] conditions.
    #[error("the query has too many terms: {MAX_TERMS} are the most")]
    TooManyTerms,
    /// A `(` without its `)`.
    #[error("this parenthesis is never closed")]
    UnclosedGroup,
    /// A `)` without its `(`.
    #[error("this parenthesis closes nothing")]
    UnopenedGroup,
    /// `()`.
    #[error("there is nothing between these parentheses")]
    EmptyGroup,
    /// A parenthesis in a name that has no partner there.
    #[error("a parenthesis in the name {0:?} has no partner")]
    UnbalancedName(String),
    /// A quote without its partner.
    #[error("this quote is never closed")]
    UnclosedQuote,
    /// Something directly after a closing quote.
    #[error("a space is missing after the closing quote")]
    TextAfterQuote,
    /// `and`, `or`, `-` or `~` with nothing to work on.
    #[error("{operator:?} needs a term {side} it")]
    MissingOperand {
        /// The operator.
        operator: &'static str,
        /// `before` or `after`.
        side: &'static str,
    },
    /// `--`, `-~`, `~-` or `~~`.
    #[error("{operator:?} cannot be followed by another \"-\" or \"~\"")]
    DoubledOperator {
        /// The first of the two.
        operator: &'static str,
    },
    /// `not` before a term.
    #[error("\"not\" is an operator of the query language, not a tag")]
    Negation {
        /// What is not wanted, as it was given.
        negated: String,
    },
    /// The word is no possible tag.
    #[error(transparent)]
    Tag(tag::Error),
    /// An asterisk before the colon.
    #[error("a namespace cannot hold an asterisk")]
    WildcardNamespace {
        /// What stands after the colon.
        name: String,
    },
    /// Nothing after the colon.
    #[error("there is nothing after the colon of {0:?}")]
    MissingValue(String),
    /// `width>1920`.
    #[error("a colon is missing after {metatag:?}")]
    MissingColon {
        /// The metatag.
        metatag: &'static str,
        /// The comparison that follows it.
        value: String,
    },
    /// `wdith:>1920`: the value is a range, and the word is like a metatag.
    #[error("there is no metatag {word:?}")]
    UnknownMetatag {
        /// The word.
        word: String,
        /// The metatag that is most like it.
        nearest: &'static str,
    },
    /// `stars:>3`: a comparison of tags, which are names.
    #[error("tags cannot be compared, and {namespace:?} is no metatag")]
    ComparedTag {
        /// What stands before the colon.
        namespace: String,
    },
    /// A metatag of another program or of Danbooru that has no meaning here.
    #[error("{word:?} is not a metatag here, and no namespace can have its name")]
    NotOffered {
        /// The word.
        word: String,
        /// What to write instead.
        instead: &'static str,
    },
    /// A metatag of Danbooru, where no tag has it as its namespace.
    #[error("{word:?} is no metatag here, and no tag is in a namespace of that name")]
    Foreign {
        /// The word.
        word: String,
        /// What to write instead.
        instead: &'static str,
    },
    /// A value that cannot be read.
    #[error("{value:?} is no value for {metatag:?}")]
    BadValue {
        /// The metatag.
        metatag: &'static str,
        /// The value.
        value: String,
        /// What is understood.
        expected: &'static str,
        /// A term that is right.
        example: &'static str,
    },
    /// A word that is none of a fixed list.
    #[error("{metatag:?} does not know {value:?}")]
    UnknownWord {
        /// The metatag.
        metatag: &'static str,
        /// The word.
        value: String,
        /// The words that there are.
        known: &'static [&'static str],
        /// The one that is most like it.
        nearest: Option<&'static str>,
        /// What to write instead of a word of Danbooru's.
        instead: Option<&'static str>,
    },
    /// A number that no picture can reach.
    #[error("the number {0:?} is too large")]
    TooLarge(String),
    /// A second `order:` or `limit:`.
    #[error("{0:?} can be given only once")]
    Repeated(&'static str),
    /// `order:` or `limit:` within parentheses or after `-` or `~`.
    #[error("{0:?} is about the whole listing, so it cannot be negated, optional or in parentheses")]
    NotACondition(&'static str),
}

impl Error {
    pub(super) fn new(span: Range<usize>, kind: ErrorKind) -> Self {
        Self { span, kind }
    }

    /// A word for the kind, for programs; it stays when messages change.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            ErrorKind::TooLong => "too_long",
            ErrorKind::TooDeep => "too_deep",
            ErrorKind::TooManyTerms => "too_many_terms",
            ErrorKind::UnclosedGroup => "unclosed_group",
            ErrorKind::UnopenedGroup => "unopened_group",
            ErrorKind::EmptyGroup => "empty_group",
            ErrorKind::UnbalancedName(_) => "unbalanced_name",
            ErrorKind::UnclosedQuote => "unclosed_quote",
            ErrorKind::TextAfterQuote => "text_after_quote",
            ErrorKind::MissingOperand { .. } => "missing_operand",
            ErrorKind::DoubledOperator { .. } => "doubled_operator",
            ErrorKind::Negation { .. } | ErrorKind::Tag(_) => "tag",
            ErrorKind::WildcardNamespace { .. } => "wildcard_namespace",
            ErrorKind::MissingValue(_) => "missing_value",
            ErrorKind::MissingColon { .. } => "missing_colon",
            ErrorKind::UnknownMetatag { .. } => "unknown_metatag",
            ErrorKind::ComparedTag { .. } => "compared_tag",
            ErrorKind::NotOffered { .. } => "not_offered",
            ErrorKind::Foreign { .. } => "foreign",
            ErrorKind::BadValue { .. } => "bad_value",
            ErrorKind::UnknownWord { .. } => "unknown_word",
            ErrorKind::TooLarge(_) => "too_large",
            ErrorKind::Repeated(_) => "repeated",
            ErrorKind::NotACondition(_) => "not_a_condition",
        }
    }

    /// What to put in the place of the span, where one thing would mend the query.
    pub fn replacement(&self, query: &str) -> Option<String> {
        match &self.kind {
            // The value may be shortened, or an example.
            ErrorKind::MissingColon { metatag, value } => {
                let is_whole = query.get(self.span.clone()).is_some_and(|text| text.ends_with(value));
                is_whole.then(|| format!("{metatag}:{value}"))
            }
            ErrorKind::UnknownMetatag { nearest, .. }
            | ErrorKind::UnknownWord { nearest: Some(nearest), instead: None, .. } => Some((*nearest).to_owned()),
            ErrorKind::Negation { .. } => {
                Some(format!("-{}", query.get(self.span.clone())?.get("not".len()..)?.trim_start()))
            }
            _ => None,
        }
    }

    /// What to write instead, as a sentence without its full stop, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        Some(match &self.kind {
            ErrorKind::TooLong | ErrorKind::TooDeep | ErrorKind::TooManyTerms | ErrorKind::Repeated(_) => return None,
            ErrorKind::UnclosedGroup => {
                "add the missing \")\"; a name that ends in one can be quoted: \":)\"".to_owned()
            }
            ErrorKind::UnopenedGroup | ErrorKind::UnbalancedName(_) => {
                "if it is part of a name, quote the name: \"like_(this\"".to_owned()
            }
            ErrorKind::EmptyGroup => "leave them out, or put a term between them".to_owned(),
            ErrorKind::UnclosedQuote => r#"close it; a quote that is part of a name is written "\"so\"""#.to_owned(),
            ErrorKind::TextAfterQuote => {
                r#"the quotes go around the whole value: character:"nagisa furukawa""#.to_owned()
            }
            ErrorKind::MissingOperand { operator: operator @ ("and" | "or"), .. } => {
                format!("a tag cannot be called {operator:?}; alternatives are written crying or sad")
            }
            ErrorKind::MissingOperand { .. } => "put it directly before a term: -happy_tears".to_owned(),
            ErrorKind::DoubledOperator { operator } => format!("use parentheses: {operator}(-crying)"),
            ErrorKind::Tag(tag::Error::Character { character: ',', .. }) => {
                "terms are separated by spaces: crying sad".to_owned()
            }
            ErrorKind::Negation { negated } => format!("what is not wanted has a minus before it: -{negated}"),
            ErrorKind::Tag(tag::Error::Operator(_)) => {
                "what is not wanted has a minus before it: -happy_tears".to_owned()
            }
            ErrorKind::Tag(_) => return None,
            ErrorKind::WildcardNamespace { name } => format!("a bare {name:?} already fits any namespace"),
            ErrorKind::MissingValue(word) => {
                format!("write the value directly after the colon, as in {word}:…, without a space")
            }
            ErrorKind::MissingColon { metatag, value } => format!("write {metatag}:{value}"),
            ErrorKind::UnknownMetatag { nearest, .. } => format!("did you mean {nearest}:?"),
            ErrorKind::ComparedTag { namespace } => {
                format!("name each, as in {namespace}:4 or {namespace}:5; {namespace}:* is any of them")
            }
            ErrorKind::NotOffered { instead, .. } => format!("write {instead}"),
            ErrorKind::Foreign { instead, .. } => (*instead).to_owned(),
            ErrorKind::BadValue { expected, example, .. } => format!("it takes {expected}, as in {example}"),
            ErrorKind::UnknownWord { known, nearest, instead, .. } => {
                let remark = match (instead, nearest) {
                    (Some(instead), _) => format!("{instead}; "),
                    (None, Some(word)) => format!("did you mean {word}? "),
                    (None, None) => String::new(),
                };
                format!("{remark}the words are {}", known.join(", "))
            }
            ErrorKind::TooLarge(_) => "any value is allowed up to 2^63 of its smallest unit".to_owned(),
            ErrorKind::NotACondition(metatag) => format!("write {metatag}:… once, outside of parentheses"),
        })
    }
}

/// A text short enough for a message.
pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
