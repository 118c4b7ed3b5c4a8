//! Vocabulary files, the shipped ones and a person's own: TOML. `name` is canonical, `aliases` mean the same and one
//! tag only, `common` are aliases (perhaps `name` too) that are also everyday words, `weak` names count only beside the
//! series, `unless` phrases hold a name and do not mean it, `parents` are implied, a character implies its series.
//!
//! ```toml
//! [[series]]                                          # also common, weak, unless, parents
//! name = "clannad"
//! aliases = ["クラナド"]
//! characters = [{ name = "furukawa_nagisa", aliases = ["古河渚"], weak = ["渚"] }]   # also common, unless
//! [[emotion]]                                         # name, aliases, common, parents; intensity = 1..=255
//! [[alias]]                                           # any namespace: alias = "xmas", tag = "christmas"
//! [[implication]]                                     # any namespace: tag = "maid", implies = ["uniform"]
//! ```
//! The other order of two-word characters and single words of a name as weak ones are understood without being listed.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::merge::Entry;
use super::spell::spell;
use super::{Error, UserWords};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

type Name = Spanned<String>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    series: Vec<Series>,
    emotion: Vec<Emotion>,
    alias: Vec<Alias>,
    implication: Vec<Implication>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Series {
    name: Name,
    #[serde(default)]
    aliases: Vec<Name>,
    #[serde(default)]
    common: Vec<Name>,
    #[serde(default)]
    weak: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    parents: Vec<Name>,
    #[serde(default)]
    characters: Vec<Character>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Character {
    name: Name,
    #[serde(default)]
    aliases: Vec<Name>,
    #[serde(default)]
    common: Vec<Name>,
    #[serde(default)]
    weak: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Emotion {
    name: Name,
    #[serde(default)]
    aliases: Vec<Name>,
    #[serde(default)]
    common: Vec<Name>,
    #[serde(default)]
    parents: Vec<Name>,
    intensity: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    alias: Name,
    tag: Name,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Implication {
    tag: Name,
    implies: Vec<Name>,
}

/// Reads a vocabulary file.
///
/// # Errors
/// [`Error::Toml`], [`Error::Name`] and [`Error::Twice`] name the line. Cycles show when the words join a vocabulary.
pub fn read_toml(text: &str) -> Result<UserWords, Error> {
    let file: File = toml::from_str(text).map_err(|error| Error::Toml {
        line: line_of(text, error.span().unwrap_or(0..0)),
        message: error.message().to_owned(),
    })?;
    let mut reader = Reader { text, owners: HashMap::new(), words: UserWords::default() };
    for series in file.series {
        let mut entry = reader.entry(SERIES, &series.name, &series.aliases, &series.common)?;
        entry.parents = reader.tags(SERIES, &series.parents)?;
        entry.weak = series.weak;
        entry.unless = series.unless;
        let tag = entry.tag.clone();
        reader.words.entries.push(entry);
        for character in series.characters {
            let mut entry = reader.entry(CHARACTER, &character.name, &character.aliases, &character.common)?;
            entry.parents = vec![tag.clone()];
            entry.weak = character.weak;
            entry.unless = character.unless;
            reader.words.entries.push(entry);
        }
    }
    for emotion in file.emotion {
        let mut entry = reader.entry(EMOTION, &emotion.name, &emotion.aliases, &emotion.common)?;
        entry.parents = reader.tags(EMOTION, &emotion.parents)?;
        entry.intensity = emotion.intensity;
        reader.words.entries.push(entry);
    }
    for Alias { alias, tag } in file.alias {
        let rule = (reader.any(&alias)?, reader.any(&tag)?);
        reader.claim(&rule.0, &rule.1, alias.span())?;
        reader.words.aliases.push(rule);
    }
    for Implication { tag, implies } in file.implication {
        let mut entry = Entry::new(reader.any(&tag)?);
        entry.parents = implies.iter().map(|name| reader.any(name)).collect::<Result<_, _>>()?;
        reader.words.entries.push(entry);
    }
    Ok(reader.words)
}

struct Reader<'a> {
    text: &'a str,
    /// Names of this file, each with the tag it means.
    owners: HashMap<Tag, Tag>,
    words: UserWords,
}

impl Reader<'_> {
    fn entry(&mut self, namespace: &str, name: &Name, aliases: &[Name], common: &[Name]) -> Result<Entry, Error> {
        let mut entry = Entry::new(self.tag(namespace, name)?);
        self.claim(&entry.tag, &entry.tag, name.span())?;
        for alias in aliases.iter().chain(common) {
            let tag = self.tag(namespace, alias)?;
            if tag != entry.tag {
                self.claim(&tag, &entry.tag, alias.span())?;
                entry.aliases.push(tag);
            }
        }
        entry.common = self.tags(namespace, common)?.iter().map(|tag| tag.name().to_owned()).collect();
        Ok(entry)
    }

    fn claim(&mut self, alias: &Tag, tag: &Tag, span: Range<usize>) -> Result<(), Error> {
        match self.owners.get(alias) {
            Some(owner) if owner != tag => Err(Error::Twice {
                line: line_of(self.text, span),
                alias: alias.to_string(),
                first: owner.to_string(),
                second: tag.to_string(),
            }),
            _ => {
                self.owners.insert(alias.clone(), tag.clone());
                Ok(())
            }
        }
    }

    fn tags(&self, namespace: &str, names: &[Name]) -> Result<Vec<Tag>, Error> {
        names.iter().map(|name| self.tag(namespace, name)).collect()
    }

    fn tag(&self, namespace: &str, name: &Name) -> Result<Tag, Error> {
        spell(namespace, name.as_ref()).map_err(|source| Error::Name { line: line_of(self.text, name.span()), source })
    }

    fn any(&self, name: &Name) -> Result<Tag, Error> {
        Tag::parse(name.as_ref()).map_err(|source| Error::Name { line: line_of(self.text, name.span()), source })
    }
}

fn line_of(text: &str, span: Range<usize>) -> usize {
    1 + text.bytes().take(span.start).filter(|&byte| byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_its_line_and_what_to_do() {
        for (text, expected) in [
            ("[[series]]\nnmae = \"x\"", "line 2: unknown field `nmae`"),
            ("\n[[series]]\naliases = []", "line 2: missing field `name`"),
            ("[[series]\n", "line 1: "),
            ("[[emotion]]\nname = \"so*b\"", "line 2: \"so*b\" cannot hold '*'"),
            ("[[emotion]]\nname = \"sob\"\nintensity = 300", "line 3: "),
            (
                "[[series]]\nname = \"a\"\naliases = [\"x\"]\n[[series]]\nname = \"b\"\naliases = [\n\"x\"]",
                "line 7: series:x is already a name of series:a; it cannot mean series:b too, so take it from one of them",
            ),
            ("[[alias]]\nalias = \"width:5\"\ntag = \"x\"", "line 2: \"width\" is a metatag"),
        ] {
            let error = read_toml(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text:?} gave {error:?}");
        }
    }
}
