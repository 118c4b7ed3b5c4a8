//! The words of a query, each with the bytes it came from.
//!
//! Only here are spaces, quotes, backslashes and parentheses looked at. The hard part is Danbooru's: names hold
//! parentheses (`saber_(fate)`), and some hold only one (`>:(`), yet parentheses also group. As there, a `)` belongs to
//! the word unless a group is open and the word has not opened it. Beyond Danbooru, a `(` whose partner is followed at
//! once by more of the word begins a face (`(o)_(o)`), and a `)` in the middle of a word may close a group.
//!
//! This file does not know which words are metatags or whether a name is a possible tag.

use std::ops::Range;

use super::error::{Error, ErrorKind};
use super::{MAX_DEPTH, MAX_TERMS};
use crate::tag;

/// The tags that Danbooru lets be unbalanced.
const FACES: [&str; 6] = [":)", ":(", ";)", ";(", ">:)", ">:("];

/// One token and its place in the query.
#[derive(Debug)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Range<usize>,
}

#[derive(Debug)]
pub(super) enum TokenKind {
    Open,
    Close,
    Not,
    Optional,
    And,
    Or,
    Term(RawTerm),
}

/// A term: what stands before its first colon, if that could be a namespace or metatag, and the rest.
#[derive(Debug)]
pub(super) struct RawTerm {
    /// As it was given, without the colon.
    pub(super) qualifier: Option<String>,
    pub(super) value: Value,
}

/// A text without its quotes and backslashes.
#[derive(Debug)]
pub(super) struct Value {
    pub(super) text: String,
    pub(super) span: Range<usize>,
    pub(super) is_quoted: bool,
    /// Whether the text is byte for byte what stands at the span.
    is_verbatim: bool,
}

impl Value {
    /// The place in the query of a part of the text; of the whole if escapes have moved its bytes.
    pub(super) fn part(&self, part: Range<usize>) -> Range<usize> {
        if self.is_verbatim { self.span.start + part.start..self.span.start + part.end } else { self.span.clone() }
    }

    /// The value read as a term of its own, as that of `tag:` is.
    pub(super) fn as_term(&self) -> RawTerm {
        let whole =
            |text: &str, from: usize| Value { text: text.to_owned(), span: self.part(from..self.text.len()), ..*self };
        match self.text.split_once(':') {
            Some((qualifier, rest)) if !self.is_quoted && is_qualifier(qualifier) => {
                RawTerm { qualifier: Some(qualifier.to_owned()), value: whole(rest, qualifier.len() + 1) }
            }
            _ => RawTerm { qualifier: None, value: whole(&self.text, 0) },
        }
    }

    /// The text between commas, trimmed, each with its place in the query.
    pub(super) fn items(&self) -> impl Iterator<Item = (&str, Range<usize>)> {
        let mut at = 0;
        self.text.split(',').map(move |item| {
            let start = at + (item.len() - item.trim_start().len());
            at += item.len() + 1;
            let item = item.trim();
            (item, self.part(start..start + item.len()))
        })
    }
}

/// Splits a query into tokens whose parentheses are balanced.
pub(super) fn scan(query: &str) -> Result<Vec<Token>, Error> {
    TokenScanner { query, at: 0, groups: Vec::new() }.scan()
}

/// Whether a text could stand before the colon of a tag or metatag.
pub(super) fn is_qualifier(text: &str) -> bool {
    let probe = format!("{}:x", tag::normalise(text));
    tag::split_namespace(&probe).is_some_and(|(_, name)| name == "x")
}

/// The first parenthesis of a text that has no partner.
pub(super) fn unbalanced(text: &str) -> Option<usize> {
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' => open.push(at),
            ')' if open.pop().is_none() => return Some(at),
            _ => {}
        }
    }
    open.first().copied()
}

struct TokenScanner<'a> {
    query: &'a str,
    at: usize,
    /// Where the groups that are open began.
    groups: Vec<usize>,
}

impl TokenScanner<'_> {
    fn scan(mut self) -> Result<Vec<Token>, Error> {
        let mut tokens = Vec::new();
        let mut n_words = 0;
        while let Some(start) = self.skip_space() {
            let kind = self.token()?;
            n_words += usize::from(matches!(kind, TokenKind::Term(_)));
            if n_words > MAX_TERMS {
                return Err(Error::new(start..self.at, ErrorKind::TooManyTerms));
            }
            tokens.push(Token { kind, span: start..self.at });
        }
        match self.groups.last() {
            Some(&open) => Err(Error::new(open..open + 1, ErrorKind::UnclosedGroup)),
            None => Ok(tokens),
        }
    }

    fn rest(&self) -> &str {
        self.query.get(self.at..).unwrap_or("")
    }

    fn skip_space(&mut self) -> Option<usize> {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        (self.at < self.query.len()).then_some(self.at)
    }

    fn token(&mut self) -> Result<TokenKind, Error> {
        let start = self.at;
        let kind = match self.rest().chars().next() {
            Some('(') if !begins_face(self.rest()) => {
                if self.groups.len() == MAX_DEPTH {
                    return Err(Error::new(start..start + 1, ErrorKind::TooDeep));
                }
                self.groups.push(start);
                TokenKind::Open
            }
            Some(')') => {
                if self.groups.pop().is_none() {
                    return Err(Error::new(start..start + 1, ErrorKind::UnopenedGroup));
                }
                TokenKind::Close
            }
            Some('-') => TokenKind::Not,
            Some('!') if self.rest()[1..].starts_with(|c: char| c.is_alphanumeric() || c == '(') => TokenKind::Not,
            Some('~') => TokenKind::Optional,
            _ => return self.word(),
        };
        self.at += 1;
        Ok(kind)
    }

    fn word(&mut self) -> Result<TokenKind, Error> {
        if self.rest().starts_with('"') {
            let value = self.quoted('"')?;
            return Ok(TokenKind::Term(RawTerm { qualifier: None, value }));
        }
        if let Some((sign, kind)) = operator_sign(self.rest()) {
            self.at += sign.len();
            return Ok(kind);
        }
        let word = match face(self.rest(), self.groups.len()) {
            Some(face) => RawTerm { qualifier: None, value: self.take(face.len(), face.to_owned()) },
            None => self.plain()?,
        };
        Ok(match &word {
            RawTerm { qualifier: None, value } if value.text.eq_ignore_ascii_case("and") => TokenKind::And,
            RawTerm { qualifier: None, value } if value.text.eq_ignore_ascii_case("or") => TokenKind::Or,
            _ => TokenKind::Term(word),
        })
    }

    /// A word without a quote at its beginning, up to a space or to the end of the group it stands in.
    fn plain(&mut self) -> Result<RawTerm, Error> {
        let start = self.at;
        let rest = self.query.get(start..).unwrap_or("");
        let mut qualifier = None;
        let mut text = String::new();
        let mut n_open = 0_usize;
        let mut is_first_colon = true;
        let mut len = rest.len();
        let mut chars = rest.char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            match c {
                _ if c.is_whitespace() => {
                    len = i;
                    break;
                }
                ')' if n_open == 0 && !self.groups.is_empty() => {
                    len = i;
                    break;
                }
                // `crying|sad`; faces such as `|_|` have no letters on both sides.
                '|' | '&'
                    if qualifier.is_none()
                        && text.ends_with(char::is_alphanumeric)
                        && rest[i..].trim_start_matches(c).starts_with(char::is_alphanumeric) =>
                {
                    len = i;
                    break;
                }
                '(' => n_open += 1,
                ')' => n_open = n_open.saturating_sub(1),
                ':' if is_first_colon => {
                    is_first_colon = false;
                    if is_qualifier(&text) {
                        qualifier = Some(std::mem::take(&mut text));
                        self.at = start + i + 1;
                        match chars.peek() {
                            Some(&(_, quote @ ('"' | '\''))) => {
                                return Ok(RawTerm { qualifier, value: self.quoted(quote)? });
                            }
                            _ => continue,
                        }
                    }
                }
                '\\' if qualifier.is_some() => {
                    if let Some((_, space)) = chars.next_if(|(_, c)| c.is_whitespace()) {
                        text.push(space);
                        continue;
                    }
                }
                _ => {}
            }
            text.push(c);
        }
        let value = self.take(start + len - self.at, text);
        Ok(RawTerm { qualifier, value })
    }

    fn take(&mut self, len: usize, text: String) -> Value {
        let span = self.at..self.at + len;
        self.at = span.end;
        Value { is_verbatim: len == text.len(), text, span, is_quoted: false }
    }

    /// A text between two quotes, the first of which is next; a word must end there.
    fn quoted(&mut self, quote: char) -> Result<Value, Error> {
        let start = self.at;
        let rest = self.query.get(start..).unwrap_or("");
        let mut text = String::new();
        let mut chars = rest.char_indices().skip(1).peekable();
        while let Some((i, c)) = chars.next() {
            if c == quote {
                self.at = start + i + c.len_utf8();
                if let Some(after) = self.rest().chars().next().filter(|&c| !c.is_whitespace() && c != ')') {
                    return Err(Error::new(self.at..self.at + after.len_utf8(), ErrorKind::TextAfterQuote));
                }
                return Ok(Value { text, span: start..self.at, is_quoted: true, is_verbatim: false });
            }
            let escaped = if c == '\\' { chars.next_if(|&(_, c)| c == quote || c == '\\') } else { None };
            text.push(escaped.map_or(c, |(_, c)| c));
        }
        Err(Error::new(start..start + 1, ErrorKind::UnclosedQuote))
    }
}

/// `|`, `||`, `&` or `&&` between two terms, as other search boxes have them.
pub(super) fn operator_sign(rest: &str) -> Option<(&str, TokenKind)> {
    let sign = ["||", "|", "&&", "&"].into_iter().find(|sign| rest.starts_with(sign))?;
    let after = rest[sign.len()..].chars().next();
    let ends = after.is_none_or(|c| c.is_whitespace() || c.is_alphanumeric() || "(-\"".contains(c));
    let kind = if sign.starts_with('|') { TokenKind::Or } else { TokenKind::And };
    ends.then(|| (&rest[..sign.len()], kind))
}

/// One of [`FACES`], when nothing follows it in its word but parentheses that close groups.
fn face(rest: &str, n_groups: usize) -> Option<&'static str> {
    FACES.into_iter().find(|face| {
        let Some(after) = rest.strip_prefix(face) else { return false };
        let tail = after.split(char::is_whitespace).next().unwrap_or("");
        tail.len() <= n_groups && tail.chars().all(|c| c == ')')
    })
}

/// Whether the `(` that comes next begins a face such as `(o)_(o)` and not a group.
fn begins_face(rest: &str) -> bool {
    let mut n_open = 0_usize;
    let mut chars = rest.chars();
    for c in chars.by_ref() {
        match c {
            '(' => n_open += 1,
            ')' => n_open = n_open.saturating_sub(1),
            // A face contains neither colon nor quote: this is a metatag or a quoted text.
            ':' | '"' => return false,
            _ if c.is_whitespace() => return false,
            _ => {}
        }
        if n_open == 0 {
            break;
        }
    }
    let is_next = |c: char| !c.is_whitespace() && !c.is_alphanumeric() && !"()-~\"".contains(c);
    n_open == 0 && chars.next().is_some_and(is_next)
}
