//! What a person means by the bare words of a query that are no tags in use.
//!
//! A word is, in this order: a tag in use or another name of one; several words side by side that are one; a word for a fact
//! (`gif`, `4k`); the tags that hold the word; files and folders whose names hold it, and notes that have it. What a word was
//! read as is reported, because the answer is wider than what was typed. A query for a change is never read so: it touches
//! what was named, and nothing else.

use std::collections::HashMap;
use std::path::Path;

use super::error::Result;
use super::selection::compile;
use super::word_meaning::{WordMeaning, WordReading};
use super::{BoundQuery, Gallery};
use crate::catalog::TagCount;
use crate::query;
use crate::query::expr::{Expr, Query, TagPattern};
use crate::tag::{MAX_CHARS, composed};

/// The most words that are tried as one name: the longest titles have so many.
const MOST_IN_PHRASE: usize = 12;

/// A query whose words are read as what is meant by them.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The query.
    pub asked: BoundQuery,
    /// The words that were read as something else than a tag of that name, in their order.
    pub words: Vec<WordReading>,
    /// The words that mean no tag in use as they stand, each with what finds the same by its name: a change has to say that.
    pub instead: Vec<(String, Expr)>,
}

/// Reads the bare words of a query.
///
/// # Errors
/// If the catalogue or the vocabulary cannot be read, or the query is none in this gallery.
pub fn read_words(gallery: &Gallery, mut asked: BoundQuery) -> Result<Reading> {
    asked.check(gallery)?;
    let mut reader = Reader { gallery, words: Vec::new(), instead: Vec::new(), gave_up: false };
    let typed = asked.query.expr.clone();
    asked.query.expr = reader.expr(&typed)?;
    if let Expr::And(parts) = &typed
        && parts.len() > 1
        && parts.iter().any(|part| bare_word(part).is_some())
        && is_empty(gallery, &asked, &asked.query.expr)?
        && let Some((wider, words)) = reader.with_names(parts)?
        && !is_empty(gallery, &asked, &wider)?
    {
        asked.query.expr = wider;
        reader.words.extend(words);
    }
    Ok(Reading { asked, words: reader.words, instead: reader.instead })
}

/// Whether nothing fits a condition that is asked when a query is.
fn is_empty(gallery: &Gallery, asked: &BoundQuery, expr: &Expr) -> Result<bool> {
    let asked = asked.instead(Query { expr: expr.clone(), order: None, limit: None });
    Ok(!gallery.catalog.any_found(&compile(gallery, &asked)?)?)
}

/// Letters of a word from which on the index of letters tells whether a name holds it; for fewer, all names are read.
const MIN_LETTERS: usize = 3;

/// Media from which on a tag is not one of few.
const FEW: u64 = 20;

/// How many times as many names must hold the word of a tag of few for it to be pointed out.
const MANY_TIMES: u64 = 3;

/// Words side by side that are one tag.
struct Phrase {
    pattern: TagPattern,
    n_words: usize,
    /// The tags that have the name, where each of the words is a tag too.
    instead_of_words: Option<Vec<TagCount>>,
}

struct Reader<'a> {
    gallery: &'a Gallery,
    words: Vec<WordReading>,
    instead: Vec<(String, Expr)>,
    /// A word beside this one is nothing, so that nothing has both.
    gave_up: bool,
}

impl Reader<'_> {
    fn expr(&mut self, expr: &Expr) -> Result<Expr> {
        Ok(match expr {
            Expr::And(parts) => Expr::And(self.list(parts)?),
            Expr::Or(parts) => Expr::Or(parts.iter().map(|part| self.expr(part)).collect::<Result<_>>()?),
            Expr::Not(inner) => {
                let read = self.expr(inner)?;
                if let Expr::Tag(pattern) = &read
                    && !self.gallery.catalog.is_used(pattern)?
                {
                    self.say(pattern, WordMeaning::Nothing);
                }
                Expr::Not(Box::new(read))
            }
            Expr::Tag(pattern) if pattern.name.contains('*') => self.wildcard(pattern)?,
            Expr::Tag(pattern) => self.word(pattern)?,
            other => other.clone(),
        })
    }

    /// Parts side by side, of which several words may be one name: `your lie in april`. Short words come last: if a long one is
    /// nothing, so is the whole.
    fn list(&mut self, parts: &[Expr]) -> Result<Vec<Expr>> {
        let (mut split, mut phrases, mut rest) = (Vec::new(), HashMap::new(), parts);
        while let [first, behind @ ..] = rest {
            let (part, n_words) = match self.phrase(rest)? {
                Some(Phrase { pattern, n_words, instead_of_words }) => {
                    phrases.insert(split.len(), (pattern.name.replace('_', " "), instead_of_words));
                    (Expr::Tag(pattern), n_words)
                }
                None => (first.clone(), 1),
            };
            split.push((part, Vec::new()));
            rest = if n_words == 1 { behind } else { &rest[n_words..] };
        }
        let is_short = |part: &Expr| bare_word(part).is_some_and(|word| word.chars().count() < MIN_LETTERS);
        let mut order: Vec<usize> = (0..split.len()).collect();
        order.sort_by_key(|&at| is_short(&split[at].0));
        let (before, gave_up) = (std::mem::take(&mut self.words), self.gave_up);
        for at in order {
            let (part, said) = &mut split[at];
            *part = self.expr(part)?;
            *said = std::mem::take(&mut self.words);
            match phrases.remove(&at) {
                // A change takes the words as the tags that they are.
                Some((word, Some(tags))) => *said = vec![WordReading { word, meaning: WordMeaning::Name(tags) }],
                Some((word, None)) => self.instead.push((word, part.clone())),
                None => {}
            }
            if let (Expr::Tag(pattern), Some(_)) = (&*part, bare_word(part)) {
                self.gave_up |= !self.gallery.catalog.is_used(pattern)?;
            }
        }
        (self.words, self.gave_up) = (before, gave_up);
        Ok(split.into_iter().map(|(part, said)| (part, self.words.extend(said)).0).collect())
    }

    /// The longest run of words at the beginning that is one tag in use. If each of the words is one as well, it is one of a series or
    /// the like: a general tag of two words says hardly more than both.
    fn phrase(&self, parts: &[Expr]) -> Result<Option<Phrase>> {
        let words: Vec<&str> = parts.iter().take(MOST_IN_PHRASE).map_while(bare_word).collect();
        for n_words in (2..=words.len()).rev() {
            let pattern = bare(&words[..n_words].join("_"));
            let Some(meant) = self.tag_in_use(&pattern)? else { continue };
            for word in &words[..n_words] {
                if self.tag_in_use(&bare(word))?.is_none() {
                    return Ok(Some(Phrase { pattern, n_words, instead_of_words: None }));
                }
            }
            let mut tags = self.gallery.catalog.list_tags(&[meant])?;
            tags.retain(|known| !known.tag.namespace().is_empty());
            if !tags.is_empty() {
                return Ok(Some(Phrase { pattern, n_words, instead_of_words: Some(tags) }));
            }
        }
        Ok(None)
    }

    /// The pattern by which a word finds tags in use: itself, or what it is another name of.
    fn tag_in_use(&self, pattern: &TagPattern) -> Result<Option<TagPattern>> {
        let meant = self.gallery.meant_by_pattern(pattern)?;
        Ok(self.gallery.catalog.is_used(&meant)?.then_some(meant))
    }

    fn word(&mut self, pattern: &TagPattern) -> Result<Expr> {
        let unread = Expr::Tag(pattern.clone());
        if pattern.name.is_empty() || pattern.name.chars().count() > MAX_CHARS {
            return Ok(unread);
        }
        let is_bare = pattern.namespace.is_none();
        let fact = query::plain_word(&pattern.name).filter(|_| is_bare);
        if let Some(meant) = self.tag_in_use(pattern)? {
            if let Some(fact) = fact {
                let either = Expr::Or(vec![Expr::Tag(meant), fact]);
                self.say(pattern, WordMeaning::Fact(either.clone()));
                return Ok(either);
            }
            let tags = self.gallery.catalog.list_tags(std::slice::from_ref(&meant))?;
            // Each rating has one tag, whatever letters or other words ask for it.
            if meant != *pattern && pattern.namespace.as_deref() != Some("rating") {
                self.say(pattern, WordMeaning::Tags(tags));
            } else if let [known] = tags.as_slice()
                && is_bare
                && let Some(n_named) = self.many_named(known)?
            {
                self.say(pattern, WordMeaning::RareTag(known.clone(), n_named));
            }
            return Ok(Expr::Tag(meant));
        }
        if let Some(fact) = fact {
            self.say(pattern, WordMeaning::Fact(fact.clone()));
            self.say_instead(pattern, &fact);
            return Ok(fact);
        }
        let tags = self.gallery.holders(pattern)?;
        if !tags.is_empty() {
            let any = any_of(tags.iter().map(|known| Expr::Tag(TagPattern::from(&known.tag))).collect());
            self.say(pattern, WordMeaning::Tags(tags));
            self.say_instead(pattern, &any);
            return Ok(any);
        }
        if !is_bare {
            return Ok(unread);
        }
        if self.gave_up && pattern.name.chars().count() < MIN_LETTERS {
            return Ok(Expr::Text(pattern.name.clone()));
        }
        let (mut found, notes) = (self.names(&pattern.name)?, Expr::Quote(pattern.name.replace('_', " ")));
        let (in_names, in_notes) = (!found.is_empty(), self.any(&notes)?);
        if !in_names && !in_notes {
            return Ok(unread);
        }
        self.say(pattern, WordMeaning::Text { in_names, in_notes });
        found.extend(in_notes.then_some(notes));
        let any = any_of(found);
        self.say_instead(pattern, &any);
        Ok(any)
    }

    /// How many media have a tag's name in theirs and not the tag, if it is a tag of few and these are many.
    fn many_named(&self, known: &TagCount) -> Result<Option<u64>> {
        let name = known.tag.name();
        // Names that hold what many media are tagged with are not counted: there may be a million.
        if known.n_media > FEW || name.chars().count() < MIN_LETTERS || !self.gallery.catalog.any_path_holds(name)? {
            return Ok(None);
        }
        let (named, tag) = (Expr::Text(name.to_owned()), Expr::Tag(TagPattern::from(&known.tag)));
        let mut asked = BoundQuery::everything();
        asked.query.expr = Expr::And(vec![named, Expr::Not(Box::new(tag))]);
        let n_named = self.gallery.catalog.count_found(&compile(self.gallery, &asked)?)?;
        Ok(Some(n_named).filter(|&n| n >= MANY_TIMES * known.n_media))
    }

    /// Words side by side, each of which may also stand in names: for a query that finds nothing otherwise. None if no word that
    /// is a tag stands in one.
    fn with_names(&self, parts: &[Expr]) -> Result<Option<(Expr, Vec<WordReading>)>> {
        let (mut wider, mut said) = (Vec::new(), Vec::new());
        for part in parts {
            let mut reader = Reader { gallery: self.gallery, words: Vec::new(), instead: Vec::new(), gave_up: false };
            let Some(word) = bare_word(part) else {
                wider.push(reader.expr(part)?);
                continue;
            };
            if word.chars().count() < MIN_LETTERS {
                wider.push(self.tag_in_use(&bare(word))?.map_or_else(|| Expr::Text(word.to_owned()), Expr::Tag));
                continue;
            }
            let read = reader.expr(part)?;
            let is_text = matches!(reader.words.last(), Some(WordReading { meaning: WordMeaning::Text { .. }, .. }));
            let names = if is_text { Vec::new() } else { self.names(word)? };
            if !names.is_empty() {
                said.push(WordReading { word: word.to_owned(), meaning: WordMeaning::OrNames });
            } else if let Expr::Tag(pattern) = &read
                && !self.gallery.catalog.is_used(pattern)?
            {
                return Ok(None);
            }
            wider.push(any_of([read].into_iter().chain(names).collect()));
        }
        Ok(if said.is_empty() { None } else { Some((Expr::And(wider), said)) })
    }

    /// A pattern that no tag in use fits may be one for names: `*.gif`, `clannad/*`.
    fn wildcard(&mut self, pattern: &TagPattern) -> Result<Expr> {
        let unread = Expr::Tag(pattern.clone());
        if pattern.namespace.is_some() || self.gallery.catalog.is_used(pattern)? {
            return Ok(unread);
        }
        let name = &pattern.name;
        let names = if name.contains('/') { Expr::Path(format!("*/{name}")) } else { Expr::Name(name.clone()) };
        if !self.any(&names)? {
            return Ok(unread);
        }
        self.say(pattern, WordMeaning::Text { in_names: true, in_notes: false });
        self.say_instead(pattern, &names);
        Ok(names)
    }

    fn say_instead(&mut self, pattern: &TagPattern, instead: &Expr) {
        self.instead.push((word_of(pattern), instead.clone()));
    }

    fn say(&mut self, pattern: &TagPattern, meaning: WordMeaning) {
        self.words.push(WordReading { word: word_of(pattern), meaning });
    }

    /// Conditions for files whose path below an imported folder holds a text, or whose imported folder has a name that begins with
    /// it; empty if no file fits.
    fn names(&self, name: &str) -> Result<Vec<Expr>> {
        // A text with a slash may be a path that begins with an imported folder's own name.
        let path = Expr::Path(name.to_owned());
        if name.contains('/') && self.any(&path)? {
            return Ok(vec![path]);
        }
        let mut texts = vec![name.to_owned()];
        if name.contains('_') {
            texts.push(name.replace('_', " "));
        }
        let roots = self.gallery.catalog.list_root_paths()?;
        let is_named = |root: &Path| {
            let own = composed(&root.file_name().unwrap_or_default().to_string_lossy()).to_lowercase();
            texts.iter().any(|text| own.starts_with(&composed(text).to_lowercase()))
        };
        let named = roots.iter().filter(|(_, root)| is_named(root));
        let mut found: Vec<Expr> = named.map(|(_, root)| Expr::Path(format!("{}/*", root.to_string_lossy()))).collect();
        for text in texts {
            if self.gallery.catalog.any_path_holds(&text)? {
                found.push(Expr::Text(text));
            }
        }
        Ok(found)
    }

    /// Whether any media fits.
    fn any(&self, expr: &Expr) -> Result<bool> {
        Ok(!is_empty(self.gallery, &BoundQuery::everything(), expr)?)
    }
}

/// A word as it was typed, or nearly so.
fn word_of(pattern: &TagPattern) -> String {
    if pattern.namespace.is_none() { pattern.name.clone() } else { pattern.to_string() }
}

fn any_of(mut conditions: Vec<Expr>) -> Expr {
    if conditions.len() == 1 { conditions.remove(0) } else { Expr::Or(conditions) }
}

fn bare(name: &str) -> TagPattern {
    TagPattern { namespace: None, name: name.to_owned() }
}

fn bare_word(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Tag(TagPattern { namespace: None, name }) if !name.contains('*') => Some(name),
        _ => None,
    }
}
