//! Other programs' names of namespaces, and ours.
//!
//! Two lists, because the risk differs. A *prefix* stands before a colon, which may be part of the name (`nier:automata`), so
//! only namespaces that programs write are known. A *category* is a heading that a program or a person has put over words
//! (`tags_copyright`, `Characters/…`), where more words are known. A word under an unknown one has no namespace.

use crate::tag::{CHARACTER, EMOTION, SERIES, normalise};

/// Our name for what stands before a tag's colon; empty for general.
pub(super) fn of_prefix(prefix: &str) -> Option<&'static str> {
    // The longest name below has nine letters; this keeps long texts from being normalised.
    if prefix.len() > 32 {
        return None;
    }
    Some(match normalise(prefix).as_str() {
        "series" | "copyright" | "parody" | "franchise" => SERIES,
        "character" | "char" => CHARACTER,
        "emotion" => EMOTION,
        "creator" | "artist" => "artist",
        "circle" => "circle",
        "person" => "person",
        "studio" => "studio",
        "species" => "species",
        "medium" => "medium",
        "meta" => "meta",
        "rating" => "rating",
        "title" => "title",
        "chapter" => "chapter",
        "volume" => "volume",
        "page" => "page",
        "general" => "",
        _ => return None,
    })
}

/// Our name for a heading over words; empty for general.
pub(super) fn of_category(category: &str) -> Option<&'static str> {
    if category.len() > 32 {
        return None;
    }
    Some(match normalise(category).as_str() {
        "anime" | "manga" | "game" | "visual_novel" | "light_novel" | "movie" | "ova" | "copyrights" | "parodies"
        | "franchises" | "work" | "works" => SERIES,
        "characters" | "people" | "persons" | "vtuber" => CHARACTER,
        "emotions" | "expression" | "expressions" | "feelings" => EMOTION,
        "artists" | "creators" | "mangaka" => "artist",
        "group" | "groups" | "circles" => "circle",
        "studios" => "studio",
        "metadata" | "source" => "meta",
        "tags" | "theme" | "themes" | "outfit" => "",
        other => return of_prefix(other),
    })
}

/// Splits `namespace:text` if the namespace is one that programs write; the namespace is ours, empty for general.
///
/// hydrus marks an untyped tag that has a colon with one more in front: `:re:zero`, `::3`.
pub(super) fn split(word: &str) -> (&'static str, &str) {
    let word = word.trim();
    if let Some(rest) = word.strip_prefix(':') {
        let has_inner = |(before, behind): (&str, &str)| !before.is_empty() && !behind.is_empty();
        let is_marked = rest.starts_with(':') || rest.split_once(':').is_some_and(has_inner);
        return ("", if is_marked && rest.len() > 1 { rest } else { word });
    }
    typed(word).unwrap_or(("", word))
}

fn typed(word: &str) -> Option<(&'static str, &str)> {
    let (prefix, text) = word.split_once(':')?;
    let text = text.trim();
    (!text.is_empty()).then_some((of_prefix(prefix)?, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_namespaces_split_a_word() {
        for (word, expected) in [
            ("character:ayanami rei", ("character", "ayanami rei")),
            ("Creator: someone", ("artist", "someone")),
            ("copyright:re:zero", ("series", "re:zero")),
            ("general:crying", ("", "crying")),
            ("re:zero", ("", "re:zero")),
            (":)", ("", ":)")),
            ("::3", ("", ":3")),
            ("::", ("", "::")),
            (":series:x", ("", "series:x")),
            (":re:zero", ("", "re:zero")),
            ("series:", ("", "series:")),
            (":d", ("", ":d")),
        ] {
            assert_eq!(split(word), expected, "{word}");
        }
        assert_eq!(of_category("People"), Some("character"));
        assert_eq!(of_category("Visual Novel"), Some("series"));
        assert_eq!(of_category("Holidays"), None);
    }
}
