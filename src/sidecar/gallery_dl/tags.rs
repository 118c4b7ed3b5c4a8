//! Where the tags are in an object of gallery-dl's, site by site.
//!
//! ```text
//! tags              list of texts | text | list of {name, translated_name | type} | {category: list}
//! tags_<category>   list of texts | text       danbooru, e621, zerochan: lists; gelbooru, moebooru: texts
//! tag_string[_<category>]   text, between spaces        danbooru's own JSON
//! hashtags          list of texts              twitter
//! characters, parody, artist, group            typed by their key, on sites without the above
//! ```
//! A text holds tags between `", "`, or between spaces if that would give fewer than one part in 16 characters.

use serde_json::{Map, Value};

use super::super::statement::Collector;
use super::super::{html, json, namespace};
use super::is_per_post;

/// Adds all words of an object.
pub(super) fn collect(object: &Map<String, Value>, site: &str, words: &mut Collector) {
    for (key, value) in object {
        if let Some(category) = key.strip_prefix("tag_string_") {
            json::strings(value).flat_map(str::split_whitespace).for_each(|word| add(category, word, words));
        } else if let Some(category) = key.strip_prefix("tags_") {
            texts(value).for_each(|word| add(category, word, words));
        }
    }
    let is_booru = object.keys().any(|key| key.starts_with("tag_string"));
    let text = object.get("tag_string").and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().for_each(|word| words.add_flat(word, None));
    match object.get("tags") {
        Some(Value::Object(categories)) => {
            for (category, value) in categories {
                texts(value).for_each(|word| add(category, word, words));
            }
        }
        Some(Value::Array(list)) => list.iter().for_each(|item| one(item, site, words)),
        Some(value) => texts(value).for_each(|word| untyped(word, site, words)),
        None => {}
    }
    if site == "twitter" || !object.contains_key("tags") {
        let hashtags = object.get("hashtags").into_iter().flat_map(json::strings);
        hashtags.for_each(|word| words.add_flat(word.trim_start_matches(['#', '＃']), None));
    }
    if !is_booru && !is_per_post(site) {
        for key in ["characters", "character", "parody", "parodies", "artist", "artists", "group", "circle"] {
            object.get(key).into_iter().flat_map(json::strings).for_each(|word| add(key, word, words));
        }
    }
}

/// Adds a word that stands under a heading.
fn add(category: &str, word: &str, words: &mut Collector) {
    // Danbooru keeps words here that were taken off the post.
    if !matches!(category, "deprecated" | "invalid") {
        words.add(namespace::of_category(category), &unescape(word));
    }
}

/// Adds one of a list of flat tags.
fn one(item: &Value, site: &str, words: &mut Collector) {
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    match item {
        Value::String(word) => untyped(word, site, words),
        Value::Object(_) => match (text("name"), text("type")) {
            (Some(name), Some(category)) => add(category, name, words),
            (Some(name), None) => words.add_flat(name, text("translated_name")),
            _ => {}
        },
        _ => {}
    }
}

fn untyped(word: &str, site: &str, words: &mut Collector) {
    let word = unescape(word);
    match word.split_once(':') {
        // There, every tag has its category in front, and names of categories come and go.
        Some((category, name)) if site == "zerochan" => match namespace::of_category(category) {
            Some(namespace) if !namespace.is_empty() => words.add(Some(namespace), name),
            _ => words.add_flat(name, None),
        },
        // A booru's flat list never types: `title:` and the like are names there.
        _ if is_per_post(site) => words.add_flat(&word, None),
        _ => match namespace::split(&word) {
            ("", text) => words.add_flat(text, None),
            (namespace, text) => words.add(Some(namespace), text),
        },
    }
}

/// The words of a value: a list's items as they are, a text taken apart.
fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let is_list = value.is_array();
    json::strings(value).flat_map(move |text| split(text, is_list))
}

fn split(text: &str, is_one: bool) -> Box<dyn Iterator<Item = &str> + '_> {
    let has_commas = text.contains(", ") && text.split(", ").count() >= text.len() / 16;
    match (is_one, has_commas) {
        (true, _) => Box::new(std::iter::once(text)),
        (false, true) => Box::new(text.split(", ")),
        (false, false) => Box::new(text.split_whitespace()),
    }
}

/// Some boorus hand out `&gt;_&lt;`.
fn unescape(word: &str) -> String {
    if word.contains('&') && word.contains(';') { html::to_text(word) } else { word.to_owned() }
}
