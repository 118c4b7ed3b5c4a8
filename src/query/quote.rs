//! The words of a line of dialogue, and whether a line has given words: the meaning of `quote:`.
//!
//! Japanese has no spaces, so a run of kana and kanji is one word that any part of it finds; other words are found by
//! their beginnings. Case, full-width forms and punctuation make no difference.

use crate::tag::composed;

/// A run of letters and digits, all of scripts with spaces or all of scripts without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordRun {
    /// In lower case.
    pub text: String,
    /// Of a script that is written without spaces.
    pub is_unspaced: bool,
}

/// Whether a quote has all words of `asked`. No quote has those of a text without words.
pub(in crate::query) fn has_words(quote: &str, asked: &str) -> bool {
    let (asked, there) = (runs(asked), runs(quote));
    let has = |word: &WordRun| {
        there.iter().any(|run| {
            let is_found =
                if word.is_unspaced { run.text.contains(&word.text) } else { run.text.starts_with(&word.text) };
            run.is_unspaced == word.is_unspaced && is_found
        })
    };
    !asked.is_empty() && asked.iter().all(has)
}

/// Splits a text into its runs, in order.
pub fn runs(text: &str) -> Vec<WordRun> {
    let mut runs: Vec<WordRun> = Vec::new();
    let mut is_open = false;
    for c in composed(text).chars().map(narrow).flat_map(char::to_lowercase) {
        if !c.is_alphanumeric() {
            is_open = false;
            continue;
        }
        let is_unspaced = is_unspaced(c);
        match runs.last_mut().filter(|run| is_open && run.is_unspaced == is_unspaced) {
            Some(run) => run.text.push(c),
            None => runs.push(WordRun { text: c.to_string(), is_unspaced }),
        }
        is_open = true;
    }
    runs
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '々' | '〆'
        | '\u{FF66}'..='\u{FF9F}' | '\u{20000}'..='\u{3FFFF}' | '\u{AC00}'..='\u{D7AF}')
}

/// Full-width letters and digits as plain ones.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_words_are_found_by_any_part_and_others_by_their_beginning() {
        let line = "渚: 「泣いてもいいのは…」 Don't CRY, Ｎａｇｉｓａ! カ\u{3099}";
        for asked in ["泣", "いい", "泣いて", "cry", "CRY!", "nag", "渚 cry", "don't", "ガ"] {
            assert!(has_words(line, asked), "{asked}");
        }
        for asked in ["笑", "ry", "泣いい", "渚泣", "", "…", "cry laugh"] {
            assert!(!has_words(line, asked), "{asked}");
        }
    }
}
