//! The tags in use, and what a word being typed could become.

use super::Gallery;
use super::error::Result;
use crate::catalog::TagCount;
use crate::query::expr::TagPattern;
use crate::tag::{Tag, normalise, split_namespace};

/// Lists the tags in use, or those that fit one of some patterns: most used first, then by name.
pub fn tags(gallery: &Gallery, patterns: &[TagPattern]) -> Result<Vec<TagCount>> {
    Ok(gallery.catalog.list_tags(patterns)?)
}

/// What a word being typed could become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The tag, or another name of one.
    pub name: Tag,
    /// What the name stands for, if it is not that itself.
    pub stands_for: Option<Tag>,
    /// How many media have the tag.
    pub n_media: u64,
}

/// Lists what a word being typed could become, by the beginning of a whole tag or of its name alone: the tags in use, most
/// used first, then all names that the vocabulary knows, in the order of the text.
///
/// # Errors
/// If the catalogue or the vocabulary cannot be read.
pub fn complete_tag(gallery: &Gallery, typed: &str, limit: usize) -> Result<Vec<Completion>> {
    let in_use = used(gallery, typed)?;
    let known = gallery.vocabulary()?.complete(typed).into_iter();
    let is_new = |name: &Tag| in_use.iter().all(|used| used.tag != *name);
    let known: Vec<(&Tag, &Tag)> = known.filter(|(name, _)| is_new(name)).collect();
    let mut found: Vec<Completion> =
        in_use.into_iter().map(|used| Completion { name: used.tag, stands_for: None, n_media: used.n_media }).collect();
    let rest = limit.saturating_sub(found.len());
    for (name, canonical) in known.into_iter().take(rest) {
        let stands_for = (name != canonical).then(|| canonical.clone());
        let n_media = match &stands_for {
            Some(tag) => {
                gallery.catalog.list_tags(&[TagPattern::from(tag)])?.first().map_or(0, |counted| counted.n_media)
            }
            None => 0,
        };
        found.push(Completion { name: name.clone(), stands_for, n_media });
    }
    found.truncate(limit);
    Ok(found)
}

fn used(gallery: &Gallery, typed: &str) -> Result<Vec<TagCount>> {
    let normal = normalise(typed);
    let pattern = match (split_namespace(&normal), normal.strip_suffix(':')) {
        (Some((namespace, name)), _) => TagPattern { namespace: Some(namespace.to_owned()), name: format!("{name}*") },
        (None, Some(namespace)) => TagPattern { namespace: Some(namespace.to_owned()), name: "*".to_owned() },
        (None, None) => TagPattern { namespace: None, name: format!("{normal}*") },
    };
    let mut found = gallery.catalog.list_tags(std::slice::from_ref(&pattern))?;
    if pattern.namespace.is_none() && !normal.is_empty() {
        let all = gallery.catalog.list_tags(&[])?;
        let begins = |tag: &TagCount| tag.tag.to_string().starts_with(&normal) && !found.contains(tag);
        let more: Vec<_> = all.into_iter().filter(begins).collect();
        found.extend(more);
    }
    Ok(found)
}
