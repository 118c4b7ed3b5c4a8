//! Reads the name of a downloaded file: the site, the post, the MD5, and sometimes the tags.
//!
//! ```text
//! {characters} ({copyrights}) drawn by {artists} - {md5}     Danbooru's "save as"
//! __{slug}_drawn_by_{artist}__[sample-]{md5}                 Danbooru's addresses
//! yande.re {id} [sample ]{tag} {tag} …                       Moebooru: all tags, untyped
//! Konachan.com - {id} [sample ]{tag} {tag} …
//! {site}_{id}_{…}   {id}_p{n}   {id}_{n}   wallhaven-{id}    gallery-dl's defaults, pixiv, twitter, wallhaven
//! … {md5} …                                                  anything with just one run of 32 hexadecimal digits
//! ```
//! A slug does not show where its names end; the vocabulary takes it apart. Nothing is read from other names: twitter's
//! 15-character keys look like any word.

use super::statement::{Collector, Post, Statement, parse_md5};

/// The longest name looked at; file systems have 255 bytes.
const MAX_BYTES: usize = 1024;

/// Sites whose names gallery-dl puts at the beginning of a file name.
const SITES: &str = "
    danbooru atfbooru aibooru booruvar gelbooru safebooru rule34 realbooru tbib xbooru hypnohub yandere konachan sakugabooru
    lolibooru 3dbooru e621 e926 e6ai wallhaven zerochan pixiv twitter tumblr
";

pub(super) fn is_site(name: &str) -> bool {
    SITES.split_ascii_whitespace().any(|site| site == name)
}

/// Reads a file name with its extension. The [`Statement`] is empty for a name of another form.
pub fn read(file_name: &str) -> Statement {
    let mut words = Collector::default();
    if file_name.len() > MAX_BYTES {
        return words.statement;
    }
    let name = percent_decode(file_name);
    let stem = name.rsplit_once('.').filter(|(_, ext)| is_extension(ext)).map_or(&*name, |(stem, _)| stem).trim();
    words.statement.md5 = only_md5(stem);
    let is_read = slug(stem, &mut words) || save_as(stem, &mut words) || moebooru(stem, &mut words);
    if !is_read {
        words.statement.post = post(stem);
    }
    words.finish()
}

fn slug(stem: &str, words: &mut Collector) -> bool {
    let Some((slug, end)) = stem.strip_prefix("__").and_then(|rest| rest.rsplit_once("__")) else { return false };
    if parse_md5(end.strip_prefix("sample-").unwrap_or(end)).is_none() {
        return false;
    }
    // `a_and_b` may be one artist or two, or `a_and_b` three: only an artist alone is certain.
    let (slug, artist) = match slug.rsplit_once("_drawn_by_") {
        Some((rest, artist)) if !artist.contains("_and_") => (rest, Some(artist)),
        _ => (slug.strip_prefix("drawn_by_").unwrap_or(slug), None),
    };
    artist.into_iter().for_each(|artist| words.add(Some("artist"), artist));
    words.statement.slug = Some(slug.to_owned()).filter(|slug| !slug.is_empty());
    true
}

fn save_as(stem: &str, words: &mut Collector) -> bool {
    let Some((text, _)) = stem.rsplit_once(" - ").filter(|(_, md5)| parse_md5(md5).is_some()) else { return false };
    let (left, artists) = match text.rsplit_once("drawn by ") {
        Some((left, artists)) if left.is_empty() || left.ends_with(' ') => (left.trim_end(), artists),
        // `series - character - md5` is no sentence of Danbooru's.
        _ if text.split(" (").next().is_some_and(|before| before.contains(" - ")) => return false,
        _ => (text, ""),
    };
    let (characters, series) = match left.strip_suffix(')').and_then(|inner| opening(inner).zip(Some(inner))) {
        Some((at, inner)) => (left.get(..at).unwrap_or_default().trim_end(), inner.get(at + 1..).unwrap_or_default()),
        None => ("", left),
    };
    for (namespace, list) in [("character", characters), ("series", series), ("artist", artists)] {
        sentence(list).for_each(|name| words.add(Some(namespace), name));
    }
    true
}

/// Where the bracket opens that closes right after a text.
fn opening(text: &str) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The names in `a`, `a and b`, `a, b, and c`, without `2 more`.
fn sentence(list: &str) -> impl Iterator<Item = &str> {
    let (head, last) = match list.rsplit_once(", and ") {
        Some((head, last)) => (head, Some(last)),
        None if list.contains(", ") => (list, None),
        None => list.rsplit_once(" and ").map_or((list, None), |(head, last)| (head, Some(last))),
    };
    let is_count = |name: &&str| name.strip_suffix(" more").is_some_and(|n| n.bytes().all(|c| c.is_ascii_digit()));
    head.split(", ").chain(last).filter(move |name| !is_count(name))
}

fn moebooru(stem: &str, words: &mut Collector) -> bool {
    let (site, rest) = if let Some(rest) = stem.strip_prefix("yande.re ") {
        ("yandere", rest)
    } else if let Some(rest) = stem.strip_prefix("Konachan.com - ").or_else(|| stem.strip_prefix("Konachan.net - ")) {
        ("konachan", rest)
    } else {
        return false;
    };
    let (id, tags) = rest.split_once(' ').unwrap_or((rest, ""));
    if !is_number(id) {
        return false;
    }
    let tags = tags.strip_prefix("sample ").or_else(|| tags.strip_prefix("jpeg ")).unwrap_or(tags);
    tags.split_whitespace().for_each(|tag| words.add(None, tag));
    words.statement.post = Some(Post { site: site.to_owned(), id: id.to_owned(), page: None });
    true
}

fn post(stem: &str) -> Option<Post> {
    let of = |site: &str, id: &str, page: Option<&str>| {
        Some(Post { site: site.to_owned(), id: id.to_owned(), page: page.and_then(|page| page.parse().ok()) })
    };
    if let Some(rest) = stem.strip_prefix("wallhaven-").or_else(|| stem.strip_prefix("wallhaven_")) {
        let id = rest.split(['_', ' ', '.', '(']).next().unwrap_or_default();
        let is_id = id.len() == 6 && id.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        return if is_id || is_number(id) { of("wallhaven", id, None) } else { None };
    }
    let (first, rest) = stem.split_once('_')?;
    if let Some(page) = rest.strip_prefix('p').filter(|_| is_number(first)) {
        let digits = page.bytes().take_while(u8::is_ascii_digit).count();
        let (page, after) = page.split_at(digits);
        // `_master1200` and `_square1200` are pixiv's previews.
        return if digits > 0 && (after.is_empty() || after.starts_with(['_', ' ', '-'])) {
            of("pixiv", first, Some(page))
        } else {
            None
        };
    }
    if rest.starts_with("ugoira") && is_number(first) {
        return of("pixiv", first, Some("0"));
    }
    // Twitter's numbers have had at least 15 digits since 2011.
    if first.len() >= 15 && is_number(first) && rest.len() <= 2 && is_number(rest) {
        return of("twitter", first, Some(rest));
    }
    if is_site(first) {
        let mut parts = rest.split('_');
        let id = parts.by_ref().find(|part| is_number(part))?;
        // Tumblr's post number follows the blog's name and is followed by the picture's number.
        let page = if first == "tumblr" { parts.next() } else { None };
        return if first == "tumblr" || rest.starts_with(id) { of(first, id, page) } else { None };
    }
    None
}

fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_digit())
}

fn is_extension(text: &str) -> bool {
    (2..=5).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphanumeric())
}

/// The MD5 in a name, if it has exactly one: a longer run of digits is another hash.
fn only_md5(stem: &str) -> Option<[u8; 16]> {
    let mut runs = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter_map(parse_md5);
    let md5 = runs.next()?;
    runs.next().is_none().then_some(md5)
}

/// Reads `%20` and the like, if all of them are; otherwise the name is its own.
fn percent_decode(name: &str) -> std::borrow::Cow<'_, str> {
    if !name.contains('%') {
        return name.into();
    }
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        match after.get(..2).filter(|hex| hex.bytes().all(|c| c.is_ascii_hexdigit())) {
            Some(hex) => {
                bytes.push(u8::from_str_radix(hex, 16).unwrap_or(b'%'));
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).map_or(name.into(), Into::into)
}

#[cfg(test)]
mod tests;
