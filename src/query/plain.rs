//! Words that say a fact without its metatag: `gif`, `4k`, `landscape`, `1920x1080`.

use super::expr::Expr;
use super::keyword;
use super::parser::parse;

/// Widths that people call by a name, in pixels: a picture of at least this width is so called.
const WIDTHS: [(&str, u32); 4] = [("4k", 3840), ("uhd", 3840), ("5k", 5120), ("8k", 7680)];

/// Words for what `is:` calls otherwise.
const PROPERTIES: [(&str, &str); 7] = [
    ("animation", "animated"),
    ("animations", "animated"),
    ("moving", "animated"),
    ("duplicates", "duplicate"),
    ("horizontal", "landscape"),
    ("stills", "still"),
    ("vertical", "portrait"),
];

/// The condition that a word means if no tag is called so.
///
/// ```
/// let condition = nakigao::query::plain_word("4k").expect("a word for a width");
/// assert_eq!(condition.to_string(), "width:>=3840");
/// assert_eq!(nakigao::query::plain_word("nagisa"), None);
/// ```
pub fn plain_word(word: &str) -> Option<Expr> {
    let word = word.to_lowercase();
    parse(&with_metatag(&word)?).ok().map(|query| query.expr)
}

fn with_metatag(word: &str) -> Option<String> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    if let Some(name) = keyword::file_type(word).or_else(|| keyword::file_type(singular)) {
        return Some(format!("filetype:{name}"));
    }
    if let Some((_, width)) = WIDTHS.iter().find(|(name, _)| *name == word) {
        return Some(format!("width:>={width}"));
    }
    let property = PROPERTIES.iter().find(|(other, _)| *other == word).map_or(word, |&(_, property)| property);
    // "present" is a gift as well, and every picture is present.
    if property != "present" && keyword::property(property).is_some() {
        return Some(format!("is:{property}"));
    }
    // A comparison with a unit is one of sizes; `>_<` is a face, and a number alone could be anything.
    let is_size = word.starts_with(['<', '>']) && word.ends_with(|c: char| c.is_ascii_alphabetic());
    if is_size && word.contains(|c: char| c.is_ascii_digit()) {
        return Some(format!("filesize:{word}"));
    }
    let is_number = |text: &str| (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(height) = word.strip_suffix('p').filter(|height| is_number(height)) {
        return Some(format!("height:{height}"));
    }
    let parted = |separator: char| word.split_once(separator).filter(|(a, b)| is_number(a) && is_number(b));
    match (parted('x').or_else(|| parted('×')), parted(':')) {
        (Some((width, height)), _) => Some(format!("size:{width}x{height}")),
        (_, Some((width, height))) => Some(format!("ratio:{width}:{height}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_formats_sizes_and_shapes_are_known_and_others_are_not() {
        for (word, meaning) in [
            ("gif", "filetype:gif"),
            ("GIFs", "filetype:gif"),
            ("jpg", "filetype:jpeg"),
            ("4K", "width:>=3840"),
            ("1080p", "height:1080"),
            ("1920x1080", "width:1920 height:1080"),
            ("16:9", "ratio:1.78"),
            ("landscape", "is:landscape"),
            ("vertical", "is:portrait"),
            ("duplicates", "is:duplicate"),
            ("animations", "is:animated"),
            (">1mb", "filesize:>1mb"),
        ] {
            assert_eq!(plain_word(word).map(|expr| expr.to_string()).as_deref(), Some(meaning), "{word}");
        }
        for word in
            ["", "s", "p", "x", "present", "nagisa", "1x", "123456p", "1girl", "2b", "a:b", ">_<", ">1920", ">1x"]
        {
            assert_eq!(plain_word(word), None, "{word}");
        }
    }
}
