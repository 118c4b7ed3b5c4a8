//! Keywords as photo managers write them, wherever they keep them: several in one item, and paths of headings and levels.
//!
//! ```text
//! crying; rain; night             one item, three keywords; a lone semicolon belongs to a name (`Steins;Gate`)
//! Anime|Clannad|Nagisa Furukawa   a path; `/Anime/Clannad` with a stroke in front
//! darktable|exported              what a program notes for itself
//! ```

use super::namespace;
use super::statement::Word;

/// What programs put over words of their own.
const PROGRAMS: [&str; 3] = ["darktable", "_Digikam_Internal_Tags_", "_Digikam_root_tag_"];

/// The most levels of a path.
const MAX_LEVELS: usize = 16;

/// The keywords of some items: flat ones, and paths.
pub(super) fn flat_and_paths(items: &[&str]) -> (Vec<String>, Vec<Vec<String>>) {
    let (mut flat, mut paths) = (Vec::new(), Vec::new());
    for word in items.iter().flat_map(|item| apart(item)).map(str::trim).filter(|word| !word.is_empty()) {
        let separator = if word.contains('|') { '|' } else { '/' };
        let parts: Vec<String> =
            word.split(separator).map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let is_word = |part: &String| part.chars().any(char::is_alphanumeric);
        // `fate/stay_night` is a name.
        let is_path = separator == '|'
            || word.starts_with('/')
            || parts.len() > 2
            || parts.first().is_some_and(|part| namespace::of_category(part).is_some());
        let is_long_enough = parts.len() > usize::from(!word.starts_with('/'));
        if is_path && is_long_enough && parts.iter().all(is_word) {
            paths.push(parts);
        } else {
            flat.push(word.to_owned());
        }
    }
    (flat, paths)
}

/// The keywords in one item.
fn apart(item: &str) -> impl Iterator<Item = &str> {
    let n_plain = item.matches(';').count();
    let n_spaced = item.matches("; ").count();
    // A lone comma may belong to a name.
    let separator = if item.matches(", ").count() > 1 {
        ", "
    } else if n_spaced > 0 && !item.starts_with(';') {
        "; "
    } else if n_plain > 1 && item.split(';').filter(|part| part.chars().any(char::is_alphanumeric)).count() > n_plain {
        ";"
    } else {
        "\n"
    };
    item.split(separator)
}

/// The levels of a path as words: a heading is the namespace of the level below it, and no level. None of what a program
/// notes for itself, and of a heading alone.
pub(super) fn levels(parts: &[String]) -> Vec<Word> {
    if parts.first().is_some_and(|first| PROGRAMS.contains(&first.as_str())) {
        return Vec::new();
    }
    let mut levels = Vec::new();
    let mut heading = None;
    for part in parts.iter().take(MAX_LEVELS) {
        match namespace::of_category(part) {
            Some(namespace) if heading.is_none() => heading = Some(namespace),
            _ => levels.push(Word::new(heading.take(), part)),
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_come_apart_and_paths_are_told_from_names() {
        for (item, flat, paths) in [
            ("crying; rain; night", "crying+rain+night", ""),
            ("crying;rain;night", "crying+rain+night", ""),
            ("crying; rain", "crying+rain", ""),
            ("crying, rain, night", "crying+rain+night", ""),
            ("Steins;Gate", "Steins;Gate", ""),
            (";)", ";)", ""),
            ("Love, Chunibyo", "Love, Chunibyo", ""),
            ("fate/stay night", "fate/stay night", ""),
            ("Anime|Clannad", "", "Anime>Clannad"),
            ("Anime/Clannad", "", "Anime>Clannad"),
            ("/Clannad", "", "Clannad"),
            ("/", "/", ""),
            ("|_|", "|_|", ""),
            (":|", ":|", ""),
        ] {
            let (found, found_paths) = flat_and_paths(&[item]);
            let shown: Vec<String> = found_paths.iter().map(|path| path.join(">")).collect();
            assert_eq!((found.join("+"), shown.join("+")), (flat.to_owned(), paths.to_owned()), "{item}");
        }
    }

    #[test]
    fn a_heading_types_only_what_is_below_it() {
        for (path, expected) in [
            ("Character|Clannad|Nagisa", "character:Clannad|:Nagisa"),
            ("Pictures|Anime|Clannad", ":Pictures|series:Clannad"),
            ("Anime", ""),
            ("Tags|crying", ":crying"),
            ("Anime|Game|x", "series:Game|:x"),
            ("darktable|format|png", ""),
        ] {
            let parts: Vec<String> = path.split('|').map(str::to_owned).collect();
            let shown = |word: &Word| format!("{}:{}", word.namespace.as_deref().unwrap_or_default(), word.text);
            assert_eq!(levels(&parts).iter().map(shown).collect::<Vec<_>>().join("|"), expected, "{path}");
        }
    }
}
