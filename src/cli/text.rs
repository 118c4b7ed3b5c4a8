//! Text measured in the cells of a terminal: cut, padded and broken to fit.
//!
//! Japanese characters take two cells, combining marks none. The text must be escaped already: a control character would
//! count as no cell here and move the cursor on the screen.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many cells a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The beginning of a text, with `…` in place of what does not fit.
pub(super) fn clip(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let mut out: String = fitting(text.chars(), cells).collect();
    if cells > 0 {
        out.push('…');
    }
    out
}

/// The end of a text, with `…` in place of what does not fit: of a path, the name is what tells it apart.
pub(super) fn clip_start(text: &str, cells: usize) -> String {
    if width(text) <= cells {
        return text.to_owned();
    }
    let end: Vec<char> = fitting(text.chars().rev(), cells).collect();
    let ellipsis = if cells > 0 { "…" } else { "" };
    ellipsis.chars().chain(end.into_iter().rev()).collect()
}

/// The first characters that fit beside an ellipsis.
fn fitting(chars: impl Iterator<Item = char>, cells: usize) -> impl Iterator<Item = char> {
    let mut used = 1;
    chars.take_while(move |c| {
        used += c.width().unwrap_or(0);
        used <= cells
    })
}

/// A text of exactly so many cells: cut, or followed by blanks.
pub(super) fn pad(text: &str, cells: usize) -> String {
    let mut out = clip(text, cells);
    out.extend(std::iter::repeat_n(' ', cells.saturating_sub(width(&out))));
    out
}

/// A text in lines of at most so many cells (two at least), broken at blanks where there are any.
pub(super) fn wrap(text: &str, cells: usize) -> Vec<String> {
    let cells = cells.max(2);
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is a line from the beginning");
        let joined = width(line) + usize::from(!line.is_empty()) + width(word);
        if joined <= cells {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(String::new());
        }
        for c in word.chars() {
            let line = lines.last_mut().expect("there is a line from the beginning");
            if width(line) + c.width().unwrap_or(0) > cells {
                lines.push(c.to_string());
            } else {
                line.push(c);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_by_cells_and_not_by_characters() {
        for (text, cells, start, end) in [
            ("nagisa", 6, "nagisa", "nagisa"),
            ("nagisa", 4, "nag…", "…isa"),
            ("泣き顔", 6, "泣き顔", "泣き顔"),
            ("泣き顔", 5, "泣き…", "…き顔"),
            ("泣き顔", 4, "泣…", "…顔"),
            ("nagisa", 1, "…", "…"),
            ("nagisa", 0, "", ""),
        ] {
            assert_eq!((clip(text, cells).as_str(), clip_start(text, cells).as_str()), (start, end));
            assert_eq!(width(&pad(text, cells)), cells, "{text} {cells}");
        }
    }

    #[test]
    fn lines_break_at_blanks_and_words_that_are_too_long_anywhere() {
        for (text, cells, lines) in [
            ("the big family", 8, vec!["the big", "family"]),
            ("だんご大家族", 5, vec!["だん", "ご大", "家族"]),
            ("a dangodango", 5, vec!["a", "dango", "dango"]),
            ("", 5, vec![""]),
        ] {
            assert_eq!(wrap(text, cells), lines);
        }
    }
}
