//! The fixed words of the language with their meanings: file types, properties, keys to sort by.
//!
//! Each table is read in both directions: parsing looks up a word, the canonical spelling looks up a meaning. Completion and
//! error messages list the words.

use super::expr::{Category, Measure, Order, OrderKey, Property};

/// The names of formats, as `media::Format::name` has them.
pub(super) const FILE_TYPES: [&str; 13] =
    ["jpeg", "png", "gif", "webp", "bmp", "tiff", "ico", "qoi", "tga", "pnm", "jxl", "avif", "heic"];

/// Other spellings of [`FILE_TYPES`]: what files of the format are called, and names of its variants.
const FILE_TYPE_ALIASES: [(&str, &str); 15] = [
    ("jpg", "jpeg"),
    ("jpe", "jpeg"),
    ("jfif", "jpeg"),
    ("apng", "png"),
    ("tif", "tiff"),
    ("ppm", "pnm"),
    ("pgm", "pnm"),
    ("pbm", "pnm"),
    ("pam", "pnm"),
    ("dib", "bmp"),
    ("heif", "heic"),
    ("hif", "heic"),
    ("targa", "tga"),
    ("jpegxl", "jxl"),
    ("avifs", "avif"),
];

/// What `is:` knows beside file types.
const PROPERTIES: [(&str, Property); 14] = [
    ("animated", Property::Animated),
    ("still", Property::Still),
    ("pingpong", Property::PingPong),
    ("landscape", Property::Landscape),
    ("portrait", Property::Portrait),
    ("square", Property::Square),
    ("present", Property::Present),
    ("missing", Property::Missing),
    ("offline", Property::Offline),
    ("duplicate", Property::Duplicate),
    ("damaged", Property::Damaged),
    ("tagged", Property::Tagged),
    ("untagged", Property::Untagged),
    ("unconfirmed", Property::Unconfirmed),
];

/// Words for ratings that `is:` and `rating:` know, and the tags in the namespace `rating` that each stands for. Sidecars are
/// read into Danbooru's four words; `safe` is a word of hydrus's and older sites' for the first.
const RATINGS: [(&str, &[&str]); 6] = [
    ("sfw", &["general", "safe", "sensitive"]),
    ("nsfw", &["questionable", "explicit"]),
    ("general", &["general", "safe"]),
    ("sensitive", &["sensitive"]),
    ("questionable", &["questionable"]),
    ("explicit", &["explicit"]),
];

/// All that `is:` knows: properties, ratings and file types.
pub(super) const IS_WORDS: [&str; PROPERTIES.len() + RATINGS.len() + FILE_TYPES.len()] = {
    let mut words = [""; PROPERTIES.len() + RATINGS.len() + FILE_TYPES.len()];
    let (first_rating, first_type) = (PROPERTIES.len(), PROPERTIES.len() + RATINGS.len());
    let mut at = 0;
    while at < words.len() {
        words[at] = if at < first_rating {
            PROPERTIES[at].0
        } else if at < first_type {
            RATINGS[at - first_rating].0
        } else {
            FILE_TYPES[at - first_type]
        };
        at += 1;
    }
    words
};

/// What `order:` knows: the word, its key, and whether the largest come first unless `_asc` or `_desc` says otherwise.
/// Of several words for a key the first is the canonical one.
const ORDER_KEYS: [(&str, OrderKey, bool); 29] = [
    ("path", OrderKey::Path, false),
    ("none", OrderKey::Path, false),
    ("added", OrderKey::Added, false),
    ("id", OrderKey::Added, false),
    ("created_at", OrderKey::Added, true),
    ("date", OrderKey::Measure(Measure::Date), true),
    ("age", OrderKey::Measure(Measure::Age), true),
    ("width", OrderKey::Measure(Measure::Width), true),
    ("height", OrderKey::Measure(Measure::Height), true),
    ("mpixels", OrderKey::Measure(Measure::Pixels), true),
    ("ratio", OrderKey::Measure(Measure::Ratio), true),
    ("landscape", OrderKey::Measure(Measure::Ratio), true),
    ("portrait", OrderKey::Measure(Measure::Ratio), false),
    ("filesize", OrderKey::Measure(Measure::FileSize), true),
    ("size", OrderKey::Measure(Measure::FileSize), true),
    ("duration", OrderKey::Measure(Measure::Duration), true),
    ("loop", OrderKey::Measure(Measure::Loop), true),
    ("frames", OrderKey::Measure(Measure::Frames), true),
    ("tagcount", OrderKey::Measure(Measure::TagCount), true),
    ("gentags", OrderKey::Measure(Measure::TagsOf(Category::General)), true),
    ("arttags", OrderKey::Measure(Measure::TagsOf(Category::Artist)), true),
    ("copytags", OrderKey::Measure(Measure::TagsOf(Category::Copyright)), true),
    ("chartags", OrderKey::Measure(Measure::TagsOf(Category::Character)), true),
    ("metatags", OrderKey::Measure(Measure::TagsOf(Category::Meta)), true),
    ("note_count", OrderKey::Measure(Measure::NoteCount), true),
    ("hash", OrderKey::Hash, false),
    ("md5", OrderKey::Hash, false),
    ("random", OrderKey::Random(None), false),
    ("shuffle", OrderKey::Random(None), false),
];

/// All that `order:` knows, without `_asc` and `_desc`.
pub(super) const ORDER_WORDS: [&str; ORDER_KEYS.len()] = {
    let mut words = [""; ORDER_KEYS.len()];
    let mut at = 0;
    while at < words.len() {
        words[at] = ORDER_KEYS[at].0;
        at += 1;
    }
    words
};

/// The canonical name of a file type, from any spelling in lower case.
pub(super) fn file_type(word: &str) -> Option<&'static str> {
    let alias = FILE_TYPE_ALIASES.iter().find(|(alias, _)| *alias == word).map(|&(_, name)| name);
    FILE_TYPES.into_iter().find(|&name| Some(name) == alias || name == word)
}

/// The names of the tags that a word for a rating stands for; Danbooru's letters and `safe` are words too.
pub(super) fn rating(word: &str) -> Option<&'static [&'static str]> {
    let is_it = |known: &str| {
        known == word || (word.len() == 1 && known != "sfw" && known != "nsfw" && known.starts_with(word))
    };
    let safe = if word == "safe" { "general" } else { word };
    RATINGS.iter().find(|(known, _)| is_it(known) || *known == safe).map(|&(_, names)| names)
}

/// Whether `is:` knows a word as a rating.
pub(super) fn is_rating(word: &str) -> bool {
    RATINGS.iter().any(|(known, _)| *known == word)
}

pub(super) fn property(word: &str) -> Option<Property> {
    PROPERTIES.iter().find(|(known, _)| *known == word).map(|&(_, property)| property)
}

pub(super) fn property_word(property: Property) -> &'static str {
    PROPERTIES.iter().find(|(_, known)| *known == property).map_or("", |&(word, _)| word)
}

/// Reads `duration`, `duration_asc`, `random:7`, in lower case.
pub(super) fn order(word: &str) -> Option<Order> {
    if let Some(seed) = word.strip_prefix("random:") {
        let seed = seed.parse().ok()?;
        return Some(Order { key: OrderKey::Random(Some(seed)), descending: false });
    }
    let (stem, direction) = match (word.strip_suffix("_asc"), word.strip_suffix("_desc")) {
        (Some(stem), _) => (stem, Some(false)),
        (_, Some(stem)) => (stem, Some(true)),
        _ => (word, None),
    };
    let &(_, key, descending) = ORDER_KEYS.iter().find(|(known, ..)| *known == stem)?;
    // A shuffled listing has no direction, and "landscape" and "portrait" imply one.
    let has_direction = !matches!(stem, "none" | "random" | "shuffle" | "landscape" | "portrait");
    (has_direction || direction.is_none()).then_some(Order { key, descending: direction.unwrap_or(descending) })
}

/// The canonical spelling that [`order`] reads.
pub(super) fn order_word(order: Order) -> String {
    if let OrderKey::Random(Some(seed)) = order.key {
        return format!("random:{seed}");
    }
    let word = ORDER_KEYS.iter().find(|(_, key, _)| *key == order.key).map_or("", |&(word, ..)| word);
    match (order.key, order.descending) {
        (OrderKey::Random(_), _) => word.to_owned(),
        (_, true) => format!("{word}_desc"),
        (_, false) => format!("{word}_asc"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_names_a_file_type() {
        for (alias, name) in FILE_TYPE_ALIASES {
            assert_eq!(file_type(alias), Some(name));
        }
    }

    #[test]
    fn orders_have_danboorus_directions() {
        for (word, canonical) in [
            ("path", "path_asc"),
            ("id", "added_asc"),
            ("id_desc", "added_desc"),
            ("date", "date_desc"),
            ("filesize", "filesize_desc"),
            ("filesize_asc", "filesize_asc"),
            ("landscape", "ratio_desc"),
            ("portrait", "ratio_asc"),
            ("hash", "hash_asc"),
            ("random", "random"),
            ("random:18446744073709551615", "random:18446744073709551615"),
        ] {
            let order = order(word).unwrap();
            assert_eq!(order_word(order), canonical);
            assert_eq!(super::order(canonical), Some(order));
        }
        for word in
            ["", "asc", "_asc", "score", "random_desc", "landscape_asc", "random:x", "random:-1", "path_asc_asc"]
        {
            assert_eq!(order(word), None, "{word}");
        }
    }
}
