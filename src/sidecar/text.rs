//! Tells the kinds of `.txt` apart by the text alone, line by line: one tag a line, as hydrus and gallery-dl write them, the
//! lines of a caption, prose, or what a tagging model found.
//!
//! A line with two separators is one of a caption. So is one with a single separator where the text is one line, where it has a
//! word that captions begin with (`1girl`, `solo`) or a full-width separator, and where every line has one. A line that only
//! begins with a namespace (`title:Rain, and sun`) is one tag. Weights and escaped brackets are a prompt's.

use super::error::Error;
use super::statement::{Collector, Statement};
use super::{Source, encoding, kohya, namespace, prompt, prose, scores};

/// Reads a text of any kind and says which it was.
///
/// Lines with underscores and without spaces are gallery-dl's, a caption with a known namespace is hydrus's with commas
/// for separators.
pub(super) fn read(bytes: &[u8]) -> Result<(Source, Statement), Error> {
    let (_, text) = encoding::decode(bytes, encoding::MAX_TEXT_BYTES)?;
    let (text, is_prompt) = prompt::body(&text);
    if let Some(scored) = scores::of_text(text) {
        return Ok((Source::Model, scored));
    }
    let lines: Vec<Line<'_>> =
        text.split(encoding::is_line_break).map(str::trim).filter(|line| !line.is_empty()).map(Line::new).collect();
    let is_caption = captions(&lines, is_prompt);
    let has_captions = is_caption.contains(&true);
    let mut words = Collector::default();
    let mut names: Vec<String> = Vec::new();
    let is_prose = |line: &Line<'_>, is_caption: bool| {
        !line.is_typed() && prose::is_written(line.text, if is_caption { &line.names } else { &[] })
    };
    let n_prose = lines.iter().zip(&is_caption).filter(|(line, is)| is_prose(line, **is)).count();
    // Where at least half of the lines are prose, the others are no tags either, unless something shows that they are.
    let describes = n_prose > 0 && 2 * n_prose >= lines.len();
    for (line, &is_caption) in lines.iter().zip(&is_caption) {
        if is_prose(line, is_caption) {
            words.prose(line.text);
        } else if is_caption {
            names.extend(line.names.iter().cloned());
        } else if (!describes || line.is_typed()) && !(has_captions && line.names.is_empty()) {
            names.push(line.text.to_owned());
        }
    }
    if has_captions {
        kohya::add_all(&names, &mut words);
    } else {
        names.iter().for_each(|name| words.add_text(name));
    }
    let statement = words.finish();
    let is_typed = statement.words.iter().any(|word| word.namespace.is_some());
    let is_booru = text.contains('_') && !lines.iter().any(|line| line.text.contains(' '));
    let source = match has_captions {
        true if !is_typed => Source::Kohya,
        false if is_booru => Source::GalleryDl,
        _ => Source::Hydrus,
    };
    Ok((source, statement))
}

/// A line, and the names in it if it is one of a caption.
struct Line<'a> {
    text: &'a str,
    names: Vec<String>,
    n_separators: usize,
}

impl<'a> Line<'a> {
    fn new(text: &'a str) -> Self {
        let parts = prompt::parts(text);
        // `1girl solo long_hair` and `1girl | solo | long hair`: what some sites hand out.
        let is_piped = text.contains(" | ");
        let words: Vec<&str> =
            if is_piped { text.split(" | ").map(str::trim).collect() } else { text.split_whitespace().collect() };
        let is_spaced = parts.len() == 1
            && words.len() > 2
            && (is_piped || text.contains('_'))
            && words.iter().any(|word| prose::is_count(word));
        let names = if is_spaced { words.iter().map(ToString::to_string).collect() } else { prompt::names(text) };
        let n_parts = if is_spaced { words.len() } else { parts.len() };
        Self { text, names, n_separators: n_parts.saturating_sub(1) + usize::from(Self::is_continued(text)) }
    }

    fn is_continued(text: &str) -> bool {
        text.ends_with([',', '，', '、'])
    }

    fn is_typed(&self) -> bool {
        !namespace::split(self.text).0.is_empty()
    }

    /// Whether it begins with a namespace and no other part does: a title may have commas.
    fn is_typed_once(&self) -> bool {
        let typed = self.names.iter().filter(|name| !namespace::split(name).0.is_empty()).count();
        self.is_typed() && typed == 1
    }

    fn has_wide_separator(&self) -> bool {
        self.n_separators > 0 && self.text.contains(['，', '、', '､', '；'])
    }
}

/// Which lines are captions.
fn captions(lines: &[Line<'_>], is_prompt: bool) -> Vec<bool> {
    let has_count = lines.iter().any(|line| line.names.iter().any(|name| prose::is_count(name)));
    let has_wide = lines.iter().any(Line::has_wide_separator);
    let before_last = lines.split_last().map(|(_, rest)| rest).unwrap_or_default();
    let is_wrapped = !before_last.is_empty() && before_last.iter().all(|line| Line::is_continued(line.text));
    let n_separators: usize = lines.iter().map(|line| line.n_separators).sum();
    let is_even =
        !before_last.is_empty() && before_last.iter().all(|line| line.n_separators > 0) && n_separators >= lines.len();
    let is_whole = is_prompt || is_wrapped || is_even || lines.len() == 1;
    let is_caption = |line: &Line<'_>| {
        let is_list = line.n_separators > 0 && (is_whole || has_count || has_wide || line.n_separators > 1);
        is_prompt || is_list && !(lines.len() > 1 && line.is_typed_once()) || prompt::is_syntax(line.text) || is_wrapped
    };
    lines.iter().map(is_caption).collect()
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
            ("1girl\nsolo\ncrying\nsmile, tears", Source::Kohya, vec!["1girl", "solo", "crying", "smile", "tears"]),
            ("title:Rain, and sun\ncrying\n1girl", Source::Hydrus, vec!["Rain, and sun", "crying", "1girl"]),
            ("1girl solo long_hair", Source::Kohya, vec!["1girl", "solo", "long_hair"]),
            ("1girl | solo | long hair", Source::Kohya, vec!["1girl", "solo", "long hair"]),
            ("1girl, solo\nBREAK\nsmile, tears", Source::Kohya, vec!["1girl", "solo", "smile", "tears"]),
            ("1girl, x\nNegative prompt: y, z\nSteps: 20", Source::Kohya, vec!["1girl", "x"]),
            ("crying: 0.91\n1girl: 0.99", Source::Model, vec!["crying", "1girl"]),
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
