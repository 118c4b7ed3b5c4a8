//! The names of imported lists of tags, in the gallery's folder `vocabulary`.
//!
//! A file has the names of one list and is called by that list's content hash. It is read while an import of the list stands in
//! the journal, so that undo and redo move no file. Earlier versions called it as the list (`danbooru.names`), and renamed it when
//! the import was taken back (`danbooru.undone`).

use std::path::{Path, PathBuf};

use super::Gallery;
use super::error::Result;
use crate::catalog::Action;
use crate::fingerprint::ContentHash;

/// The extension of a file with the names of a list.
const LISTED: &str = "names";

/// The extension that earlier versions gave it when its import was taken back.
const SET_ASIDE: &str = "undone";

/// The name of the file for the names of a list.
pub(super) fn file_name(list: ContentHash) -> String {
    format!("{list}.{LISTED}")
}

/// Whether a file of the folder has the names of a list.
pub(super) fn is_list(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == LISTED || ext == SET_ASIDE)
}

impl Gallery {
    /// Leaves out the lists that are not to be read.
    pub(super) fn retain_standing_lists(&self, files: &mut Vec<PathBuf>) -> Result<()> {
        if files.iter().any(|path| is_list(path)) {
            let imports = self.catalog.list_word_imports()?;
            files.retain(|path| !is_list(path) || is_standing(path, &imports));
        }
        Ok(())
    }
}

/// Whether the names in a file are to be read, by the imports of the journal, each with whether it stands.
fn is_standing(path: &Path, imports: &[(Action, bool)]) -> bool {
    let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()) else { return false };
    let is_of = |action: &Action| match action {
        Action::ImportWords { list: Some(list), .. } => list == stem,
        Action::ImportWords { file, list: None, .. } => Path::new(file).file_stem().is_some_and(|file| file == stem),
        _ => false,
    };
    let mut of_file = imports.iter().filter(|(action, _)| is_of(action)).peekable();
    // An earlier version's import that changed no rule is not in the journal.
    let is_unrecorded = of_file.peek().is_none() && stem.parse::<ContentHash>().is_err();
    is_unrecorded || of_file.any(|(_, stands)| *stands)
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
            (&new, vec![], false),
            (&new, vec![import("/a/tags.csv", Some(&hash), true)], true),
            (&new, vec![import("/a/tags.csv", Some(&hash), false)], false),
            (&new, vec![import("/a/tags.csv", Some(&hash), true), import("b.csv", Some(&hash), false)], true),
            (&old, vec![], true),
            (&old, vec![import("/a/tags.csv", Some(&hash), false)], true),
            (&old, vec![import("/a/tags.csv", None, false), import("b/tags.csv", None, true)], true),
            (&old, vec![import("/a/tags.csv", None, false)], false),
            (&"tags.undone".to_owned(), vec![import("/a/tags.csv", None, false)], false),
            (&"tags.undone".to_owned(), vec![import("/a/tags.csv", None, true)], true),
        ] {
            assert_eq!(is_standing(Path::new(file), &imports), expected, "{file}: {imports:?}");
        }
    }
}
