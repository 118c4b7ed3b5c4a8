//! Writing a sidecar: a new one, or a change to one that other programs keep their own things in.
//!
//! The document is not rebuilt. Only the bytes of properties that differ are replaced; all others stay as they are, so
//! that writing the same twice changes nothing. Of each property one is left, with one container.
//!
//! A keyword is ours if `nakigao:tags` had it when the sidecar was last written; it is removed when its tag is gone. All
//! other keywords stay, and a tag that one of them stands for (`Nagisa Furukawa`) gets no second one.
//! `lr:hierarchicalSubject` holds tags with a namespace only. A name with the separator in it has no path. `stars:4` is a
//! rating, and no keyword.

use std::collections::HashSet;
use std::ops::Range;

use super::super::error::Error;
use super::super::{encoding, namespace};
use super::read::{Properties, is_container, items};
use super::tree::{Element, Tree};
use super::{DC, DIGIKAM, LR, MAX_BYTES, NAKIGAO, NO_KEYWORDS, RDF, XAP, stars_of};
use crate::tag::{Tag, normalise};

const EMPTY: &str = concat!(
    "<?xpacket begin=\"\u{FEFF}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n",
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">",
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n",
    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"",
    " xmlns:lr=\"http://ns.adobe.com/lightroom/1.0/\" xmlns:digiKam=\"http://www.digikam.org/ns/1.0/\"",
    " xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:nakigao=\"urn:nakigao:xmp:1\">\n",
    "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>\n",
);

/// What an exported sidecar holds.
#[derive(Clone, Copy, Debug, Default)]
pub struct Export<'a> {
    /// All tags; the caller decides whether unconfirmed ones are among them.
    pub tags: &'a [Tag],
    /// All quotes.
    pub quotes: &'a [String],
}

/// Writes a new sidecar, or changes the bytes of an existing one; the encoding stays. `meaning` is the tag that a keyword of
/// another program stands for.
///
/// [`super::read`] gives the tags and quotes back, and other people's keywords with them.
///
/// # Errors
/// [`Error`] if the existing one is not understood; it must then be left alone.
pub fn write(
    existing: Option<&[u8]>,
    export: &Export<'_>,
    meaning: &dyn Fn(&str) -> Option<Tag>,
) -> Result<Vec<u8>, Error> {
    let (encoding, text) = encoding::decode(existing.unwrap_or(EMPTY.as_bytes()), MAX_BYTES)?;
    let tree = Tree::parse(&text)?;
    let properties = Properties::of(&tree)?;
    let mut edit = Edit::new(&text, &tree)?;

    let (old, new) = (properties.own_tags(), export.tags);
    for (uri, local, container, separator, spelling) in [
        (DC, "subject", "Bag", &[][..], word as fn(&Tag) -> Option<String>),
        (LR, "hierarchicalSubject", "Bag", &['|'][..], |tag| path(tag, '|').filter(|_| !tag.namespace().is_empty())),
        (DIGIKAM, "TagsList", "Seq", &['/'][..], |tag| path(tag, '/')),
    ] {
        let old: Vec<String> = old.iter().filter_map(spelling).collect();
        let new: Vec<(String, &Tag)> = new.iter().filter_map(|tag| Some((spelling(tag)?, tag))).collect();
        let meaning = |item: &str| meaning(item.rsplit(separator).next().unwrap_or(item));
        edit.list(uri, local, container, merge(properties.all(uri, local), &old, new, meaning));
    }
    edit.list(NAKIGAO, "tags", "Bag", unique(new.iter().map(|tag| plain(&tag.to_string()))));
    edit.list(NAKIGAO, "quotes", "Seq", unique(export.quotes.iter().map(|quote| plain(quote))));
    let stars = |tags: &[Tag]| tags.iter().filter_map(stars_of).max();
    // The rating that a tag of before stood for goes with it.
    let is_gone = |stars: &u8| properties.all(XAP, "Rating").contains(&stars.to_string().as_str());
    if let Some(stars) = stars(new).or_else(|| stars(&old).filter(is_gone).map(|_| 0)) {
        edit.stars(stars);
    }
    Ok(encoding::encode(&edit.apply(), encoding))
}

fn word(tag: &Tag) -> Option<String> {
    (!NO_KEYWORDS.contains(&tag.namespace())).then(|| plain(&tag.spoken()))
}

/// `character/ayanami rei`; none if it would not be read as this tag.
fn path(tag: &Tag, separator: char) -> Option<String> {
    let (namespace, name) = (tag.namespace(), word(tag)?);
    if name.contains(separator) {
        return None;
    }
    if namespace.is_empty() {
        return Some(name);
    }
    let is_known = namespace::of_category(namespace) == Some(namespace);
    is_known.then(|| format!("{namespace}{separator}{name}"))
}

/// A text without the characters that no XML can hold, trimmed.
fn plain(text: &str) -> String {
    let is_xml = |c: &char| matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..);
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(is_xml).collect::<String>().trim().to_owned()
}

/// The keywords there, without ours of before that are gone, and with the new ones.
fn merge(
    there: Vec<&str>,
    old: &[String],
    new: Vec<(String, &Tag)>,
    meaning: impl Fn(&str) -> Option<Tag>,
) -> Vec<String> {
    let wanted: HashSet<String> = new.iter().map(|(word, _)| normalise(word)).collect();
    let gone: HashSet<String> = old.iter().map(|word| normalise(word)).filter(|word| !wanted.contains(word)).collect();
    let mut list: Vec<String> =
        there.into_iter().filter(|word| !gone.contains(&normalise(word))).map(str::to_owned).collect();
    let mut known: HashSet<String> = list.iter().map(|word| normalise(word)).collect();
    let meant: HashSet<Tag> = list.iter().filter_map(|word| meaning(word)).collect();
    let added = new.into_iter().filter(|(word, tag)| known.insert(normalise(word)) && !meant.contains(tag));
    list.extend(added.map(|(word, _)| word));
    list
}

fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = HashSet::new();
    texts.filter(|text| !text.is_empty() && known.insert(text.clone())).collect()
}

/// The changes to a document.
struct Edit<'t, 'a> {
    text: &'a str,
    tree: &'t Tree<'a>,
    root: &'t Element<'a>,
    /// The first description, which takes what is new.
    home: Option<&'t Element<'a>>,
    scope: Vec<(&'a str, &'a str)>,
    replaced: Vec<(Range<usize>, String)>,
    added: String,
}

impl<'t, 'a> Edit<'t, 'a> {
    fn new(text: &'a str, tree: &'t Tree<'a>) -> Result<Self, Error> {
        let root = tree.elements.iter().position(|element| element.is(RDF, "RDF"));
        let (at, root) = root.and_then(|at| Some((at, tree.elements.get(at)?))).ok_or(Error::NotText)?;
        let home = tree.children(at).find(|(_, element)| element.is(RDF, "Description"));
        let scope = tree.scope(home.map_or(at, |(home, _)| home));
        let home = home.map(|(_, element)| element);
        let prefix = root.prefix.trim_end_matches(':');
        if scope.iter().rev().find(|(known, _)| *known == prefix).is_none_or(|(_, uri)| *uri != RDF) {
            return Err(Error::Xmp("the prefix of RDF has two meanings".to_owned()));
        }
        Ok(Self { text, tree, root, home, scope, replaced: Vec::new(), added: String::new() })
    }

    /// The properties of a name, in all descriptions.
    fn occurrences(&self, uri: &str, local: &str) -> Vec<usize> {
        let is_description = |at: Option<usize>| {
            let node = at.and_then(|at| self.tree.elements.get(at));
            let around = node.and_then(|node| self.tree.elements.get(node.parent?));
            around.is_some_and(|around| around.is(RDF, "RDF"))
        };
        let named = self.tree.elements.iter().enumerate().filter(|(_, element)| element.is(uri, local));
        named.filter(|(_, element)| is_description(element.parent)).map(|(at, _)| at).collect()
    }

    fn list(&mut self, uri: &str, local: &str, container: &str, wanted: Vec<String>) {
        let there = self.occurrences(uri, local);
        let is_done = match there.as_slice() {
            [] => wanted.is_empty(),
            [one] => {
                let n_containers = self.tree.children(*one).filter(|(_, element)| is_container(element)).count();
                n_containers == 1 && items(self.tree, *one) == wanted
            }
            _ => false,
        };
        if is_done {
            return;
        }
        let rdf = self.root.prefix;
        let items: String = wanted.iter().map(|item| format!("<{rdf}li>{}</{rdf}li>", escape(item))).collect();
        let content = format!("<{rdf}{container}>{items}</{rdf}{container}>");
        let element = if wanted.is_empty() { String::new() } else { self.render(&there, uri, local, &content) };
        self.put(&there, element);
    }

    fn stars(&mut self, stars: u8) {
        let value = stars.to_string();
        let in_rdf = |element: &&Element<'_>| {
            element.parent.and_then(|at| self.tree.elements.get(at)).is_some_and(|around| around.is(RDF, "RDF"))
        };
        let attributes: Vec<_> =
            self.tree.elements.iter().filter(in_rdf).filter_map(|it| it.attribute(XAP, "Rating")).collect();
        let there = self.occurrences(XAP, "Rating");
        for attribute in attributes.iter().filter(|attribute| attribute.value != value) {
            self.replaced.push((attribute.value_span.clone(), value.clone()));
        }
        let is_done = match there.as_slice() {
            [] => !attributes.is_empty(),
            [one] => attributes.is_empty() && items(self.tree, *one) == [value.as_str()],
            _ => false,
        };
        if !is_done {
            let element =
                if attributes.is_empty() { self.render(&there, XAP, "Rating", &value) } else { String::new() };
            self.put(&there, element);
        }
    }

    /// Puts an element where the first of its name is, or to the new ones; the others of its name go.
    fn put(&mut self, there: &[usize], element: String) {
        let spans = there.iter().filter_map(|&at| self.tree.elements.get(at)).map(|element| element.span.clone());
        let mut spans: Vec<_> = spans.collect();
        if spans.is_empty() {
            self.added += &format!(" {element}\n");
            return;
        }
        spans.reverse();
        let first = spans.pop();
        self.replaced.extend(spans.into_iter().map(|span| (span, String::new())));
        self.replaced.extend(first.map(|span| (span, element)));
    }

    /// An element with a prefix that is in scope where it will stand, or with its own declaration.
    fn render(&self, there: &[usize], uri: &str, local: &str, content: &str) -> String {
        let around = there.first().and_then(|&at| self.tree.elements.get(at)?.parent);
        let scope = around.map_or_else(|| self.scope.clone(), |around| self.tree.scope(around));
        let meant = |prefix: &str| scope.iter().rev().find(|(known, _)| *known == prefix).map(|(_, uri)| *uri);
        let known = scope.iter().find(|(prefix, _)| !prefix.is_empty() && meant(prefix) == Some(uri));
        let usual = match uri {
            DC => "dc",
            LR => "lr",
            DIGIKAM => "digiKam",
            XAP => "xmp",
            _ => "nakigao",
        };
        let (prefix, declaration) = match known {
            Some((prefix, _)) => (*prefix, String::new()),
            None => (usual, format!(" xmlns:{usual}=\"{uri}\"")),
        };
        format!("<{prefix}:{local}{declaration}>{content}</{prefix}:{local}>")
    }

    /// The text with all changes.
    fn apply(mut self) -> String {
        if !self.added.is_empty() {
            let rdf = self.root.prefix;
            let (parent, added) = match self.home {
                Some(home) => (home, self.added),
                None => {
                    let about = if rdf.is_empty() { String::new() } else { format!(" {rdf}about=\"\"") };
                    let added = format!("<{rdf}Description{about}>\n{}</{rdf}Description>\n", self.added);
                    (self.root, added)
                }
            };
            self.replaced.push(match parent.end_tag {
                Some(at) => (at..at, added),
                // `<a/>` becomes `<a>…</a>`.
                None => {
                    let end = parent.start_tag_end;
                    (end.saturating_sub(2)..end, format!(">\n{added}</{}{}>", parent.prefix, parent.local))
                }
            });
        }
        self.replaced.sort_by_key(|(span, _)| (span.start, span.end));
        let mut text = String::with_capacity(self.text.len() + 1024);
        let mut at = 0;
        for (span, new) in &self.replaced {
            text += self.text.get(at..span.start).unwrap_or_default();
            text += new;
            at = span.end;
        }
        text + self.text.get(at..).unwrap_or_default()
    }
}

fn escape(text: &str) -> std::borrow::Cow<'_, str> {
    quick_xml::escape::partial_escape(text)
}
