//! What gallery-dl writes beside its downloads: `<name>.<ext>.json`, or `info.json` for a folder.
//!
//! Sites differ in where tags are and in how they give their category. `tags` reads them; this file reads the other fields
//! and lists the exceptions. An unknown site is read by the general rule: `tags`, `tags_<category>`, `rating`, `md5`, `id`.
//!
//! Quotes are the notes that boorus lay over a picture (mostly translated speech). Captions, tweets and alternative
//! texts describe a picture and are not read.

mod names;
mod tags;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::booru_name::is_site;
use super::error::Error;
use super::statement::{Collector, Post, Rating, Statement, parse_md5};
use super::{html, json};

pub(super) use names::stems;

/// Whether a site's `info.json` holds the whole first post of the folder, which says nothing of the others.
fn is_per_post(site: &str) -> bool {
    is_site(site) || matches!(site, "deviantart" | "reddit")
}

/// Reads an `info.json`: what holds for every media of its folder.
///
/// Those are the words of the gallery where the site has galleries, and the plain words of the search that filled the folder:
/// of a search for `crying ~smile -solo rating:g`, only `crying`.
pub(super) fn read_album(bytes: &[u8]) -> Result<Statement, Error> {
    let object = json::read(bytes)?;
    let mut words = Collector::default();
    if !is_per_post(category(&object)) {
        tags::collect(&object, category(&object), &mut words);
    }
    let search = object.get("search_tags").into_iter().flat_map(json::strings);
    let terms: Vec<&str> = search.flat_map(str::split_whitespace).collect();
    let is_list = !terms.iter().any(|term| term.eq_ignore_ascii_case("or") || *term == "(");
    for term in terms.into_iter().filter(|_| is_list) {
        let is_plain = !term.starts_with(['-', '~', '(']) && !term.contains('*') && is_no_metatag(term);
        if is_plain && !term.eq_ignore_ascii_case("and") {
            words.add(None, term);
        }
    }
    Ok(words.finish())
}

/// Whether an object looks like gallery-dl's: it names the site, or has a flat tag string.
pub(super) fn is_like(object: &Map<String, Value>) -> bool {
    object.get("category").is_some_and(Value::is_string)
        || object.keys().any(|key| key.starts_with("tag_string"))
        || object.get("tags").is_some_and(Value::is_string)
}

/// Reads the object of one media.
pub(super) fn statement(object: &Map<String, Value>) -> Statement {
    let site = category(object);
    let mut words = Collector::default();
    tags::collect(object, site, &mut words);
    for note in object.get("notes").and_then(Value::as_array).into_iter().flatten() {
        words.quote(&html::to_text(note.get("body").and_then(Value::as_str).unwrap_or_default()));
    }
    words.statement.rating = rating(object, site).or(words.statement.rating);
    let file = object.get("file").and_then(|file| file.get("md5")).and_then(Value::as_str);
    words.statement.md5 = parse_md5(text_at(object, "md5")).or_else(|| file.and_then(parse_md5));
    words.statement.post = post(object, site);
    words.finish()
}

fn rating(object: &Map<String, Value>, site: &str) -> Option<Rating> {
    let is_danbooru = site.contains("danbooru") || site == "aibooru" || site == "atfbooru" || has_tag_string(object);
    let lone_s = if is_danbooru { Rating::Sensitive } else { Rating::General };
    let is_restricted = object.get("x_restrict").and_then(Value::as_u64).map(|degree| degree > 0);
    let stated = ["rating", "purity"].iter().find_map(|key| Rating::parse(text_at(object, key), lone_s));
    stated
        .or_else(|| is_restricted.map(|is| if is { Rating::Explicit } else { Rating::General }))
        .or_else(|| (object.get("sensitive") == Some(&Value::Bool(true))).then_some(Rating::Sensitive))
}

fn post(object: &Map<String, Value>, site: &str) -> Option<Post> {
    let id = ["tweet_id", "id", "post_id", "gallery_id"].iter().find_map(|key| plain(object.get(*key)?))?;
    // Picture numbers begin at 0 on pixiv and at 1 on twitter; a 0 elsewhere says that there is only one.
    let page = object.get("num").and_then(Value::as_u64).filter(|&num| num > 0 || site == "pixiv");
    let is_sound = !site.is_empty() && id.len() <= 64;
    is_sound.then(|| Post { site: site.to_owned(), id, page: page.and_then(|num| u32::try_from(num).ok()) })
}

fn category(object: &Map<String, Value>) -> &str {
    text_at(object, "category")
}

fn text_at<'a>(object: &'a Map<String, Value>, key: &str) -> &'a str {
    object.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// A number or text as text.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn has_tag_string(object: &Map<String, Value>) -> bool {
    object.contains_key("tag_string")
}

/// Whether the colon of a search term, if any, belongs to a tag's name.
fn is_no_metatag(term: &str) -> bool {
    const METATAGS: [&str; 18] = [
        "rating", "order", "sort", "score", "date", "age", "id", "user", "fav", "pool", "source", "parent", "status",
        "limit", "width", "height", "filetype", "md5",
    ];
    term.split_once(':').is_none_or(|(word, _)| !METATAGS.contains(&word) && !crate::tag::is_reserved(word))
}
