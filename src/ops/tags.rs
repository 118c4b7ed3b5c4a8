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
    let in_use = used(gallery, typed, limit)?;
    let mut found: Vec<Completion> =
        in_use.into_iter().map(|used| Completion { name: used.tag, stands_for: None, n_media: used.n_media }).collect();
    if found.len() >= limit {
        return Ok(found);
    }
    let n_in_use = found.len();
    let known = gallery.vocabulary()?.complete(typed).into_iter();
    for (name, canonical) in known {
        if found.len() == limit {
            break;
        }
        let stands_for = (name != canonical).then(|| canonical.clone());
        if found[..n_in_use].iter().all(|used| used.name != *name) {
            let n_media = stands_for.as_ref().map_or(Ok(0), |tag| gallery.catalog.count_tagged(tag))?;
            found.push(Completion { name: name.clone(), stands_for, n_media });
        }
    }
    Ok(found)
}

fn used(gallery: &Gallery, typed: &str, limit: usize) -> Result<Vec<TagCount>> {
    let normal = normalise(typed);
    match (split_namespace(&normal), normal.strip_suffix(':')) {
        (Some((namespace, name)), _) => Ok(gallery.catalog.list_beginning(Some(namespace), name, limit)?),
        (None, Some(namespace)) => Ok(gallery.catalog.list_beginning(Some(namespace), "", limit)?),
        (None, None) => {
            let mut found = gallery.catalog.list_beginning(None, &normal, limit)?;
            if !normal.is_empty() && found.len() < limit {
                found.extend(gallery.catalog.list_in_namespaces(&normal, limit - found.len())?);
            }
            Ok(found)
        }
    }
}
