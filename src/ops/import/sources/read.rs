//! What each source says of one file, as canonical tags.
//!
//! Words keep the namespace that their source gives them; those without one go where the vocabulary has them, or stay
//! free. Names of files and folders are looked through for names that the vocabulary knows.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use super::super::ImportOptions;
use super::super::scan::as_text;
use super::super::scope::Scope;
use super::listing::Listing;
use super::{join, split};
use crate::catalog::Source;
use crate::sidecar::{self, Folder, Kind, List, Said, Sidecar, Word, booru_name, embedded, names::SUBFOLDER};
use crate::tag::Tag;
use crate::vocabulary::Vocabulary;

/// The most bytes of a sidecar that are read.
const MAX_BYTES: u64 = 16 << 20;

/// What one source says of one file.
#[derive(Debug)]
pub(super) struct Statement {
    pub(super) source: Source,
    pub(super) tags: BTreeSet<Tag>,
    pub(super) quotes: Vec<String>,
}

impl Statement {
    /// What several documents of a source say together.
    pub(super) fn new(source: Source, vocabulary: &Vocabulary, said: &[Said]) -> Self {
        let mut statement = Self { source, tags: BTreeSet::new(), quotes: Vec::new() };
        statement.add(vocabulary, said);
        statement
    }

    /// Adds what more documents say.
    pub(super) fn add(&mut self, vocabulary: &Vocabulary, said: &[Said]) {
        self.tags.extend(tags(vocabulary, said));
        for quote in said.iter().flat_map(|said| &said.quotes) {
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
    options: &'a ImportOptions,
    listing: &'a Listing<'a>,
    /// The folder looked at last, with what speaks of all of it.
    folder: Option<(Vec<u8>, Folder<'a>, Vec<Shared>)>,
    /// Sidecars that could not be read, and why.
    pub(super) unread: BTreeMap<PathBuf, String>,
}

/// A sidecar that speaks of a folder or of many files.
enum Shared {
    Album(Source, Box<Said>),
    List(List),
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        vocabulary: &'a Vocabulary,
        scope: &'a Scope,
        options: &'a ImportOptions,
        listing: &'a Listing<'a>,
    ) -> Self {
        Self { vocabulary, scope, options, listing, folder: None, unread: BTreeMap::new() }
    }

    /// Everything that is said of a file beside it and by its name; a statement for each source, also of those that say
    /// nothing.
    pub(super) fn read(&mut self, path: &[u8]) -> Vec<Statement> {
        let mut said: BTreeMap<Source, Vec<Said>> = BTreeMap::new();
        if self.options.sidecars {
            for source in [Source::GalleryDl, Source::Hydrus, Source::Kohya, Source::Xmp] {
                said.entry(source).or_default();
            }
            self.read_sidecars(path, &mut said);
        }
        let mut statements: Vec<Statement> =
            said.into_iter().map(|(source, said)| Statement::new(source, self.vocabulary, &said)).collect();
        if self.options.names {
            let known: Vec<Tag> = statements.iter().flat_map(|statement| statement.tags.iter().cloned()).collect();
            let tags = self.tags_of_names(path, &known);
            statements.push(Statement { source: Source::Name, tags, quotes: Vec::new() });
        }
        statements
    }

    /// What packets within the file say; nothing if it cannot be read now.
    pub(super) fn embedded(&self, path: &[u8]) -> Vec<Said> {
        fs::read(join(&self.scope.root_path, path)).map(|bytes| packets(&bytes)).unwrap_or_default()
    }

    fn read_sidecars(&mut self, path: &[u8], said: &mut BTreeMap<Source, Vec<Said>>) {
        let (folder, name) = split(path);
        if self.folder.as_ref().is_none_or(|(known, ..)| known != folder) {
            let (here, inside) = self.listing.names(folder);
            let index = Folder::new(here, inside);
            let shared = index.list_of_all().to_vec();
            let shared = shared.iter().filter_map(|sidecar| self.read_shared(folder, sidecar)).collect();
            self.folder = Some((folder.to_vec(), index, shared));
        }
        let Some((_, index, shared)) = &self.folder else { return };
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
            let path = self.place(folder, &sidecar);
            match bytes(&path).and_then(|bytes| sidecar::read(sidecar.kind, &bytes).map_err(|e| e.to_string())) {
                Ok((source, one)) => said.entry(stored(source)).or_default().push(one),
                // Any text may lie beside a picture; what names a media and cannot be read is worth a word.
                Err(reason) => {
                    self.unread.insert(path, reason);
                }
            }
        }
    }

    fn read_shared(&self, folder: &[u8], sidecar: &Sidecar) -> Option<Shared> {
        let bytes = bytes(&self.place(folder, sidecar)).ok()?;
        match sidecar.kind {
            Kind::List => List::read(&bytes).ok().map(Shared::List),
            kind => {
                sidecar::read(kind, &bytes).ok().map(|(source, said)| Shared::Album(stored(source), Box::new(said)))
            }
        }
    }

    fn place(&self, folder: &[u8], sidecar: &Sidecar) -> PathBuf {
        let folder = join(&self.scope.root_path, folder);
        let folder = if sidecar.is_in_subfolder { folder.join(SUBFOLDER) } else { folder };
        join(&folder, sidecar.name)
    }

    /// The tags that names of the file and its folders are taken for.
    fn tags_of_names(&self, path: &[u8], known: &[Tag]) -> BTreeSet<Tag> {
        let named = booru_name::read(&as_text(split(path).1));
        let is_listed = !named.words.is_empty() || named.slug.is_some();
        let mut tags = tags(self.vocabulary, &[named]);
        // The root's own name counts too: people import `Pictures/Clannad`.
        let root = self.scope.root_path.file_name().map(|name| name.to_string_lossy().into_owned());
        let text = format!("{}/{}", root.unwrap_or_default(), as_text(path));
        // Where a name lists its tags, what it lists is what it says: its words are not read once more.
        let text = if is_listed { text.rsplit_once('/').map_or("", |(folders, _)| folders).to_owned() } else { text };
        tags.extend(self.vocabulary.recognise_among(&text, known).into_iter().map(|found| found.tag));
        tags
    }
}

/// The tags of words, each in its namespace.
fn tags(vocabulary: &Vocabulary, said: &[Said]) -> BTreeSet<Tag> {
    let mut tags = BTreeSet::new();
    let typed: Vec<Tag> = said.iter().flat_map(|said| &said.words).filter_map(Word::tag).collect();
    for word in said.iter().flat_map(|said| &said.words) {
        let placed = || {
            let place = |text: &str| vocabulary.place(text);
            place(&word.text).or_else(|| word.translation.as_deref().and_then(place))
        };
        let tag = match word.namespace.as_deref() {
            Some(_) => word.tag().map(|tag| vocabulary.resolve_among(&tag, &typed)),
            None => placed().or_else(|| word.tag()),
        };
        tags.extend(tag);
    }
    for said in said {
        tags.extend(said.rating.and_then(|rating| Tag::parse_in("rating", rating.name()).ok()));
        let stars = said.stars.filter(|stars| *stars > 0);
        tags.extend(stars.and_then(|stars| Tag::parse_in("stars", &stars.to_string()).ok()));
        tags.extend(said.slug.iter().flat_map(|slug| vocabulary.recognise(slug)).map(|found| found.tag));
    }
    tags
}

/// What XMP packets within a file say; a damaged packet is no fault of the picture.
pub(in super::super) fn packets(bytes: &[u8]) -> Vec<Said> {
    embedded::find(bytes).iter().filter_map(|packet| sidecar::xmp::read(packet).ok()).collect()
}

fn stored(source: sidecar::Source) -> Source {
    match source {
        sidecar::Source::GalleryDl => Source::GalleryDl,
        sidecar::Source::Hydrus => Source::Hydrus,
        sidecar::Source::Kohya => Source::Kohya,
        sidecar::Source::Xmp => Source::Xmp,
    }
}

fn bytes(path: &std::path::Path) -> Result<Vec<u8>, String> {
    let metadata = fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?;
    if !metadata.is_file() || metadata.len() > MAX_BYTES {
        return Err("it is no file, or larger than any sidecar".to_owned());
    }
    fs::read(path).map_err(|error| format!("cannot be read: {error}"))
}
