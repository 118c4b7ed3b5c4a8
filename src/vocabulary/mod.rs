//! What is known of tags: their other names, what they imply, and their names in a path.
//!
//! Everything here is lookup in data: `assets/vocabulary/*.toml`, which the program ships, and a person's own words,
//! which win. The build script reads the shipped files with this room and packs what it read. This room opens no files
//! and does not know which tags a gallery uses. [`file`](read_toml) describes the format of the shipped and of a person's
//! files, `danbooru` the CSV of prompt tools, `recognise` how a path names a tag, `fold` which spellings are one.
//!
//! A word is a canonical tag with its other names. The tag is Danbooru's name where it has one. A character implies its
//! series, an emotion the wider ones. Implications never form a cycle.
//!
//! Start reading at [`Vocabulary`].

#[cfg(vocabulary_is_packed)]
mod built_in;
mod choice;
mod danbooru;
mod english;
mod error;
mod evidence;
mod feeling;
mod file;
mod fold;
mod graph;
mod han;
mod hash;
mod index;
mod listed;
mod merge;
mod name;
mod nearest;
mod outline;
mod overlap;
#[cfg(not(vocabulary_is_packed))]
mod pack;
mod person;
mod phrases;
mod place;
mod recognise;
mod shown;
mod slips;
mod spans;
mod spell;
mod taken_away;
mod titles;
mod tokens;

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};
use hash::FastMap;
use index::Names;
use slips::Slips;
use titles::Titles;

pub use danbooru::read_danbooru_csv;
pub use error::Error;
pub use file::read_toml;
pub use merge::UserWords;
pub use shown::Display;

/// Goes up when the words that the program ships change.
pub const DATA_VERSION: u32 = 7;

/// All that is known of tags.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Vocabulary {
    /// Words by id. A word that a person's alias joined to another keeps its place.
    words: Vec<Definition<u32>>,
    /// Canonical tags and aliases, each to its word.
    known: FastMap<Tag, u32>,
    /// Aliases that a person does not want, each with its word.
    #[serde(skip)]
    taken_away: FastMap<Tag, u32>,
    /// Names of imported lists, as [`listed`] keeps them.
    #[serde(skip)]
    listed: Vec<String>,
    /// Names as they occur in paths; made when first needed, because most runs of the program need none.
    #[serde(skip)]
    names: OnceLock<Names>,
    /// The same, packed, as long as nothing joined the words that the program ships.
    #[serde(skip)]
    packed_names: Option<&'static [u8]>,
    /// What mistyped names are compared with; made when a path has an unknown word beside a series.
    #[serde(skip)]
    slips: OnceLock<Slips>,
}

/// What is known of one canonical tag. Its parents are tags in a file, and ids in a vocabulary.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static, Parent: Deserialize<'de>"))]
struct Definition<Parent> {
    tag: Tag,
    aliases: Vec<Tag>,
    titles: Titles,
    /// Names, among them perhaps the tag's own, that are also everyday words.
    common: Vec<String>,
    /// Names that mean this tag only beside its series.
    weak: Vec<String>,
    /// Names so well known that they mean this character beside an emotion, too.
    famous: Vec<String>,
    /// Phrases that contain a name of this tag and do not mean it.
    decoys: Vec<String>,
    parents: Vec<Parent>,
    /// Whether it was read from a list that nobody looked through. Its single words are then taken for everyday words.
    is_uncurated: bool,
}

impl<Parent> Definition<Parent> {
    fn new(tag: Tag, is_uncurated: bool) -> Self {
        let (aliases, titles, common, weak, famous, decoys, parents) = Default::default();
        Self { tag, aliases, titles, common, weak, famous, decoys, parents, is_uncurated }
    }
}

impl Vocabulary {
    /// Returns the canonical tag of a tag; the tag itself if it is unknown.
    ///
    /// An alias is followed; failing that, a spelling that differs only in punctuation, accents or long vowels
    /// (`series:steins_gate`, `character:fujibayashi_kyo`). The namespace stays, unless a person's alias crosses it.
    pub fn resolve(&self, tag: &Tag) -> Tag {
        self.find(tag).map_or_else(|| tag.clone(), |id| self.word(id).tag.clone())
    }

    /// Whether a tag is a name of something, in whatever spelling.
    pub fn knows(&self, tag: &Tag) -> bool {
        self.find(tag).is_some()
    }

    /// Lists what a tag implies directly, in the order of the data: wider emotions, a character's series.
    ///
    /// An alias implies what its canonical tag does.
    pub fn implied_by(&self, tag: &Tag) -> impl Iterator<Item = &Tag> {
        let id = self.known.get(tag).copied();
        id.into_iter().flat_map(|id| self.word(id).parents.iter().map(|&parent| &self.word(parent).tag))
    }

    /// Lists every alias with its canonical tag, in the order of the data.
    pub fn aliases(&self) -> impl Iterator<Item = (&Tag, &Tag)> {
        self.live().flat_map(|(_, word)| word.aliases.iter().map(move |alias| (alias, &word.tag)))
    }

    /// Lists every direct implication, child before parent, in the order of the data.
    pub fn implications(&self) -> impl Iterator<Item = (&Tag, &Tag)> {
        self.live()
            .flat_map(move |(_, word)| word.parents.iter().map(move |&parent| (&word.tag, &self.word(parent).tag)))
    }

    /// Lists the canonical tags, in the order of the data.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.live().map(|(_, word)| &word.tag)
    }

    /// Finds a tag's word by its exact name, else by a spelling that folds to one of its names.
    fn find(&self, tag: &Tag) -> Option<u32> {
        if self.taken_away.contains_key(tag) {
            return None;
        }
        self.known.get(tag).copied().or_else(|| {
            let has_names = [SERIES, CHARACTER, EMOTION].contains(&tag.namespace());
            has_names.then(|| self.names().named(tag.namespace(), tag.name())).flatten()
        })
    }

    /// Makes ready what [`Vocabulary::recognise`] needs, which takes some milliseconds when it first does.
    pub fn prepare_names(&self) {
        self.names();
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = self.all_names();
            for (alias, &id) in &self.taken_away {
                names.take_away(id, self.word(id), alias);
            }
            names
        })
    }

    /// The names, with those that a person took away.
    fn all_names(&self) -> Names {
        #[cfg(vocabulary_is_packed)]
        if let Some(packed) = self.packed_names {
            return Names::unpack(packed);
        }
        Names::new(self)
    }

    fn slips(&self) -> &Slips {
        self.slips.get_or_init(|| Slips::new(self.live()))
    }

    fn word(&self, id: u32) -> &Definition<u32> {
        self.words.get(id as usize).expect("ids come from this vocabulary")
    }

    /// Words that are still canonical, with their ids.
    fn live(&self) -> impl Iterator<Item = (u32, &Definition<u32>)> {
        (0..).zip(&self.words).filter(|(id, word)| self.known.get(&word.tag) == Some(id))
    }
}

#[cfg(test)]
mod tests;
