//! From the words of a source to canonical tags.
//!
//! Words keep the namespace that their source gives them. Those without one get the vocabulary's, or stay without. Of the levels
//! above a keyword in a hierarchy, those become tags that have a namespace or that the vocabulary knows.

use std::collections::BTreeSet;

use crate::sidecar::{Statement, Word};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};
use crate::vocabulary::Vocabulary;

/// The tags that the words of some documents are.
#[derive(Debug, Default)]
pub(super) struct Placed {
    pub(super) tags: BTreeSet<Tag>,
    /// Words that read like sentences, and that the vocabulary does not know.
    pub(super) sentences: Vec<String>,
}

/// Places the words of some documents of one source. Words of a tagging model count from a score on, in thousandths.
pub(super) fn place(vocabulary: &Vocabulary, said: &[Statement], min_score: u16) -> Placed {
    let mut result = Placed::default();
    let is_wanted = |word: &&Word| word.score.is_none_or(|score| score >= min_score);
    let words: Vec<&Word> = said.iter().flat_map(|said| &said.words).filter(is_wanted).collect();
    let place = |word: &&Word| {
        let place = |text: &str| vocabulary.place(text);
        let is_free = word.namespace.is_none();
        is_free.then(|| place(&word.text).or_else(|| word.translation.as_deref().and_then(place))).flatten()
    };
    let placed: Vec<Option<Tag>> = words.iter().map(place).collect();
    let known: Vec<Tag> = words.iter().filter_map(|word| word.tag()).chain(placed.iter().flatten().cloned()).collect();
    let series = vocabulary.series_among(&known);
    for (word, placed) in words.into_iter().zip(placed) {
        let placed = || placed.or_else(|| vocabulary.place_among(&word.text, &series));
        let tag = match word.namespace {
            Some(_) => word.tag().map(|tag| vocabulary.resolve_among(&tag, &series)),
            None if word.is_doubtful => {
                let known = placed();
                result.sentences.extend(known.is_none().then(|| word.text.clone()));
                known
            }
            None => placed().or_else(|| word.tag()),
        };
        result.tags.extend(tag);
    }
    for said in said {
        said.paths.iter().for_each(|path| place_path(vocabulary, path, &mut result.tags));
        result.tags.extend(said.rating.and_then(|rating| Tag::parse_in("rating", rating.name()).ok()));
        let stars = said.stars.filter(|stars| *stars > 0);
        result.tags.extend(stars.and_then(|stars| Tag::parse_in("stars", &stars.to_string()).ok()));
        result.tags.extend(said.slug.iter().flat_map(|slug| vocabulary.recognise_slug(slug)));
    }
    result
}

/// Gives unknown characters in the name of a file, where Danbooru writes none, the qualifier of the one series beside them.
pub(super) fn qualified(vocabulary: &Vocabulary, tags: BTreeSet<Tag>) -> BTreeSet<Tag> {
    let mut all = tags.iter().filter(|tag| tag.namespace() == SERIES);
    let (Some(series), None) = (all.next().cloned(), all.next()) else { return tags };
    let qualify = |tag: Tag| if tag.namespace() == CHARACTER { vocabulary.qualified(&tag, &series) } else { tag };
    tags.into_iter().map(qualify).collect()
}

/// Adds the tags of one path.
fn place_path(vocabulary: &Vocabulary, path: &[Word], tags: &mut BTreeSet<Tag>) {
    let known: Vec<Option<Tag>> = path.iter().map(|word| vocabulary.place(&word.text)).collect();
    let mut above: Vec<Tag> = Vec::new();
    for (at, word) in path.iter().enumerate() {
        let is_leaf = at + 1 == path.len();
        let place = known.get(at).cloned().flatten();
        let typed = || word.tag().map(|tag| vocabulary.resolve_among(&tag, &above));
        let tag = match word.namespace.as_deref() {
            Some(_) if is_leaf => typed(),
            // `Character|Clannad|…`: what is known to be something else. `Anime|Key|Clannad`: a group of what comes below.
            Some(namespace) => {
                let is_below = known.iter().skip(at + 1).flatten().any(|tag| tag.namespace() == namespace);
                place
                    .or_else(|| series_of(vocabulary, word, path.get(at + 1)?))
                    .or_else(|| typed().filter(|_| !is_below))
            }
            None if is_leaf => place.or_else(|| vocabulary.place_among(&word.text, &above)).or_else(|| word.tag()),
            None => place.filter(|tag| [SERIES, CHARACTER, EMOTION].contains(&tag.namespace())),
        };
        above.extend(tag);
    }
    tags.extend(above);
}

/// The series that an everyday word stands for, if what is below it is of that series (`Fate|Saber`).
fn series_of(vocabulary: &Vocabulary, word: &Word, below: &Word) -> Option<Tag> {
    let series = vocabulary.resolve(&Tag::from_text(SERIES, &word.text)?);
    vocabulary.place_among(&below.text, std::slice::from_ref(&series)).map(|_| series)
}
