//! Imported vocabularies and lists of tags, in the gallery's folder `vocabulary`.
//!
//! A file is called by the content hash of what was imported: `HASH.toml` is a vocabulary, `HASH.names` has the names of a list. It is
//! read while an import of it stands in the journal, so that undo and redo move no file; of the vocabularies that were imported from
//! one path, the newest is read. Files with other names are a person's own and are always read. Earlier versions called a list's
//! file as the list (`danbooru.names`), and renamed it when the import was taken back (`danbooru.undone`).

use std::path::{Path, PathBuf};

use super::Gallery;
use super::error::Result;
use crate::catalog::Action;
use crate::fingerprint::ContentHash;

/// The extension of a file with the names of a list.
const LISTED: &str = "names";

/// The extension that earlier versions gave it when its import was taken back.
const SET_ASIDE: &str = "undone";

/// The extension of a vocabulary.
const VOCABULARY: &str = "toml";

/// The name of the file for the names of a list.
pub(super) fn file_name(list: ContentHash) -> String {
    format!("{list}.{LISTED}")
}

/// The name of the file for an imported vocabulary.
pub(super) fn vocabulary_name(vocabulary: ContentHash) -> String {
    format!("{vocabulary}.{VOCABULARY}")
}

/// Whether a file of the folder has the names of a list.
pub(super) fn is_list(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == LISTED || ext == SET_ASIDE)
}

/// Whether a file of the folder is a vocabulary.
pub(super) fn is_vocabulary(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == VOCABULARY)
}

impl Gallery {
    /// Leaves out the files whose import does not stand, and puts the others in the order in which they are read: a person's own by
    /// name, then the imported ones as they came.
    pub(super) fn in_order_of_imports(&self, files: Vec<PathBuf>) -> Result<Vec<PathBuf>> {
        // Most galleries have none: the journal, which may be long, is not asked then.
        let imports = if files.is_empty() { Vec::new() } else { self.catalog.list_word_imports()? };
        let read = files.into_iter().filter_map(|path| place(&path, &imports).map(|place| (place, path)));
        let mut read: Vec<(usize, PathBuf)> = read.collect();
        read.sort();
        Ok(read.into_iter().map(|(_, path)| path).collect())
    }

    /// The vocabulary that stands for a path.
    pub(super) fn standing_list(&self, path: &Path) -> Result<Option<ContentHash>> {
        let path = path.to_string_lossy();
        let imports = self.catalog.list_word_imports()?.into_iter().rev().filter(|(_, stands)| *stands);
        let mut lists = imports.filter_map(|(action, _)| match action {
            Action::ImportWords { file, list, .. } if file == path => Some(list?.parse().ok()?),
            _ => None,
        });
        Ok(lists.next())
    }
}

/// The place of a file among those that are read, by the imports of the journal, each with whether it stands; none if it is not read.
fn place(path: &Path, imports: &[(Action, bool)]) -> Option<usize> {
    let stem = path.file_stem()?.to_str();
    let is_named_by_hash = stem.is_some_and(|stem| stem.parse::<ContentHash>().is_ok());
    if is_vocabulary(path) && !is_named_by_hash {
        return Some(0);
    }
    let is_of = |action: &Action| match action {
        Action::ImportWords { list: Some(list), .. } => Some(list.as_str()) == stem,
        Action::ImportWords { file, list: None, .. } => {
            Path::new(file).file_stem().and_then(|file| file.to_str()) == stem
        }
        _ => false,
    };
    let of_file = || imports.iter().enumerate().filter(|(_, (action, _))| is_of(action));
    // An earlier version's import that changed no rule is not in the journal.
    if of_file().next().is_none() {
        return (!is_named_by_hash).then_some(0);
    }
    let is_newest = |&(index, (action, stands)): &(usize, &(Action, bool))| {
        *stands
            && (is_list(path)
                || !imports.iter().skip(index + 1).any(|(later, stands)| *stands && takes_place_of(later, action)))
    };
    of_file().rfind(is_newest).map(|(index, _)| index + 1)
}

/// Whether a vocabulary was imported from the path of an earlier one.
fn takes_place_of(later: &Action, earlier: &Action) -> bool {
    matches!((later, earlier), (Action::ImportWords { file, .. }, Action::ImportWords { file: of, .. }) if file == of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_a_list_are_read_while_an_import_of_it_stands() {
        let hash = ContentHash::of(b"a list").to_string();
        let import = |file: &str, list: Option<&String>, stands| {
            (Action::ImportWords { file: file.to_owned(), list: list.cloned(), is_new: false }, stands)
        };
        let (new, old) = (format!("{hash}.names"), "tags.names".to_owned());
        for (file, imports, expected) in [
            (&new, vec![], None),
            (&new, vec![import("/a/tags.csv", Some(&hash), true)], Some(1)),
            (&new, vec![import("/a/tags.csv", Some(&hash), false)], None),
            (&new, vec![import("/a/tags.csv", Some(&hash), true), import("b.csv", Some(&hash), false)], Some(1)),
            (&old, vec![], Some(0)),
            (&old, vec![import("/a/tags.csv", Some(&hash), false)], Some(0)),
            (&old, vec![import("/a/tags.csv", None, false), import("b/tags.csv", None, true)], Some(2)),
            (&old, vec![import("/a/tags.csv", None, false)], None),
            (&"tags.undone".to_owned(), vec![import("/a/tags.csv", None, false)], None),
            (&"tags.undone".to_owned(), vec![import("/a/tags.csv", None, true)], Some(1)),
        ] {
            assert_eq!(place(Path::new(file), &imports), expected, "{file}: {imports:?}");
        }
    }

    #[test]
    fn of_the_vocabularies_of_one_path_the_newest_that_stands_is_read() {
        let [first, second] = [b"first", b"other"].map(|text| ContentHash::of(text));
        let import = |file: &str, list: ContentHash, stands| {
            (Action::ImportWords { file: file.to_owned(), list: Some(list.to_string()), is_new: true }, stands)
        };
        for (imports, expected) in [
            (vec![import("/w.toml", first, true), import("/w.toml", second, true)], [None, Some(2)]),
            (vec![import("/w.toml", first, true), import("/w.toml", second, false)], [Some(1), None]),
            (vec![import("/w.toml", first, true), import("/other/w.toml", second, true)], [Some(1), Some(2)]),
            (
                vec![import("/w.toml", first, true), import("/w.toml", second, true), import("/w.toml", first, true)],
                [Some(3), None],
            ),
        ] {
            let places = [first, second].map(|list| place(Path::new(&vocabulary_name(list)), &imports));
            assert_eq!(places, expected, "{imports:?}");
        }
        assert_eq!(place(Path::new("mine.toml"), &[]), Some(0), "a person's own");
    }
}
