//! What implies what, as a tree: a tag, below it those that imply it, and so on.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::error::Result;
use super::rules::{list_rules, near};
use super::{Error, Gallery};
use crate::catalog::RuleKind;
use crate::query::expr::TagPattern;
use crate::tag::Tag;

/// A tag in a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagNode {
    /// The tag.
    pub tag: Tag,
    /// How many tags stand above it.
    pub depth: usize,
    /// How many media have it.
    pub n_media: u64,
    /// Its other names, in the order of the text.
    pub aliases: Vec<Tag>,
}

/// Lists a tag and all that imply it, each below what it implies, most used first. A tag that implies two others stands below
/// both. Without a tag, it lists all trees of tags in use, as far as they are in use.
///
/// # Errors
/// [`Error::NoSuchTag`] if nothing is known of the tag.
pub fn tag_tree(gallery: &Gallery, top: Option<&Tag>) -> Result<Vec<TagNode>> {
    let known = Known::read(gallery)?;
    let mut tree = Vec::new();
    match top {
        Some(typed) => {
            let tag = named(gallery, typed)?;
            if !gallery.is_known(&tag)? {
                return Err(Error::NoSuchTag { near: near(gallery, &tag)?, tag });
            }
            known.add(&tag, 0, false, &mut tree);
        }
        None => {
            let below: HashSet<&Tag> = known.children.values().flatten().collect();
            let tops = known.children.keys().filter(|tag| !below.contains(tag));
            known.sorted(tops).into_iter().for_each(|tag| known.add(tag, 0, true, &mut tree));
        }
    }
    Ok(tree)
}

/// The tag of this name; of a name without a namespace, in whatever namespace it is used or known.
fn named(gallery: &Gallery, typed: &Tag) -> Result<Tag> {
    if !typed.namespace().is_empty() {
        return gallery.meant(typed);
    }
    let any = TagPattern { namespace: None, name: typed.name().to_owned() };
    let meant = gallery.meant_by_pattern(&any)?;
    if let Some(namespace) = &meant.namespace {
        return Ok(Tag::from_parts(namespace, &meant.name));
    }
    let used = gallery.catalog.list_tags(&[meant])?.into_iter().next();
    Ok(used.map_or_else(|| typed.clone(), |used| used.tag))
}

struct Known {
    children: HashMap<Tag, BTreeSet<Tag>>,
    aliases: HashMap<Tag, BTreeSet<Tag>>,
    counts: HashMap<Tag, u64>,
}

impl Known {
    /// The rules of a person and the vocabulary's, without those that a person took back.
    fn read(gallery: &Gallery) -> Result<Self> {
        let rules = list_rules(gallery)?;
        let unwanted: HashSet<(&Tag, &Tag)> = rules
            .iter()
            .filter(|rule| rule.kind == RuleKind::Unwanted)
            .map(|rule| (&rule.child, &rule.parent))
            .collect();
        let of_kind = |is_kind: fn(RuleKind) -> bool| {
            rules.iter().filter(move |rule| is_kind(rule.kind)).map(|rule| (&rule.child, &rule.parent))
        };
        let vocabulary = gallery.vocabulary()?;
        let grouped = |pairs: &mut dyn Iterator<Item = (&Tag, &Tag)>| {
            let mut groups: HashMap<Tag, BTreeSet<Tag>> = HashMap::new();
            for (child, parent) in pairs.filter(|pair| !unwanted.contains(pair)) {
                groups.entry(parent.clone()).or_default().insert(child.clone());
            }
            groups
        };
        let implications = of_kind(|kind| kind == RuleKind::Implication);
        let aliases = of_kind(|kind| matches!(kind, RuleKind::Alias | RuleKind::Renamed));
        let counts = gallery.catalog.list_tags(&[])?.into_iter().map(|used| (used.tag, used.n_media));
        Ok(Self {
            children: grouped(&mut implications.chain(vocabulary.implications())),
            aliases: grouped(&mut aliases.chain(vocabulary.aliases())),
            counts: counts.collect(),
        })
    }

    fn count(&self, tag: &Tag) -> u64 {
        self.counts.get(tag).copied().unwrap_or(0)
    }

    fn sorted<'a>(&self, tags: impl Iterator<Item = &'a Tag>) -> Vec<&'a Tag> {
        let mut sorted: Vec<&Tag> = tags.collect();
        sorted.sort_by_key(|tag| (Reverse(self.count(tag)), *tag));
        sorted
    }

    fn add(&self, tag: &Tag, depth: usize, only_used: bool, tree: &mut Vec<TagNode>) {
        let n_media = self.count(tag);
        if only_used && n_media == 0 {
            return;
        }
        let aliases = self.aliases.get(tag).into_iter().flatten().cloned().collect();
        tree.push(TagNode { tag: tag.clone(), depth, n_media, aliases });
        for child in self.sorted(self.children.get(tag).into_iter().flatten()) {
            self.add(child, depth + 1, only_used, tree);
        }
    }
}
