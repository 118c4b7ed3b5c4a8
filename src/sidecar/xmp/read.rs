//! Reads a packet: which properties hold keywords, and which of them wins.
//!
//! A heading in a path (`Character/Ayanami Rei`) is the namespace of what stands directly below it, and no tag. A word of
//! `dc:subject` counts only if no path has it. `nakigao:tags` gives namespaces to words of `dc:subject` and adds none: a
//! keyword that another program took out of `dc:subject` is gone.

use std::collections::{BTreeSet, HashSet};

use super::super::encoding;
use super::super::error::Error;
use super::super::keywords::{flat_and_paths, levels};
use super::super::statement::{Collector, Statement};
use super::tree::{Element, Tree};
use super::{
    ACDSEE, DC, DIGIKAM, LR, MAX_BYTES, MEDIAPRO, MICROSOFT, MICROSOFT_BARE, NAKIGAO, NO_KEYWORDS, RDF, XAP, stars_of,
};
use crate::tag::{Tag, normalise};

/// Properties whose items are paths, with what separates the parts.
const PATHS: [(&str, &str, char); 6] = [
    (DIGIKAM, "TagsList", '/'),
    (MICROSOFT, "LastKeywordXMP", '/'),
    (MICROSOFT_BARE, "LastKeywordXMP", '/'),
    (LR, "hierarchicalSubject", '|'),
    (LR, "HierarchicalSubject", '|'),
    (MEDIAPRO, "CatalogSets", '|'),
];

/// Reads a packet or sidecar. Fails on damaged XML, and on XML without RDF.
pub fn read(bytes: &[u8]) -> Result<Statement, Error> {
    read_beside(bytes, &[])
}

/// Reads a packet in a picture that holds keywords in other places as well, mostly the same.
pub(in super::super) fn read_beside(bytes: &[u8], keywords: &[String]) -> Result<Statement, Error> {
    let (_, text) = encoding::decode(bytes, MAX_BYTES)?;
    // Packets are padded, some with zeros.
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    Ok(statement(&Properties::of(&Tree::parse(text)?)?, keywords))
}

/// Reads keywords that stand outside of XMP, as programs write them there too.
pub(in super::super) fn of_keywords(keywords: &[String]) -> Statement {
    statement(&Properties { list: Vec::new() }, keywords)
}

fn statement(properties: &Properties<'_>, keywords: &[String]) -> Statement {
    let paths = properties.paths();
    let mut own = properties.own_tags();
    let ratings = properties.all(XAP, "Rating");
    own.retain(|tag| ratings.is_empty() || stars_of(tag).is_none());
    let mut subject = properties.all(DC, "subject");
    let parts: BTreeSet<&str> = subject.iter().flat_map(|word| word.split(';').map(str::trim).chain([*word])).collect();
    subject.extend(keywords.iter().map(String::as_str).filter(|word| !is_in(word, &parts)));
    let keywords: HashSet<String> = subject.iter().map(|word| normalise(word)).collect();
    let is_there = |tag: &&Tag| keywords.contains(tag.name()) || NO_KEYWORDS.contains(&tag.namespace());

    let mut words = Collector::default();
    own.iter().filter(is_there).for_each(|tag| words.add(Some(tag.namespace()), tag.name()));
    let own: HashSet<&str> = own.iter().map(Tag::name).collect();
    subject.retain(|word| !own.contains(normalise(word).as_str()));
    let (flat, more) = flat_and_paths(&subject);
    let mut parts = HashSet::new();
    for path in paths.iter().chain(&more) {
        parts.extend(path.iter().map(|part| normalise(part)));
        words.add_path(levels(path));
    }
    flat.iter().filter(|word| !parts.contains(&normalise(word))).for_each(|word| words.add_flat(word, None));
    properties.all(DC, "description").iter().for_each(|text| words.prose(text));
    properties.all(NAKIGAO, "quotes").iter().for_each(|quote| words.quote(quote));
    words.statement.stars = ratings.iter().find_map(|text| stars(text));
    words.finish()
}

/// Whether a keyword is what IPTC or EXIF keep of one in the packet: its first 64 bytes, or a part between semicolons.
fn is_in(keyword: &str, parts: &BTreeSet<&str>) -> bool {
    const IPTC_BYTES: usize = 64;
    // A character of UTF-8 that does not fit is left out.
    let is_cut = keyword.len() > IPTC_BYTES - 4;
    parts.range(keyword..).next().is_some_and(|part| *part == keyword || is_cut && part.starts_with(keyword))
}

/// The properties of a document, each with its items.
pub(super) struct Properties<'a> {
    list: Vec<(&'a str, &'a str, Vec<String>)>,
}

impl<'a> Properties<'a> {
    pub(super) fn of(tree: &Tree<'a>) -> Result<Self, Error> {
        let mut list = Vec::new();
        let mut has_rdf = false;
        for (root, _) in tree.elements.iter().enumerate().filter(|(_, element)| element.is(RDF, "RDF")) {
            has_rdf = true;
            for (node, description) in tree.children(root) {
                for attribute in description.attributes.iter().filter(|attribute| attribute.uri != RDF) {
                    list.push((attribute.uri, attribute.local, vec![attribute.value.trim().to_owned()]));
                }
                list.extend(tree.children(node).map(|(at, property)| (property.uri, property.local, items(tree, at))));
            }
        }
        if has_rdf { Ok(Self { list }) } else { Err(Error::Xmp("there is no RDF in it".to_owned())) }
    }

    /// The items of all properties of a name, none empty.
    pub(super) fn all(&self, uri: &str, local: &str) -> Vec<&str> {
        let named = self.list.iter().filter(|(known, name, _)| *known == uri && *name == local);
        named.flat_map(|(_, _, items)| items).map(String::as_str).filter(|item| !item.is_empty()).collect()
    }

    /// The tags that we wrote.
    pub(super) fn own_tags(&self) -> Vec<Tag> {
        self.all(NAKIGAO, "tags").into_iter().filter_map(|text| Tag::parse(text).ok()).collect()
    }

    fn paths(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        for (uri, local, separator) in PATHS {
            for item in self.all(uri, local) {
                let parts = item.split(separator).map(str::trim).filter(|part| !part.is_empty());
                paths.push(parts.map(str::to_owned).collect());
            }
        }
        // XML within a string, which other programs copy unread.
        for text in self.all(ACDSEE, "categories") {
            if let Ok(tree) = Tree::parse(text) {
                let is_assigned = |element: &Element<'_>| {
                    element.local == "Category" && element.attribute("", "Assigned").is_some_and(|is| is.value == "1")
                };
                paths.extend(tree.elements.iter().filter(|element| is_assigned(element)).map(|it| path_to(&tree, it)));
            }
        }
        paths
    }
}

/// The texts of a nested category and of all around it, outermost first.
fn path_to(tree: &Tree<'_>, element: &Element<'_>) -> Vec<String> {
    let around = std::iter::successors(Some(element), |inner| tree.elements.get(inner.parent?));
    let mut path: Vec<String> =
        around.map(|part| part.text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
    path.reverse();
    path
}

/// The values of a property: the items of its containers, or its one value.
pub(super) fn items(tree: &Tree<'_>, property: usize) -> Vec<String> {
    let mut items = Vec::new();
    let mut has_container = false;
    for (container, _) in tree.children(property).filter(|(_, element)| is_container(element)) {
        has_container = true;
        items.extend(tree.children(container).filter(|(_, li)| li.is(RDF, "li")).map(|(li, _)| value(tree, li)));
    }
    if !has_container {
        items.push(value(tree, property));
    }
    items
}

pub(super) fn is_container(element: &Element<'_>) -> bool {
    element.uri == RDF && matches!(element.local, "Bag" | "Seq" | "Alt")
}

/// A text, or the `rdf:value` of a text with qualifiers, in any of the three ways to write one.
fn value(tree: &Tree<'_>, of: usize) -> String {
    let text = |element: &Element<'_>| element.text.trim().to_owned();
    let inner = |of: usize| tree.children(of).find(|(_, element)| element.is(RDF, "value")).map(|(_, it)| text(it));
    let described = || tree.children(of).find(|(_, element)| element.is(RDF, "Description"));
    let as_attribute = |element: &Element<'_>| element.attribute(RDF, "value").map(|it| it.value.trim().to_owned());
    inner(of)
        .or_else(|| described().and_then(|(at, element)| inner(at).or_else(|| as_attribute(element))))
        .or_else(|| tree.elements.get(of).and_then(|element| as_attribute(element).or_else(|| Some(text(element)))))
        .unwrap_or_default()
}

fn stars(text: &str) -> Option<i8> {
    let number: f32 = text.parse().ok()?;
    // Zero is what programs write that know no rating.
    let whole = [-1, 1, 2, 3, 4, 5_i8].into_iter().find(|&stars| f32::from(stars) == number.round());
    whole.filter(|_| number.is_finite())
}
