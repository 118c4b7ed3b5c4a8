//! What each source says of one file, as canonical tags.
//!
//! Names of files and folders are searched for names that the vocabulary knows. A source that could not be read as a whole is
//! not one that says nothing: each statement tells whether it is complete.

use std::collections::{BTreeMap, BTreeSet};

use super::super::super::original::{self, RootFolder, is_absence, stamp};
use super::super::super::plain::reason;
use super::super::ImportOptions;
use super::super::plan::Plan;
use super::super::scan::{as_text, join, split};
use super::super::scope::Scope;
use super::listing::{Listing, subfolder};
use super::placing::{Placed, place, qualified};
use crate::catalog::{KnownFile, Source, UnreadKind};
use crate::examine;
use crate::sidecar::{
    self, Folder, List, MAX_WORDS, Sidecar, SidecarKind, Statement, booru_name, embedded::Embedded, names::SUBFOLDER,
};
use crate::tag::Tag;
use crate::vocabulary::Vocabulary;

/// The largest sidecar that is read, in bytes, and the largest list that speaks of many media.
const MAX_BYTES: u64 = 16 << 20;
const MAX_LIST_BYTES: u64 = 64 << 20;

/// The sources that speak beside a file.
const BESIDE: [Source; 5] = [Source::GalleryDl, Source::Hydrus, Source::Kohya, Source::Xmp, Source::Model];

/// Why a source at a path could not be read as a whole.
#[derive(Clone, Debug)]
pub(super) struct Unheard {
    pub(super) kind: UnreadKind,
    pub(super) reason: String,
}

impl Unheard {
    pub(super) fn unreadable(reason: String) -> Self {
        Self { kind: UnreadKind::Unreadable, reason }
    }
}

/// What one source says of one file.
#[derive(Debug)]
pub(super) struct SourceStatement {
    pub(super) source: Source,
    pub(super) tags: BTreeSet<Tag>,
    pub(super) quotes: Vec<String>,
    /// Descriptions. They become notes only with `caption_notes`; a note that is there already stays.
    pub(super) prose: Vec<String>,
    /// It is all that the source says; otherwise it may say more than could be read.
    pub(super) is_whole: bool,
    /// Something of the source speaks of the file, or did until it was deleted, so that what it no longer says is taken back. What
    /// a sidecar elsewhere said stays: the file was moved, or a copy of it went away.
    pub(super) is_heard: bool,
}

impl SourceStatement {
    /// What several documents of a source say together.
    pub(super) fn new(source: Source, vocabulary: &Vocabulary, said: &[Statement], options: &ImportOptions) -> Self {
        let mut statement = Self {
            source,
            tags: BTreeSet::new(),
            quotes: Vec::new(),
            prose: Vec::new(),
            is_whole: !said.iter().any(|said| said.is_cut),
            is_heard: true,
        };
        statement.add(vocabulary, said, options);
        statement
    }

    /// What a model was asked to paint: tags, and no notes.
    pub(super) fn of_prompts(vocabulary: &Vocabulary, prompts: &[Statement], options: &ImportOptions) -> Self {
        let statement = Self::new(Source::Prompt, vocabulary, prompts, options);
        Self { quotes: Vec::new(), prose: Vec::new(), is_heard: !prompts.is_empty(), ..statement }
    }

    /// How much text it holds.
    pub(super) fn n_bytes(&self) -> usize {
        let tags = self.tags.iter().map(|tag| tag.name().len());
        tags.chain(self.quotes.iter().chain(&self.prose).map(String::len)).sum()
    }

    /// Adds what more documents say.
    pub(super) fn add(&mut self, vocabulary: &Vocabulary, said: &[Statement], options: &ImportOptions) {
        let Placed { tags, sentences } = place(vocabulary, said, options.min_score);
        self.tags.extend(tags);
        let prose: Vec<String> = said.iter().flat_map(|said| said.prose.iter().cloned()).chain(sentences).collect();
        let prose = Some(prose.join("\n")).filter(|prose| !prose.is_empty());
        let (asked, unasked) = if options.caption_notes { (prose, None) } else { (None, prose) };
        self.prose.extend(unasked);
        for quote in said.iter().flat_map(|said| &said.quotes).chain(&asked) {
            if !self.quotes.contains(quote) {
                self.quotes.push(quote.clone());
            }
        }
    }
}

/// Reads what is said of the files of a scope.
pub(super) struct Reader<'a> {
    vocabulary: &'a Vocabulary,
    scope: &'a Scope,
    root: &'a RootFolder,
    plan: &'a Plan,
    options: &'a ImportOptions,
    listing: &'a Listing<'a>,
    folder: Option<Entered<'a>>,
    /// Files with the sources whose sidecars of them are gone.
    lost: BTreeSet<(Vec<u8>, Source)>,
    /// What could not be read, by path below the root.
    pub(super) unheard: BTreeMap<Vec<u8>, Unheard>,
}

/// The folder looked at last, with what speaks of all of it.
struct Entered<'a> {
    path: Vec<u8>,
    index: Folder<'a>,
    shared: Vec<Shared>,
    /// Sources that may say more of the whole folder than could be read.
    unheard: BTreeSet<Source>,
}

/// A sidecar that speaks of a folder or of many files.
enum Shared {
    Album(Source, Box<Statement>),
    List(List),
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        vocabulary: &'a Vocabulary,
        scope: &'a Scope,
        root: &'a RootFolder,
        plan: &'a Plan,
        options: &'a ImportOptions,
        listing: &'a Listing<'a>,
    ) -> Self {
        let lost = listing.spoken_of(plan.unread_gone.iter()).into_iter();
        let lost = lost.flat_map(|(path, kind)| sources_of(kind).map(move |source| (path.clone(), source))).collect();
        Self { vocabulary, scope, root, plan, options, listing, folder: None, lost, unheard: BTreeMap::new() }
    }

    /// Everything that is said of a file beside it and by its name; a statement for each source, also of those that say
    /// nothing.
    pub(super) fn read(&mut self, path: &[u8]) -> Vec<SourceStatement> {
        let mut statements = Vec::new();
        if self.options.sidecars {
            let mut said: BTreeMap<Source, Vec<Statement>> =
                BESIDE.into_iter().map(|source| (source, Vec::new())).collect();
            let unheard = self.read_sidecars(path, &mut said);
            statements.extend(said.into_iter().map(|(source, said)| {
                let is_whole = !unheard.contains(&source);
                let is_heard = !said.is_empty() || self.lost.contains(&(path.to_vec(), source));
                let statement = SourceStatement::new(source, self.vocabulary, &said, self.options);
                SourceStatement { is_whole: is_whole && statement.is_whole, is_heard, ..statement }
            }));
            match self.read_attribute(path) {
                Ok(statement) => statements.push(statement),
                Err(reason) => {
                    self.unheard.insert(path.to_vec(), reason);
                }
            }
        }
        if self.options.names {
            let known: Vec<Tag> = statements.iter().flat_map(|statement| statement.tags.iter().cloned()).collect();
            let tags = self.tags_of_names(path, &known);
            statements.push(SourceStatement {
                tags,
                ..SourceStatement::new(Source::Name, self.vocabulary, &[], self.options)
            });
        }
        statements
    }

    /// What the desktop keeps beside the content of a file. That nothing is there takes back what was only if the file was
    /// there before: a copy may have lost its attributes on the way.
    fn read_attribute(&mut self, path: &[u8]) -> Result<SourceStatement, Unheard> {
        let (value, is_there) = match self.root.attribute(path, "user.xdg.tags") {
            Ok(value) => (value, true),
            Err(error) if is_absence(&error) || original::has_no_attributes(&error) => (None, false),
            Err(error) => return Err(Unheard::unreadable(reason(&error))),
        };
        let said = value.map(|value| sidecar::read_xdg_tags(&value)).transpose();
        let said =
            said.map_err(|error| Unheard { kind: UnreadKind::Broken, reason: format!("its tags of KDE: {error}") })?;
        if said.as_ref().is_some_and(|said| said.is_cut) {
            self.unheard.insert(path.to_vec(), cut());
        }
        let is_heard = said.is_some() || is_there && self.plan.is_touched(path);
        let said: Vec<Statement> = said.into_iter().collect();
        let statement = SourceStatement::new(Source::Attribute, self.vocabulary, &said, self.options);
        Ok(SourceStatement { is_heard, ..statement })
    }

    /// What a model was asked to paint, by a file that the catalogue knows; if it cannot be read, that is noted.
    pub(super) fn read_prompts(&mut self, known: &KnownFile) -> Option<SourceStatement> {
        match self.bytes_of(known) {
            Ok(bytes) => Some(SourceStatement::of_prompts(self.vocabulary, &examine::prompts(&bytes), self.options)),
            Err(reason) => {
                self.unheard.insert(known.path.clone(), reason);
                None
            }
        }
    }

    /// What packets within a file say, if it is still the one that the catalogue knows.
    pub(super) fn embedded(&self, known: &KnownFile) -> Result<Embedded, Unheard> {
        self.bytes_of(known).map(|bytes| examine::packets(&bytes))
    }

    fn bytes_of(&self, known: &KnownFile) -> Result<Vec<u8>, Unheard> {
        let read = || -> std::io::Result<Option<Vec<u8>>> {
            let file = self.root.open_file(&known.path)?;
            let is_known = stamp(&file.metadata()?) == known.stamp;
            is_known.then(|| original::read_all(file, self.options.limits.file_bytes)).transpose()
        };
        match read() {
            Ok(Some(bytes)) => Ok(bytes),
            Ok(None) => Err(Unheard::unreadable("it changed after it was read: import again".to_owned())),
            Err(error) => Err(Unheard::unreadable(reason(&error))),
        }
    }

    /// Whether a sidecar that could not be read can be read now, or is no longer there; if not, it is noted.
    pub(super) fn can_be_heard(&mut self, path: &[u8]) -> bool {
        if !self.listing.has(path) {
            return true;
        }
        let (folder, name) = split(path);
        let (parent, last) = split(folder);
        let (folder, is_in_subfolder) = if last == SUBFOLDER.as_bytes() { (parent, true) } else { (folder, false) };
        let Some(sidecar) = self.enter(folder).index.find(name, is_in_subfolder) else { return true };
        let unheard = match sidecar.kind {
            SidecarKind::Album | SidecarKind::List => self.read_shared(folder, &sidecar).1,
            _ => match self.read_one(folder, &sidecar) {
                Ok((_, one)) => one.is_cut.then(cut),
                Err(unheard) => Some(unheard),
            },
        };
        let is_heard = unheard.is_none();
        self.unheard.extend(unheard.map(|unheard| (path.to_vec(), unheard)));
        is_heard
    }

    /// Collects what the sidecars of a file say; returns the sources that may say more than could be read.
    fn read_sidecars(&mut self, path: &[u8], said: &mut BTreeMap<Source, Vec<Statement>>) -> BTreeSet<Source> {
        let (folder, name) = split(path);
        let Entered { index, shared, unheard, .. } = self.enter(folder);
        let mut unheard = unheard.clone();
        let text = as_text(name);
        for shared in shared {
            match shared {
                Shared::Album(source, album) => said.entry(*source).or_default().push(album.as_ref().clone()),
                Shared::List(list) => {
                    said.entry(stored(list.source())).or_default().extend(list.find(&text));
                }
            }
        }
        for sidecar in index.list_of(name) {
            match self.read_one(folder, &sidecar) {
                Ok((source, one)) => {
                    if one.is_cut {
                        self.unheard.insert(place_of(folder, &sidecar), cut());
                    }
                    said.entry(source).or_default().push(one);
                }
                // Any text may lie beside a picture, but one that is named after it and cannot be read is reported.
                Err(reason) => {
                    unheard.extend(sources_of(sidecar.kind));
                    self.unheard.insert(place_of(folder, &sidecar), reason);
                }
            }
        }
        unheard
    }

    /// Looks into a folder, unless it is the one that was looked into last.
    fn enter(&mut self, folder: &[u8]) -> &Entered<'a> {
        if self.folder.as_ref().is_none_or(|entered| entered.path != folder) {
            let (here, inside) = self.listing.names(folder);
            let index = Folder::new(here, inside);
            let (mut shared, mut unheard) = (Vec::new(), BTreeSet::new());
            for sidecar in index.list_of_all() {
                let (read, reason) = self.read_shared(folder, sidecar);
                shared.extend(read);
                if let Some(reason) = reason {
                    unheard.extend(sources_of(sidecar.kind));
                    self.unheard.insert(place_of(folder, sidecar), reason);
                }
            }
            if self.listing.has_left_out(folder) {
                unheard.extend(BESIDE);
            }
            let inside = subfolder(folder);
            if self.plan.is_unlisted(&inside) {
                unheard.extend(BESIDE);
                self.unheard.insert(inside, Unheard::unreadable("cannot be listed".to_owned()));
            }
            self.folder = Some(Entered { path: folder.to_vec(), index, shared, unheard });
        }
        self.folder.as_ref().expect("it was entered just now, or before")
    }

    fn read_one(&self, folder: &[u8], sidecar: &Sidecar) -> Result<(Source, Statement), Unheard> {
        let bytes = self.bytes(folder, sidecar)?;
        sidecar::read(sidecar.kind, &bytes).map(|(source, said)| (stored(source), said)).map_err(damaged)
    }

    /// Reads what speaks of many files, and says why that is not all of it. A whole document of another program that only
    /// has such a name says nothing.
    fn read_shared(&self, folder: &[u8], sidecar: &Sidecar) -> (Option<Shared>, Option<Unheard>) {
        let bytes = match self.bytes(folder, sidecar) {
            Ok(bytes) => bytes,
            Err(unheard) => return (None, Some(unheard)),
        };
        if sidecar.kind != SidecarKind::List {
            return match sidecar::read(sidecar.kind, &bytes) {
                Ok((source, said)) => (Some(Shared::Album(stored(source), Box::new(said))), None),
                Err(error) => (None, Some(damaged(error))),
            };
        }
        match List::read(&bytes) {
            Ok(list) if list.is_whole() => (Some(Shared::List(list)), None),
            Ok(list) => {
                let reason = "some of its lines are damaged, or its end is cut off".to_owned();
                (Some(Shared::List(list)), Some(Unheard { kind: UnreadKind::Broken, reason }))
            }
            Err(_) if sidecar::read_json(&bytes).is_ok() => (None, None),
            Err(error) => (None, Some(damaged(error))),
        }
    }

    fn bytes(&self, folder: &[u8], sidecar: &Sidecar) -> Result<Vec<u8>, Unheard> {
        let limit = if sidecar.kind == SidecarKind::List { MAX_LIST_BYTES } else { MAX_BYTES };
        self.root.read(&place_of(folder, sidecar), limit).map_err(|error| Unheard::unreadable(reason(&error)))
    }

    /// The tags that names of the file and its folders are taken for.
    fn tags_of_names(&self, path: &[u8], known: &[Tag]) -> BTreeSet<Tag> {
        let named = booru_name::read(&as_text(split(path).1));
        let is_listed = !named.words.is_empty() || named.slug.is_some();
        let mut tags = qualified(self.vocabulary, place(self.vocabulary, &[named], 0).tags);
        // The root's own name counts too: people import `Pictures/Clannad`.
        let root = self.scope.root_path.file_name().map(|name| name.to_string_lossy().into_owned());
        let text = format!("{}/{}", root.unwrap_or_default(), as_text(path));
        // Where a name lists its tags, what it lists is what it says: its words are not read once more.
        let text = if is_listed { text.rsplit_once('/').map_or("", |(folders, _)| folders).to_owned() } else { text };
        tags.extend(self.vocabulary.recognise_among(&text, known));
        tags
    }
}

fn stored(source: sidecar::Source) -> Source {
    match source {
        sidecar::Source::GalleryDl => Source::GalleryDl,
        sidecar::Source::Hydrus => Source::Hydrus,
        sidecar::Source::Kohya => Source::Kohya,
        sidecar::Source::Xmp => Source::Xmp,
        sidecar::Source::Model => Source::Model,
    }
}

/// The sources that a sidecar of a kind may be of.
fn sources_of(kind: SidecarKind) -> impl Iterator<Item = Source> {
    let sources: &[Source] = match kind {
        SidecarKind::Json => &[Source::GalleryDl, Source::Hydrus, Source::Model],
        SidecarKind::Text => &[Source::GalleryDl, Source::Hydrus, Source::Kohya, Source::Model],
        SidecarKind::Caption => &[Source::Kohya],
        SidecarKind::Xmp => &[Source::Xmp],
        SidecarKind::Album => &[Source::GalleryDl],
        SidecarKind::List => &[Source::GalleryDl, Source::Kohya],
    };
    sources.iter().copied()
}

/// The path of a sidecar below the root; `folder` is that of the files it speaks of.
fn place_of(folder: &[u8], sidecar: &Sidecar) -> Vec<u8> {
    if sidecar.is_in_subfolder { join(&subfolder(folder), sidecar.name) } else { join(folder, sidecar.name) }
}

/// The reason for a sidecar that lists more words than are taken.
fn cut() -> Unheard {
    let reason =
        format!("it lists more than {MAX_WORDS} tags: the first {MAX_WORDS} were taken, the others were left out");
    Unheard { kind: UnreadKind::Limit, reason }
}

fn damaged(error: sidecar::Error) -> Unheard {
    Unheard { kind: UnreadKind::Broken, reason: error.to_string() }
}
