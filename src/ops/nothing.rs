//! Why a query finds nothing.

use super::error::Result;
use super::selection::compile;
use super::tags::{NAMESPACES, namespaces};
use super::{BoundQuery, Gallery, find_hashes};
use crate::query;
use crate::query::expr::{Expr, Property, Query, TagPattern};
use crate::tag::Tag;

/// What can be said of a query that finds nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyNothing {
    /// Whether the gallery has no media at all.
    pub is_empty: bool,
    /// The conditions that must all hold, each with how many media it fits alone, if there are several. Those that take long to
    /// count are left out if another fits nothing.
    pub parts: Vec<(Expr, u64)>,
    /// Tags that the vocabulary knows, that were asked for or hold a word that was, and that no media has.
    pub unused: Vec<Tag>,
    /// Tags asked for that nothing is known of, and a known one that is spelled nearly so.
    pub near_misses: Vec<(Tag, Tag)>,
    /// Words before a colon that no tag has, and the metatag or namespace that is spelled nearly so.
    pub near_metatags: Vec<(String, &'static str)>,
    /// Media whose files lie in roots that are not there now.
    pub n_offline: u64,
}

/// Says why a query finds nothing. It asks each part of the query again, so it is for one that found nothing.
pub fn why_nothing(gallery: &Gallery, asked: &BoundQuery) -> Result<WhyNothing> {
    let parts = match &asked.query.expr {
        Expr::And(parts) if parts.len() > 1 => parts.as_slice(),
        _ => &[],
    };
    let count = |expr: &Expr| -> Result<u64> {
        // How many have a tag is known; of some it is a million.
        if let Expr::Tag(pattern) = expr
            && let [only] = gallery.catalog.list_tags(&[gallery.meant_by_pattern(pattern)?])?.as_slice()
        {
            return Ok(only.n_media);
        }
        let query = Query { expr: expr.clone(), order: None, limit: None };
        Ok(gallery.catalog.count_found(&compile(gallery, &asked.instead(query))?)?)
    };
    let (mut counted, mut slow) = (Vec::new(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        if gallery.catalog.reads_all_paths(part)? { slow.push(at) } else { counted.push((at, count(part)?)) }
    }
    if counted.iter().all(|&(_, n)| n > 0) {
        for at in slow {
            counted.push((at, count(&parts[at])?));
        }
        counted.sort_unstable();
    }
    let mut why = WhyNothing {
        is_empty: find_hashes(gallery, &BoundQuery::everything(), 0, 1)?.is_empty(),
        parts: counted.into_iter().map(|(at, n)| (parts[at].clone(), n)).collect(),
        n_offline: count(&Expr::Is(Property::Offline))?,
        ..WhyNothing::default()
    };
    let rest = without_phrases(gallery, parts, &mut why)?;
    if parts.is_empty() {
        look_at_tags(gallery, &asked.query.expr, &mut why)?;
    }
    rest.into_iter().try_for_each(|part| look_at_tags(gallery, part, &mut why))?;
    Ok(why)
}

/// Takes the words that are one known tag out of parts side by side: `one piece` asks for nobody called `one`.
fn without_phrases<'a>(gallery: &Gallery, mut parts: &'a [Expr], why: &mut WhyNothing) -> Result<Vec<&'a Expr>> {
    let word = |part: &'a Expr| match part {
        Expr::Tag(TagPattern { namespace: None, name }) | Expr::Text(name) if !name.contains('*') => {
            Some(name.as_str())
        }
        _ => None,
    };
    let mut rest = Vec::new();
    'parts: while let [first, behind @ ..] = parts {
        let words: Vec<&str> = parts.iter().map_while(word).collect();
        for n_words in (2..=words.len()).rev() {
            if let Some(tag) = gallery.vocabulary()?.place(&words[..n_words].join("_"))
                && !gallery.catalog.is_used(&TagPattern::from(&tag))?
            {
                why.unused.push(tag);
                parts = &parts[n_words..];
                continue 'parts;
            }
        }
        rest.push(first);
        parts = behind;
    }
    Ok(rest)
}

/// Looks for tags that nothing has, other than those that must be missing.
fn look_at_tags(gallery: &Gallery, expr: &Expr, why: &mut WhyNothing) -> Result<()> {
    match expr {
        Expr::And(parts) | Expr::Or(parts) => parts.iter().try_for_each(|part| look_at_tags(gallery, part, why)),
        Expr::Tag(pattern) if !pattern.name.contains('*') && !gallery.catalog.is_used(pattern)? => {
            let namespace = pattern.namespace.as_deref().unwrap_or_default();
            let metatags: Vec<&str> = query::metatags().iter().map(|metatag| metatag.name).collect();
            // Danbooru's `rating:` is no slip for `ratio:`.
            if let Some(near) = query::nearest(namespace, &metatags).filter(|_| !NAMESPACES.contains(&namespace)) {
                why.near_metatags.push((namespace.to_owned(), near));
            } else if !namespace.is_empty()
                && !namespaces(gallery)?.iter().any(|known| known == namespace)
                && let Some(near) = query::nearest(namespace, &NAMESPACES)
            {
                why.near_metatags.push((namespace.to_owned(), near));
            }
            let Ok(tag) = Tag::parse_in(namespace, &pattern.name) else { return Ok(()) };
            let known = if namespace.is_empty() {
                gallery.vocabulary()?.place(&pattern.name)
            } else {
                gallery.vocabulary()?.tags().find(|known| **known == tag).cloned()
            };
            match (known, gallery.near_miss_of(pattern)?) {
                (Some(known), _) => why.unused.push(known),
                (None, Some(near)) => why.near_misses.push((tag, near)),
                // A person may have been named by one of several names.
                (None, None) => why.unused.extend(gallery.known_holders(pattern)?),
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
