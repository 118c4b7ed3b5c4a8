//! The tags in use, and what a word being typed could become.

use std::collections::{HashMap, HashSet};
use std::iter::successors;

use super::Gallery;
use super::error::Result;
use crate::catalog::TagCount;
use crate::query::expr::TagPattern;
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag, canonical_namespace, normalise, split_namespace};

/// Namespaces that every gallery knows though no tag may be in them yet.
pub(super) const NAMESPACES: [&str; 6] = [SERIES, CHARACTER, EMOTION, "artist", "meta", "rating"];

/// Lists the tags in use, or those that fit one of some patterns: most used first, then by name.
pub fn tags(gallery: &Gallery, patterns: &[TagPattern]) -> Result<Vec<TagCount>> {
    Ok(gallery.catalog.list_tags(patterns)?)
}

/// Finds the tag in use that a pattern is another name of.
///
/// # Errors
/// If the catalogue or the vocabulary cannot be read.
pub fn tag_named(gallery: &Gallery, pattern: &TagPattern) -> Result<Option<TagPattern>> {
    let meant = gallery.meant_by_pattern(pattern)?;
    Ok(if meant != *pattern && gallery.catalog.is_used(&meant)? { Some(meant) } else { None })
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

/// Lists what a word being typed could become, by the beginning of a whole tag, of its name alone or of a later word in its
/// name: the tags in use, most used first, then the names that the vocabulary knows of tags that are not listed yet, in the
/// order of the text.
///
/// # Errors
/// If the catalogue or the vocabulary cannot be read.
pub fn complete_tag(gallery: &Gallery, typed: &str, limit: usize) -> Result<Vec<Completion>> {
    let in_use = used(gallery, typed, limit)?;
    let mut found: Vec<Completion> =
        in_use.into_iter().map(|used| Completion { name: used.tag, stands_for: None, n_media: used.n_media }).collect();
    if found.len() >= limit {
        return Ok(found);
    }
    let renamed: HashMap<Tag, Tag> = gallery.catalog.list_renamed()?.into_iter().collect();
    let known = gallery.vocabulary()?.complete(typed).into_iter();
    let known: Vec<(&Tag, &Tag)> = known.map(|(name, canonical)| (name, today(&renamed, canonical))).collect();
    let own_names = known.iter().filter(|(name, canonical)| name == canonical).map(|&(name, _)| name.clone());
    let listed: HashSet<Tag> = found.iter().map(|used| used.name.clone()).chain(own_names).collect();
    let n_in_use = found.len();
    for (name, canonical) in known {
        if found.len() == limit {
            break;
        }
        let stands_for = (name != canonical).then(|| canonical.clone());
        // An alias of a tag that is listed itself is left out.
        let is_listed = match &stands_for {
            Some(tag) => listed.contains(tag),
            None => found[..n_in_use].iter().any(|used| used.name == *name),
        };
        if !is_listed {
            let n_media = stands_for.as_ref().map_or(Ok(0), |tag| gallery.catalog.count_tagged(tag))?;
            found.push(Completion { name: name.clone(), stands_for, n_media });
        }
    }
    Ok(found)
}

/// The name that a tag has today.
fn today<'a>(renamed: &'a HashMap<Tag, Tag>, tag: &'a Tag) -> &'a Tag {
    successors(Some(tag), |&tag| renamed.get(tag)).last().unwrap_or(tag)
}

fn used(gallery: &Gallery, typed: &str, limit: usize) -> Result<Vec<TagCount>> {
    let normal = normalise(typed);
    let (namespace, name) = match (split_namespace(&normal), normal.strip_suffix(':')) {
        (Some((namespace, name)), _) => (Some(canonical_namespace(namespace)), name),
        (None, Some(namespace)) => (Some(canonical_namespace(namespace)), ""),
        (None, None) => (None, normal.as_str()),
    };
    let mut found = gallery.catalog.list_beginning(namespace, name, limit)?;
    // A single letter begins some word of most names.
    if (name.len() > 1) && found.len() < limit {
        found.extend(gallery.catalog.list_with_word(namespace, name, limit - found.len())?);
    }
    Ok(found)
}

/// The namespaces that every gallery knows, and those of its tags.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn namespaces(gallery: &Gallery) -> Result<Vec<String>> {
    let mut known: Vec<String> = NAMESPACES.map(str::to_owned).to_vec();
    let others = gallery.catalog.list_namespaces()?;
    known.extend(others.into_iter().filter(|namespace| !NAMESPACES.contains(&namespace.as_str())));
    Ok(known)
}
