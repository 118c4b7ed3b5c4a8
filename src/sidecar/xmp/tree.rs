//! An XML document as a list of elements, each with the places of its parts in the text.
//!
//! Namespaces are resolved here. No entity beyond XML's five and character references is expanded, a document type is
//! passed over unread. All that could grow without end has a limit: elements, attributes, depth, namespaces in scope.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::{resolve_xml_entity, unescape};
use quick_xml::events::{BytesRef, Event};

use super::super::error::Error;

const MAX_ELEMENTS: usize = 50_000;
const MAX_ATTRIBUTES: usize = 50_000;
const MAX_DEPTH: usize = 64;
/// Photoshop declares about thirty.
const MAX_NAMESPACES: usize = 256;

/// The elements in the order of their start tags.
pub(super) struct Tree<'a> {
    text: &'a str,
    pub(super) elements: Vec<Element<'a>>,
}

/// One element.
pub(super) struct Element<'a> {
    pub(super) parent: Option<usize>,
    /// The namespace, as it is written in its declaration; empty for none.
    pub(super) uri: &'a str,
    pub(super) local: &'a str,
    /// With its colon; empty for none.
    pub(super) prefix: &'a str,
    pub(super) attributes: Vec<Attribute<'a>>,
    /// From the start tag's first byte to the end tag's last.
    pub(super) span: Range<usize>,
    /// Where the start tag ends.
    pub(super) start_tag_end: usize,
    /// Where the end tag begins; none for `<a/>`.
    pub(super) end_tag: Option<usize>,
    pub(super) children: Vec<usize>,
    /// The text directly in it.
    pub(super) text: String,
}

/// One attribute that declares no namespace.
pub(super) struct Attribute<'a> {
    pub(super) uri: &'a str,
    pub(super) local: &'a str,
    pub(super) value: String,
    /// What stands between the quotes.
    pub(super) value_span: Range<usize>,
}

impl Element<'_> {
    pub(super) fn is(&self, uri: &str, local: &str) -> bool {
        self.uri == uri && self.local == local
    }

    pub(super) fn attribute(&self, uri: &str, local: &str) -> Option<&Attribute<'_>> {
        self.attributes.iter().find(|attribute| attribute.uri == uri && attribute.local == local)
    }
}

impl<'a> Tree<'a> {
    /// Reads a document.
    pub(super) fn parse(text: &'a str) -> Result<Self, Error> {
        let tree = Self { text, elements: Vec::new() };
        let mut builder = Builder { text, tree, open: Vec::new(), scope: Vec::new(), n_attributes: 0 };
        let mut reader = Reader::from_str(text);
        // XMP packets inside other text have been seen with a bare ampersand.
        reader.config_mut().allow_dangling_amp = true;
        loop {
            let start = offset(&reader);
            let event = reader.read_event().map_err(|error| Error::Xmp(error.to_string()))?;
            let span = start..offset(&reader);
            match event {
                Event::Start(_) => builder.open(span, false)?,
                Event::Empty(_) => builder.open(span, true)?,
                Event::End(_) => builder.close(span),
                Event::Text(text) => builder.push_text(&text),
                Event::CData(text) => builder.push_text(&text),
                Event::GeneralRef(reference) => builder.push_reference(&reference),
                Event::Eof => break,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        if builder.open.is_empty() { Ok(builder.tree) } else { Err(error("an element has no end")) }
    }

    /// The elements directly in another.
    pub(super) fn children(&self, of: usize) -> impl Iterator<Item = (usize, &Element<'a>)> {
        let children = self.elements.get(of).map(|element| element.children.as_slice()).unwrap_or_default();
        children.iter().filter_map(|&child| Some((child, self.elements.get(child)?)))
    }

    /// The namespaces declared around and by an element, outermost first: prefix without colon, and namespace.
    pub(super) fn scope(&self, of: usize) -> Vec<(&'a str, &'a str)> {
        let around = std::iter::successors(self.elements.get(of), |inner| self.elements.get(inner.parent?));
        let mut tags: Vec<_> = around.map(|element| element.span.start..element.start_tag_end).collect();
        tags.reverse();
        let declared =
            |span| start_tag(self.text, span).map(|(_, raw)| declarations(self.text, &raw).collect::<Vec<_>>());
        tags.into_iter().filter_map(declared).flatten().collect()
    }
}

/// An attribute's name and the place of its value.
type RawAttribute<'a> = (&'a str, Range<usize>);

struct Builder<'a> {
    text: &'a str,
    tree: Tree<'a>,
    /// The elements that are open, each with the number of namespaces declared outside of it.
    open: Vec<(usize, usize)>,
    scope: Vec<(&'a str, &'a str)>,
    n_attributes: usize,
}

impl<'a> Builder<'a> {
    fn open(&mut self, span: Range<usize>, is_empty: bool) -> Result<(), Error> {
        if self.tree.elements.len() >= MAX_ELEMENTS || self.open.len() >= MAX_DEPTH {
            return Err(error("more or deeper elements than XMP has"));
        }
        let outside = self.scope.len();
        let (name, raw) = start_tag(self.text, span.clone()).ok_or_else(|| error("a tag is damaged"))?;
        self.n_attributes += raw.len();
        self.scope.extend(declarations(self.text, &raw));
        if self.n_attributes > MAX_ATTRIBUTES || self.scope.len() > MAX_NAMESPACES {
            return Err(error("more attributes or namespaces than XMP has"));
        }
        let attributes = raw.into_iter().filter(|(name, _)| *name != "xmlns" && !name.starts_with("xmlns:"));
        let attributes: Vec<_> = attributes.map(|(name, span)| self.attribute(name, span)).collect();
        let (prefix, local) = name.split_at(name.find(':').map_or(0, |at| at + 1));
        let parent = self.open.last().map(|&(parent, _)| parent);
        let element = Element {
            parent,
            uri: self.namespace(prefix.trim_end_matches(':')),
            local,
            prefix,
            attributes,
            start_tag_end: span.end,
            end_tag: None,
            span,
            children: Vec::new(),
            text: String::new(),
        };
        let index = self.tree.elements.len();
        self.tree.elements.push(element);
        if let Some(parent) = parent.and_then(|parent| self.tree.elements.get_mut(parent)) {
            parent.children.push(index);
        }
        if is_empty {
            self.scope.truncate(outside);
        } else {
            self.open.push((index, outside));
        }
        Ok(())
    }

    fn attribute(&self, name: &'a str, value_span: Range<usize>) -> Attribute<'a> {
        let raw = self.text.get(value_span.clone()).unwrap_or_default();
        let value = unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned);
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        // An attribute without a prefix is in no namespace.
        let uri = if prefix.is_empty() { "" } else { self.namespace(prefix) };
        Attribute { uri, local, value, value_span }
    }

    fn namespace(&self, prefix: &str) -> &'a str {
        self.scope.iter().rev().find(|(known, _)| *known == prefix).map_or("", |(_, uri)| uri)
    }

    fn close(&mut self, span: Range<usize>) {
        if let Some((index, outside)) = self.open.pop() {
            self.scope.truncate(outside);
            if let Some(element) = self.tree.elements.get_mut(index) {
                element.end_tag = Some(span.start);
                element.span.end = span.end;
            }
        }
    }

    fn push_text(&mut self, text: &str) {
        let open = self.open.last().map(|&(index, _)| index);
        if let Some(element) = open.and_then(|index| self.tree.elements.get_mut(index)) {
            element.text.push_str(text);
        }
    }

    fn push_reference(&mut self, reference: &BytesRef<'_>) {
        match reference.resolve_char_ref() {
            Ok(Some(c)) => self.push_text(c.encode_utf8(&mut [0; 4])),
            _ => {
                let known = resolve_xml_entity(reference);
                let unknown = || format!("&{};", &**reference);
                self.push_text(&known.map_or_else(unknown, str::to_owned));
            }
        }
    }
}

/// The name in a start tag, and its attributes with the places of their values.
fn start_tag(text: &str, span: Range<usize>) -> Option<(&str, Vec<RawAttribute<'_>>)> {
    let tag = text.get(span.clone())?;
    let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let is_space = |c: char| c.is_ascii_whitespace();
    let end = inner.find(is_space).unwrap_or(inner.len());
    let (name, mut rest) = inner.split_at_checked(end)?;
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(is_space);
        if rest.is_empty() {
            return Some((name, attributes));
        }
        let (key, after) = rest.split_once('=')?;
        let after = after.trim_start_matches(is_space);
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value_and_rest = after.get(1..)?;
        let length = value_and_rest.find(quote)?;
        let start = span.start + 1 + inner.len() - value_and_rest.len();
        attributes.push((key.trim_end_matches(is_space), start..start + length));
        rest = value_and_rest.get(length + 1..)?;
    }
}

/// The namespaces that a start tag declares.
fn declarations<'a>(text: &'a str, raw: &[RawAttribute<'a>]) -> impl Iterator<Item = (&'a str, &'a str)> {
    raw.iter().filter_map(move |(name, value)| {
        let prefix = if *name == "xmlns" { "" } else { name.strip_prefix("xmlns:")? };
        Some((prefix, text.get(value.clone())?))
    })
}

fn offset(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

fn error(text: &str) -> Error {
    Error::Xmp(text.to_owned())
}
