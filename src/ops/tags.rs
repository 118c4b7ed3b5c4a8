//! The tags in use.

use super::Gallery;
use super::error::Result;
use crate::catalog::TagCount;
use crate::query::expr::TagPattern;
use crate::tag::{normalise, split_namespace};

/// Lists the tags in use, or those that fit one of some patterns: most used first, then by name.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn tags(gallery: &Gallery, patterns: &[TagPattern]) -> Result<Vec<TagCount>> {
    Ok(gallery.catalog.list_tags(patterns)?)
}

/// Lists the tags that a word being typed could become, most used first: by the beginning of the whole tag, or of the
/// name alone.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn complete_tag(gallery: &Gallery, typed: &str, limit: usize) -> Result<Vec<TagCount>> {
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
    found.truncate(limit);
    Ok(found)
}
