//! Which files of a folder are sidecars, and of which media, by their names.
//!
//! ```text
//! <name>.<ext>.json|txt|caption|xmp     of that media                          gallery-dl, hydrus, darktable
//! <name>.<ext>.<suffix>.json|txt        of that media, if it is there          hydrus with a suffix
//! <stem>.json|txt|caption|xmp           of every media with the stem           kohya, Lightroom, digiKam
//! info.json                             of the folder
//! *.jsonl, meta_*.json                  of the media it names                  gallery-dl, kohya
//! ```
//! The same names in a subfolder `metadata` count too. Programs do not remove each other's files, so all sidecars of a media
//! are listed, those by its full name first. A sidecar by the stem of `a.jpg` and `a.gif` is about both, as for the programs
//! that write it ([`Sidecar::is_shared`]). The full name of a media is never a stem: `a.jpg.json` beside `a.jpg` and
//! `a.jpg.gif` is about `a.jpg` alone.
//!
//! Names are bytes; only the extension of a sidecar is compared in any case.

use std::collections::{HashMap, HashSet};

/// What to read a sidecar with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SidecarKind {
    /// [`super::read_json`]: gallery-dl's or hydrus's.
    Json,
    /// Lines or a caption.
    Text,
    /// [`super::kohya::read`]: surely a caption.
    Caption,
    /// [`super::xmp::read`].
    Xmp,
    /// gallery-dl's `info.json`, about the folder.
    Album,
    /// [`super::List::read`]: about many media.
    List,
}

/// The subfolder in which some keep their sidecars.
pub const SUBFOLDER: &str = "metadata";

/// A file that speaks of a media.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sidecar<'a> {
    /// Its format.
    pub kind: SidecarKind,
    /// Its name.
    pub name: &'a [u8],
    /// Whether it lies in [`SUBFOLDER`].
    pub is_in_subfolder: bool,
    /// Whether it is about several files, by the names in the folder.
    pub is_shared: bool,
}

/// The names of a folder, indexed by the media that sidecars are about.
#[derive(Debug, Default)]
pub struct Folder<'a> {
    names: HashSet<&'a [u8]>,
    /// How many files that are no sidecars have a stem.
    stems: HashMap<&'a [u8], u32>,
    /// Sidecars by their name without its extension.
    sidecars: HashMap<&'a [u8], Vec<Sidecar<'a>>>,
    of_all: Vec<Sidecar<'a>>,
}

impl<'a> Folder<'a> {
    /// Prepares the file names of a folder and of its subfolder `metadata`, in any order.
    pub fn new(names: &[&'a [u8]], in_subfolder: &[&'a [u8]]) -> Self {
        let mut folder = Self { names: names.iter().copied().collect(), ..Self::default() };
        for name in names.iter().filter(|name| kind(name).is_none()) {
            *folder.stems.entry(split(name).0).or_default() += 1;
        }
        let all = names.iter().map(|name| (*name, false)).chain(in_subfolder.iter().map(|name| (*name, true)));
        for (name, is_in_subfolder) in all {
            folder.insert(name, is_in_subfolder);
        }
        folder.sidecars.values_mut().for_each(|list| list.sort_unstable());
        folder.of_all.sort_unstable();
        folder
    }

    fn insert(&mut self, name: &'a [u8], is_in_subfolder: bool) {
        let Some(kind) = kind(name) else { return };
        let key = split(name).0;
        let (kind, is_shared) = match kind {
            SidecarKind::Json if key == b"info" => (SidecarKind::Album, true),
            SidecarKind::Json if key.starts_with(b"meta_") && !self.stems.contains_key(key) => {
                (SidecarKind::List, true)
            }
            SidecarKind::List => (SidecarKind::List, true),
            kind => (kind, false),
        };
        let sidecar = Sidecar { kind, name, is_in_subfolder, is_shared };
        if is_shared {
            self.of_all.push(sidecar);
            return;
        }
        self.sidecars.entry(key).or_default().push(sidecar);
        let (shorter, suffix) = split(key);
        if !suffix.is_empty() && !self.names.contains(key) && is_media(shorter, &self.names) {
            self.sidecars.entry(shorter).or_default().push(sidecar);
        }
    }

    /// Lists the sidecars of a media: by its full name, then by its stem, each sorted by kind and name.
    pub fn list_of(&self, media: &[u8]) -> Vec<Sidecar<'a>> {
        let of = |key: &[u8]| self.sidecars.get(key).map(Vec::as_slice).unwrap_or_default();
        let mut list = of(media).to_vec();
        let (stem, extension) = split(media);
        if !extension.is_empty() && !self.names.contains(stem) {
            let is_shared = self.stems.get(stem).is_some_and(|&n| n > 1);
            list.extend(of(stem).iter().map(|sidecar| Sidecar { is_shared, ..*sidecar }));
        }
        list.retain(|sidecar| sidecar.name != media);
        list
    }

    /// Lists the sidecars about the whole folder or about media that they name, sorted by kind and name.
    pub fn list_of_all(&self) -> &[Sidecar<'a>] {
        &self.of_all
    }

    /// Finds the sidecar with a name.
    pub fn find(&self, name: &[u8], is_in_subfolder: bool) -> Option<Sidecar<'a>> {
        let named = self.sidecars.get(split(name).0).into_iter().flatten().chain(&self.of_all);
        named.copied().find(|sidecar| sidecar.name == name && sidecar.is_in_subfolder == is_in_subfolder)
    }

    /// Whether a name is that of a sidecar, not of a media.
    pub fn is_sidecar(name: &[u8]) -> bool {
        kind(name).is_some()
    }
}

fn is_media(name: &[u8], names: &HashSet<&[u8]>) -> bool {
    names.contains(name) && kind(name).is_none()
}

/// A name before and after its last dot; a dot at the beginning separates nothing.
fn split(name: &[u8]) -> (&[u8], &[u8]) {
    match name.iter().rposition(|&c| c == b'.') {
        Some(at) if at > 0 => (name.get(..at).unwrap_or_default(), name.get(at + 1..).unwrap_or_default()),
        _ => (name, &[]),
    }
}

fn kind(name: &[u8]) -> Option<SidecarKind> {
    const KINDS: [(&[u8], SidecarKind); 5] = [
        (b"json", SidecarKind::Json),
        (b"txt", SidecarKind::Text),
        (b"caption", SidecarKind::Caption),
        (b"xmp", SidecarKind::Xmp),
        (b"jsonl", SidecarKind::List),
    ];
    let extension = split(name).1;
    KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(extension)).map(|(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&'static str], media: &str) -> Vec<String> {
        let (inside, here): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.starts_with("metadata/"));
        let here: Vec<&[u8]> = here.iter().map(|name| name.as_bytes()).collect();
        let inside: Vec<&[u8]> = inside.iter().map(|name| &name.as_bytes()[9..]).collect();
        let folder = Folder::new(&here, &inside);
        let show = |sidecar: &Sidecar<'_>| {
            let place = if sidecar.is_in_subfolder { "metadata/" } else { "" };
            let shared = if sidecar.is_shared { " shared" } else { "" };
            format!("{place}{} {:?}{shared}", str::from_utf8(sidecar.name).unwrap(), sidecar.kind)
        };
        let all = folder.list_of(media.as_bytes());
        all.iter().chain(folder.list_of_all()).map(show).collect()
    }

    #[test]
    fn all_sidecars_of_a_media_are_listed() {
        for (names, media, expected) in [
            (vec!["a.jpg", "a.jpg.json", "a.jpg.txt"], "a.jpg", vec!["a.jpg.json Json", "a.jpg.txt Text"]),
            (vec!["a.jpg", "a.XMP", "a.jpg.xmp"], "a.jpg", vec!["a.jpg.xmp Xmp", "a.XMP Xmp"]),
            (vec!["a.jpg", "a.gif", "a.txt"], "a.gif", vec!["a.txt Text shared"]),
            (vec!["a.jpg", "a.gif", "a.gif.txt"], "a.jpg", vec![]),
            (vec!["a.jpg", "a.jpg.gif", "a.jpg.json"], "a.jpg.gif", vec![]),
            (vec!["a.jpg", "a.jpg.gif", "a.jpg.json"], "a.jpg", vec!["a.jpg.json Json"]),
            (vec!["a.jpg", "a.jpg.tags.txt"], "a.jpg", vec!["a.jpg.tags.txt Text"]),
            (
                vec!["a.jpg", "a.caption", "metadata/a.jpg.json"],
                "a.jpg",
                vec!["metadata/a.jpg.json Json", "a.caption Caption"],
            ),
            (
                vec!["info.jpg", "info.json", "data.jsonl"],
                "info.jpg",
                vec!["info.json Album shared", "data.jsonl List shared"],
            ),
            (vec!["a", "a.txt"], "a", vec!["a.txt Text"]),
            (vec!["b.jpg", "a.txt", ".json"], "b.jpg", vec![]),
        ] {
            assert_eq!(list(&names, media), expected, "{media} among {names:?}");
        }
    }

    #[test]
    fn a_sidecar_is_found_by_its_name() {
        let folder = Folder::new(&[b"a.jpg", b"a.txt", b"info.json"], &[b"a.txt"]);
        let kind = |name: &[u8], inside| folder.find(name, inside).map(|sidecar| sidecar.kind);
        assert_eq!(kind(b"a.txt", false), Some(SidecarKind::Text));
        assert_eq!(kind(b"a.txt", true), Some(SidecarKind::Text));
        assert_eq!(kind(b"info.json", false), Some(SidecarKind::Album));
        assert_eq!(kind(b"info.json", true), None);
        assert_eq!(kind(b"a.jpg", false), None);
    }

    #[test]
    fn a_hundred_thousand_names_are_indexed() {
        let names: Vec<String> = (0..50_000).flat_map(|n| [format!("{n}.jpg"), format!("{n}.jpg.json")]).collect();
        let names: Vec<&[u8]> = names.iter().map(|name| name.as_bytes()).collect();
        let folder = Folder::new(&names, &[]);
        let n_found: usize = names.iter().step_by(2).map(|name| folder.list_of(name).len()).sum();
        assert_eq!(n_found, 50_000);
    }
}
