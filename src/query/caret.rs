//! Draws an error for a terminal: the message, the query with carets under the place, a hint.
//!
//! Columns are counted as terminals count them, so that the carets are right under Japanese. Nothing of the query that
//! could move the cursor reaches the terminal. Colours and the word "error" are the caller's.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Error;

/// The most columns of the query that are shown: a line of most terminals, with some room.
const WINDOW: usize = 100;

/// The most of these columns before the place, so that it is near the middle.
const WINDOW_BEFORE: usize = 48;

impl Error {
    /// Draws the message, the query with carets under the place, and the hint if there is one: three or four lines, the
    /// last without an end of line. Of a long query only the part around the place is shown.
    ///
    /// `query` is the text that was parsed.
    ///
    /// ```
    /// let query = "crying width:wide";
    /// let error = nakigao::query::parse(query).unwrap_err();
    /// assert_eq!(error.render(query), [
    ///     r#""wide" is no value for "width""#,
    ///     "  crying width:wide",
    ///     "               ^^^^",
    ///     "it takes pixels or a range of them, as in width:>=1920",
    /// ].join("\n"));
    /// ```
    pub fn render(&self, query: &str) -> String {
        let part = |range: Range<usize>| clean(query.get(range).unwrap_or(""));
        let mut before = part(0..self.span.start);
        let mut marked = part(self.span.clone());
        let mut after = part(self.span.end..query.len());
        if before.width() + marked.width() + after.width() > WINDOW {
            let tail = tail_of(&before, WINDOW_BEFORE);
            if tail.len() < before.len() {
                before = format!("…{tail}");
            }
            let room = WINDOW - before.width() - 1;
            let head = head_of(&marked, room);
            if head.len() < marked.len() {
                (marked, after) = (head.to_owned(), "…".to_owned());
            } else {
                let head = head_of(&after, room - marked.width());
                if head.len() < after.len() {
                    after = format!("{head}…");
                }
            }
        }
        let indent = " ".repeat(before.width());
        let carets = "^".repeat(marked.width().max(1));
        let hint = self.hint().map(|hint| format!("\n{hint}")).unwrap_or_default();
        format!("{self}\n  {before}{marked}{after}\n  {indent}{carets}{hint}")
    }
}

/// The same text with nothing in it that moves a cursor or turns the direction of writing.
fn clean(text: &str) -> String {
    let moves = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if moves(c) { '\u{FFFD}' } else { c }).collect()
}

/// The longest end of a text that is at most so many columns wide.
fn tail_of(text: &str, columns: usize) -> &str {
    let len = prefix_len(text.chars().rev(), columns);
    text.get(text.len() - len..).unwrap_or("")
}

/// The longest beginning of a text that is at most so many columns wide.
fn head_of(text: &str, columns: usize) -> &str {
    text.get(..prefix_len(text.chars(), columns)).unwrap_or("")
}

/// How many bytes of the characters fit into so many columns.
fn prefix_len(chars: impl Iterator<Item = char>, columns: usize) -> usize {
    let mut left = columns;
    chars
        .map_while(|c| {
            left = left.checked_sub(c.width().unwrap_or(0))?;
            Some(c.len_utf8())
        })
        .sum()
}
