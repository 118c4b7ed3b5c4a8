//! One file about many media: gallery-dl's `data.jsonl`, kohya's JSON and JSONL by image path.
//!
//! ```text
//! {"image_path": …, "caption": …}                    one object a line, or `file_name` and `text`
//! {"category": …, "filename": …, "extension": …}     one object a line
//! {"<image path>": {"tags": …, "caption": …}, …}     one object
//! ```
//! One pass indexes names, MD5s and posts. An entry is parsed again when it is asked for, so that memory stays near the size of
//! the text. A damaged line is skipped. Folders in image paths are ignored: a list is about the media in its own folder.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::{Map, Value};

use super::error::Error;
use super::statement::{Post, Statement};
use super::{Source, booru_name, encoding, gallery_dl, json, kohya};

/// The largest list read.
const MAX_BYTES: usize = 64 << 20;
/// The most media of a list.
const MAX_ENTRIES: usize = 500_000;

/// A list with its index.
#[derive(Debug)]
pub struct List {
    text: String,
    source: Source,
    entries: Vec<Range<usize>>,
    by_name: HashMap<String, usize>,
    by_md5: HashMap<[u8; 16], usize>,
    by_post: HashMap<Post, usize>,
    is_whole: bool,
}

impl List {
    /// Reads a list and indexes it.
    pub fn read(bytes: &[u8]) -> Result<Self, Error> {
        let (_, text) = encoding::decode(bytes, MAX_BYTES)?;
        let mut list = Self {
            text: text.into_owned(),
            source: Source::GalleryDl,
            entries: Vec::new(),
            by_name: HashMap::new(),
            by_md5: HashMap::new(),
            by_post: HashMap::new(),
            is_whole: true,
        };
        let text = std::mem::take(&mut list.text);
        if !list.index_lines(&text) {
            list.index_members(&text);
        }
        list.text = text;
        if list.entries.is_empty() && !list.text.trim().is_empty() {
            return Err(Error::Json("it speaks of no media".to_owned()));
        }
        Ok(list)
    }

    /// Whether it has no damaged line and its end is there.
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Whose list it is.
    pub fn source(&self) -> Source {
        self.source
    }

    /// Finds the statement about the media with a file name.
    ///
    /// Looked up by the whole name, the name without extension, the MD5 in the name, and the post that the name is of.
    pub fn find(&self, file_name: &str) -> Option<Statement> {
        let by_name = || self.by_name.get(file_name).or_else(|| self.by_name.get(stem(file_name)));
        let by_fact = || {
            let name = booru_name::read(file_name);
            let md5 = name.md5.and_then(|md5| self.by_md5.get(&md5));
            md5.or_else(|| self.by_post.get(&name.post?))
        };
        let &entry = by_name().or_else(by_fact)?;
        let object = json::object(self.text.get(self.entries.get(entry)?.clone())?).ok()?;
        Some(self.statement(&object))
    }

    fn statement(&self, object: &Map<String, Value>) -> Statement {
        match self.source {
            Source::GalleryDl => gallery_dl::statement(object),
            _ => kohya::caption(&caption(object)),
        }
    }

    /// Indexes one object a line; whether there was any.
    fn index_lines(&mut self, text: &str) -> bool {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let span = at..at + line.len();
            at = span.end;
            if line.trim().is_empty() {
                continue;
            }
            let Ok(object) = json::object(line) else {
                // A pretty-printed object begins with a line that is none.
                if self.entries.is_empty() {
                    return false;
                }
                self.is_whole = false;
                continue;
            };
            let path = ["image_path", "file_name"].iter().find_map(|key| object.get(*key).and_then(Value::as_str));
            if let Some(path) = path {
                self.source = Source::Kohya;
                self.insert(span, [path.to_owned()]);
            } else if gallery_dl::is_like(&object) {
                self.insert_post(span, &object);
            } else {
                return false;
            }
        }
        !self.entries.is_empty()
    }

    /// Indexes the members of one object.
    fn index_members(&mut self, text: &str) {
        self.source = Source::Kohya;
        let mut at = 0;
        for (key, value) in json::members(text) {
            let path = serde_json::from_str::<String>(text.get(key).unwrap_or_default());
            at = value.end;
            let is_object = text.get(value.clone()).is_some_and(|value| value.starts_with('{'));
            if let Ok(path) = path
                && is_object
            {
                self.insert(value, [path]);
            }
        }
        self.is_whole = text.get(at..).is_some_and(|rest| rest.trim_start().starts_with('}'));
    }

    fn insert_post(&mut self, span: Range<usize>, object: &Map<String, Value>) {
        let statement = gallery_dl::statement(object);
        let extension = object.get("extension").and_then(Value::as_str).unwrap_or_default();
        let full = |stem: String| if extension.is_empty() { stem } else { format!("{stem}.{extension}") };
        let entry = self.entries.len();
        let names: Vec<String> = gallery_dl::stems(object, &statement).into_iter().map(full).collect();
        if self.insert(span, names) {
            statement.md5.map(|md5| self.by_md5.entry(md5).or_insert(entry));
            statement.post.map(|post| self.by_post.entry(post).or_insert(entry));
        }
    }

    /// Remembers an entry under names; the first of two with one name stays.
    fn insert(&mut self, span: Range<usize>, names: impl IntoIterator<Item = String>) -> bool {
        if self.entries.len() >= MAX_ENTRIES {
            return false;
        }
        let entry = self.entries.len();
        self.entries.push(span);
        for name in names {
            let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
            if !name.is_empty() {
                self.by_name.entry(name.to_owned()).or_insert(entry);
            }
        }
        true
    }
}

/// All that kohya's tools know of a media, joined: a caption may repeat or add to the tags.
fn caption(object: &Map<String, Value>) -> String {
    let texts = ["tags", "caption", "text"].iter().filter_map(|key| object.get(*key)).flat_map(json::strings);
    texts.collect::<Vec<_>>().join("\n")
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &List, name: &str) -> Option<Vec<String>> {
        Some(list.find(name)?.words.into_iter().map(|word| word.text).collect())
    }

    #[test]
    fn every_shape_finds_its_media() {
        let lines =
            "{\"image_path\": \"a/1.png\", \"caption\": \"x y, z\"}\n\n{\"file_name\":\"2.gif\",\"text\":\"w\"}\n";
        let object =
            "{\n \"a\\\\1.png\": {\"tags\": \"x y, z\", \"image_size\": [1, 2]},\n \"b/2\": {\"caption\": \"w\"}\n}";
        for text in [lines, object] {
            let list = List::read(text.as_bytes()).unwrap();
            assert_eq!(list.source(), Source::Kohya);
            assert_eq!(words(&list, "1.png").unwrap(), ["x y", "z"], "{text}");
            assert_eq!(words(&list, "2.gif").unwrap(), ["w"]);
            assert_eq!(words(&list, "3.gif"), None);
        }
        for (text, is_whole) in [
            (object, true),
            (&object[..object.len() - 1], false),
            (&object[..object.len() - 4], false),
            (lines, true),
            (&lines[..lines.len() - 3], false),
        ] {
            let list = List::read(text.as_bytes()).unwrap();
            assert_eq!((list.is_whole(), words(&list, "1.png").is_some()), (is_whole, true), "{text}");
        }
        for text in ["[1]", "{}", "{\"a\":1}", "nonsense"] {
            assert!(matches!(List::read(text.as_bytes()), Err(Error::Json(_))), "{text}");
        }
        assert!(List::read(b"\n").unwrap().find("a.png").is_none());
    }

    #[test]
    fn downloads_are_found_under_any_name_that_says_enough() {
        let line = r#"{"category":"yandere","id":7,"md5":"00000000000000000000000000000abc","filename":"f","extension":"jpg","tags":"crying"}"#;
        let other = r#"{"category":"pixiv","id":99,"num":1,"filename":"99_p1","extension":"png","tags":["涙"]}"#;
        let list = List::read(format!("{line}\nbroken\n{other}\n").as_bytes()).unwrap();
        assert_eq!(list.source(), Source::GalleryDl);
        for name in [
            "f.jpg",
            "yandere_7_f.jpg",
            "my own name 00000000000000000000000000000abc.jpg",
            "yande.re 7 sample crying.jpg",
        ] {
            assert_eq!(words(&list, name).unwrap(), ["crying"], "{name}");
        }
        for name in ["99_p1.png", "99_p01.png"] {
            assert_eq!(words(&list, name).unwrap(), ["涙"], "{name}");
        }
        assert_eq!(words(&list, "99_p0.png"), None);
    }
}
