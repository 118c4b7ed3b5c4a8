//! Tells the kinds of `.txt` apart by the text alone: lines of hydrus or gallery-dl, or a caption of kohya.
//!
//! Several lines are a caption in three cases: a word that captions begin with (`1girl`, `solo`) stands between separators;
//! each but the last ends in a separator; each but the last holds one, and there are as many as lines. Otherwise there is one
//! tag a line, which may have a comma. One line with a separator is a caption. One line without is one tag, unless it has a
//! weight or an escaped bracket, which only prompts have.

use super::error::Error;
use super::statement::Statement;
use super::{Source, encoding, hydrus, kohya, prose};

/// Reads a text of either kind and says which it was.
///
/// Lines with underscores and without spaces are gallery-dl's, a caption with a known namespace is hydrus's with commas
/// for separators.
pub(super) fn read(bytes: &[u8]) -> Result<(Source, Statement), Error> {
    let (_, text) = encoding::decode(bytes, encoding::MAX_TEXT_BYTES)?;
    let text = text.trim();
    if is_caption(text) {
        let statement = kohya::caption(text);
        let is_typed = statement.words.iter().any(|word| word.namespace.is_some());
        return Ok((if is_typed { Source::Hydrus } else { Source::Kohya }, statement));
    }
    let statement = hydrus::lines(text);
    let is_booru = text.contains('_') && !text.split(encoding::is_line_break).any(|line| line.trim().contains(' '));
    Ok((if is_booru { Source::GalleryDl } else { Source::Hydrus }, statement))
}

fn is_caption(text: &str) -> bool {
    let is_prompt = || {
        let weight = text.strip_suffix(')').and_then(|inner| inner.rsplit_once(':')).map(|(_, weight)| weight);
        text.contains(r"\(") || text.contains(r"\)") || (text.starts_with('(') && weight.is_some_and(kohya::is_weight))
    };
    let lines: Vec<&str> = text.split(encoding::is_line_break).filter(|line| !line.trim().is_empty()).collect();
    match lines.as_slice() {
        [] => false,
        [line] => kohya::tokens(line).len() > 1 && !prose::is_sentence(line) || line.contains(',') || is_prompt(),
        [first @ .., _] => {
            let is_continued = |line: &&str| line.trim_end().ends_with([',', '，', '、']);
            let separators =
                |line: &&str| kohya::tokens(line).len().saturating_sub(1) + usize::from(is_continued(line));
            if lines.iter().any(|line| reads_as_caption(line)) {
                return lines.iter().any(|line| separators(line) > 0);
            }
            first.iter().all(|line| separators(line) > 0 && !prose::is_sentence(line))
                && (first.iter().all(is_continued) || lines.iter().map(separators).sum::<usize>() >= lines.len())
        }
    }
}

/// Whether a line has, between separators, a word that captions begin with (`1girl`, `solo`) or a full-width separator: no
/// list of titles has those.
fn reads_as_caption(line: &str) -> bool {
    let tokens = kohya::tokens(line);
    let is_count = |token: &&str| {
        let rest = token.trim_start_matches(|c: char| c.is_ascii_digit() || c == '+');
        rest.len() < token.len() && matches!(rest, "girl" | "girls" | "boy" | "boys" | "other" | "others")
            || matches!(*token, "solo" | "no humans" | "multiple girls" | "multiple boys")
    };
    tokens.len() > 1 && (tokens.iter().any(is_count) || line.contains(['，', '、', '､', '；']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_says_what_it_is() {
        for (text, source, words) in [
            ("1girl\nayanami rei\n", Source::Hydrus, vec!["1girl", "ayanami rei"]),
            ("1girl\nayanami_rei\n^_^\n", Source::GalleryDl, vec!["1girl", "ayanami_rei", "^_^"]),
            ("1girl, ayanami rei\n", Source::Kohya, vec!["1girl", "ayanami rei"]),
            ("character:ayanami rei, crying", Source::Hydrus, vec!["ayanami rei", "crying"]),
            ("ayanami rei\n", Source::Hydrus, vec!["ayanami rei"]),
            ("(o)_(o)\n", Source::GalleryDl, vec!["(o)_(o)"]),
            ("(crying:1.3)", Source::Kohya, vec!["crying"]),
            (r"saber \(fate\)", Source::Kohya, vec!["saber (fate)"]),
            ("love, chunibyo\ncrying", Source::Hydrus, vec!["love, chunibyo", "crying"]),
            ("\n\n", Source::Hydrus, vec![]),
            ("1girl, solo, crying\nsmile, tears\n", Source::Kohya, vec!["1girl", "solo", "crying", "smile", "tears"]),
            ("1girl, solo\rsmile, tears", Source::Kohya, vec!["1girl", "solo", "smile", "tears"]),
            ("1girl,\r\nsolo,\r\ncrying", Source::Kohya, vec!["1girl", "solo", "crying"]),
            ("1girl, solo\ncrying", Source::Kohya, vec!["1girl", "solo", "crying"]),
            ("crying\n2girls, smile\n", Source::Kohya, vec!["crying", "2girls", "smile"]),
            ("smile，rain\ncrying", Source::Kohya, vec!["smile", "rain", "crying"]),
            ("1girl；solo；crying", Source::Kohya, vec!["1girl", "solo", "crying"]),
            ("1girl; solo; crying", Source::Kohya, vec!["1girl", "solo", "crying"]),
            ("1girl，solo、crying", Source::Kohya, vec!["1girl", "solo", "crying"]),
            ("tears;)", Source::Hydrus, vec!["tears;)"]),
            ("1girl\rayanami rei\r", Source::Hydrus, vec!["1girl", "ayanami rei"]),
            (
                "This picture was downloaded from somewhere. Please do not repost it, thanks!\nhttp://example.org/a?b=c\n",
                Source::Hydrus,
                vec![],
            ),
            ("Drawn by nobody. Found on the web.\ncharacter:ayanami rei", Source::Hydrus, vec!["ayanami rei"]),
            ("Please do not repost it, thanks!", Source::Kohya, vec![]),
        ] {
            let (found, statement) = read(text.as_bytes()).unwrap();
            assert_eq!(
                (found, statement.words.iter().map(|word| word.text.as_str()).collect()),
                (source, words),
                "{text}"
            );
        }
    }
}
