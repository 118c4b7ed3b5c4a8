//! Templates: a line about a media, for labels on sheets and for listings.
//!
//! ```text
//! template     = (text | "\n" | "\t" | "\0" | "\\" | "{" alternatives "}")*
//! alternatives = field ("|" field)*                 the first that is not empty
//! field        = name file folder path format width height size frames duration bytes date hash tags state quote
//!              | any namespace: series, character, emotion, artist, …
//! ```
//! On a label ([`LabelStyle::Spoken`]) lengths and sizes are rounded and have units, and the text that separates an empty field
//! from the next disappears with it: `{character} — {series}` is `Clannad` where no character is known.

use super::date::date;
use super::error::Result;
use super::tags::namespaces;
use super::{Described, Error, Gallery, Names};
use crate::query::nearest;
use crate::tag::{Tag, canonical_namespace, normalise};

/// The fields that are no namespaces, and what each is.
pub const LABEL_FIELDS: [(&str, &str); 17] = [
    ("path", "the path it is listed under"),
    ("file", "the file's name"),
    ("name", "the file's name without its extension"),
    ("folder", "the name of its folder"),
    ("format", "jpeg, png, gif, webp, …"),
    ("width", "pixels"),
    ("height", "pixels"),
    ("size", "width and height, as in 1920×1080"),
    ("frames", "how many it has; 1 for a still"),
    ("duration", "one run of an animation; empty for a still"),
    ("bytes", "the size of the file"),
    ("date", "the oldest modification time of its files"),
    ("hash", "the content hash"),
    ("tags", "all tags"),
    ("quote", "its first note"),
    ("state", "present, missing or offline"),
    ("general", "its tags without a namespace"),
];

/// How fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LabelStyle {
    /// For programs: numbers as they are, nothing left out.
    Raw,
    /// For people.
    Spoken,
}

/// A parsed template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelTemplate(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Fields(Vec<String>),
}

impl LabelTemplate {
    /// Reads a template.
    ///
    /// # Errors
    /// [`Error::LoneBrace`] and [`Error::NoField`] for a brace without its partner or an empty field.
    pub fn parse(text: &str) -> Result<Self> {
        let mut pieces = Vec::new();
        let mut literal = String::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            match c {
                '\\' => literal.push(match chars.next() {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('0') => '\0',
                    Some(other) => other,
                    None => '\\',
                }),
                '{' => {
                    let (inside, after) = chars.as_str().split_once('}').unwrap_or((chars.as_str(), ""));
                    let closed = inside.len() < chars.as_str().len();
                    chars = after.chars();
                    let fields: Vec<String> = inside.split('|').map(normalise).collect();
                    if !closed || fields.iter().any(|field| field.is_empty() || field.contains('{')) {
                        return Err(Error::NoField { inside: inside.to_owned(), template: text.to_owned() });
                    }
                    if !literal.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut literal)));
                    }
                    pieces.push(Piece::Fields(fields));
                }
                '}' => return Err(Error::LoneBrace { template: text.to_owned() }),
                other => literal.push(other),
            }
        }
        if !literal.is_empty() {
            pieces.push(Piece::Text(literal));
        }
        Ok(Self(pieces))
    }

    /// Checks that each field is one of [`LABEL_FIELDS`], or a namespace that every gallery knows or that tags have.
    ///
    /// # Errors
    /// [`Error::NoSuchField`] for the first that is neither.
    pub fn check(&self, gallery: &Gallery) -> Result<()> {
        let namespaces = namespaces(gallery)?;
        let known: Vec<&str> =
            LABEL_FIELDS.iter().map(|(field, _)| *field).chain(namespaces.iter().map(String::as_str)).collect();
        let fields = self.0.iter().flat_map(|piece| match piece {
            Piece::Text(_) => &[][..],
            Piece::Fields(fields) => fields,
        });
        for field in fields {
            if !known.contains(&canonical_namespace(field)) {
                let near = nearest(field, &known).map(str::to_owned);
                return Err(Error::NoSuchField { field: field.clone(), near });
            }
        }
        Ok(())
    }

    /// The lines that a filled template can have; none if it is empty.
    pub fn n_lines(&self) -> u32 {
        let breaks = |piece: &Piece| match piece {
            Piece::Text(text) => text.matches('\n').count() as u32,
            Piece::Fields(_) => 0,
        };
        if self.0.is_empty() { 0 } else { 1 + self.0.iter().map(breaks).sum::<u32>() }
    }

    /// Whether it writes the notes of a media.
    pub(super) fn has_quote(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Fields(fields) if fields.iter().any(|field| field == "quote")))
    }

    /// Fills the template in, with tags as `names` shows them.
    pub fn fill(&self, media: &Described, style: LabelStyle, names: &Names<'_>) -> String {
        let filled: Vec<(bool, String)> = self
            .0
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => (false, text.clone()),
                Piece::Fields(fields) => {
                    let values = fields.iter().map(|field| value(field, media, style, names));
                    (true, values.into_iter().find(|value| !value.is_empty()).unwrap_or_default())
                }
            })
            .collect();
        if style == LabelStyle::Raw {
            return filled.into_iter().map(|(_, text)| text).collect();
        }
        let is_empty_field = |at: Option<usize>| {
            at.and_then(|at| filled.get(at)).is_some_and(|(is_field, text)| *is_field && text.is_empty())
        };
        let mut out = String::new();
        for (at, (is_field, text)) in filled.iter().enumerate() {
            let begins_line = out.is_empty() || out.ends_with('\n');
            let separates = !text.contains('\n') && text.chars().all(|c| !c.is_alphanumeric());
            let is_idle = is_empty_field(Some(at + 1)) && !text.contains('\n')
                || separates && (begins_line && at > 0 || is_empty_field(at.checked_sub(1)) && at + 1 == filled.len());
            if *is_field || !is_idle {
                out.push_str(text);
            }
        }
        out
    }
}

fn value(field: &str, media: &Described, style: LabelStyle, names: &Names<'_>) -> String {
    let file =
        |part: Option<&std::ffi::OsStr>| part.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match field {
        "path" => media.known_path().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default(),
        "file" => file(media.path.file_name()),
        "name" => file(media.path.file_stem()),
        "folder" => file(media.path.parent().and_then(|folder| folder.file_name())),
        "format" => media.facts.format.clone(),
        "width" => media.facts.width.to_string(),
        "height" => media.facts.height.to_string(),
        "size" => format!("{}×{}", media.facts.width, media.facts.height),
        "frames" => media.facts.frames.to_string(),
        "duration" => media.facts.duration_ms.map(|ms| duration(ms, style)).unwrap_or_default(),
        "bytes" if style == LabelStyle::Spoken => human_bytes(media.facts.bytes),
        "bytes" => media.facts.bytes.to_string(),
        "date" => date(media.date),
        "hash" if style == LabelStyle::Spoken => media.hash.short(),
        "hash" => media.hash.to_string(),
        "quote" => media.quotes.first().cloned().unwrap_or_default(),
        "state" => media.state.name().to_owned(),
        "tags" => {
            let mut all: Vec<&Tag> = media.tags.iter().map(|tagged| &tagged.tag).collect();
            all.dedup();
            let has_namespaces = style == LabelStyle::Raw;
            join(all, names, |tag| if has_namespaces { names.whole(tag) } else { names.name(tag) })
        }
        namespace => join(media.tags_in(canonical_namespace(namespace)), names, |tag| names.name(tag)),
    }
}

fn join<'a>(tags: impl IntoIterator<Item = &'a Tag>, names: &Names<'_>, write: impl Fn(&Tag) -> String) -> String {
    tags.into_iter().map(write).collect::<Vec<_>>().join(names.between())
}

fn duration(ms: i64, style: LabelStyle) -> String {
    match style {
        LabelStyle::Raw => ms.to_string(),
        LabelStyle::Spoken => format!("{}.{:02} s", ms / 1000, ms % 1000 / 10),
    }
}

/// A size in the largest unit that leaves a whole number before the point (1024 to a step).
pub(super) fn human_bytes(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = 0;
    while value >= 1024.0 && unit < 4 {
        value /= 1024.0;
        unit += 1;
    }
    if unit == 0 { format!("{bytes} B") } else { format!("{value:.1} {}iB", ["", "K", "M", "G", "T"][unit]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_come_in_pairs_around_fields() {
        for good in ["", "plain", "{path}", "{path}\\n{character|name}", "\\{not a field\\}", "{artist}"] {
            assert!(LabelTemplate::parse(good).is_ok(), "{good}");
        }
        for bad in ["{", "{path", "a {path} b {tags", "path}", "{}", "{a||b}", "{a{b}"] {
            assert!(matches!(LabelTemplate::parse(bad), Err(Error::NoField { .. } | Error::LoneBrace { .. })), "{bad}");
        }
        assert_eq!(LabelTemplate::parse("").map(|template| template.n_lines()).ok(), Some(0));
        assert_eq!(LabelTemplate::parse(r"{name}\n{series}").map(|template| template.n_lines()).ok(), Some(2));
    }
}
