//! Reads vocabulary files, TOML: the shipped ones while the program is built, and a person's own.
//!
//! `name` is canonical. `aliases` mean the same, and one tag only. `common` are aliases, perhaps `name` too, that are
//! also everyday words. `weak` names count only beside the series, `famous` ones of a character beside an emotion too. `unless`
//! phrases (decoys) contain a name and do not mean it. `parents` are implied; a character implies its series.
//! `english`, `japanese` and `chinese` are the names shown in that language; each is an alias too, unless it is a weak name.
//!
//! ```toml
//! [[series]]                                          # also common, weak, unless, parents, chinese
//! name = "shigatsu_wa_kimi_no_uso"
//! english = "Your Lie in April"
//! japanese = "四月は君の嘘"
//! aliases = ["kimiuso"]
//! characters = [{ name = "miyazono_kaori", japanese = "宮園かをり", weak = ["かをり"] }]   # also famous, without parents
//! [[emotion]]                                         # name, aliases, common, parents
//! [[alias]]                                           # any namespace: alias = "xmas", tag = "christmas"
//! [[implication]]                                     # any namespace: tag = "maid", implies = ["uniform"]
//! ```
//! The other order of two-word characters and single words of a name as weak ones are understood without being listed.

use std::collections::HashMap;
use std::mem::take;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::spell::spell;
use super::titles::Titles;
use super::{Definition, Error, UserWords};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

type SpannedName = Spanned<String>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    series: Vec<Entry>,
    emotion: Vec<Emotion>,
    alias: Vec<Alias>,
    implication: Vec<Implication>,
}

/// A series, or a character, which has neither parents nor characters.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: SpannedName,
    english: Option<SpannedName>,
    japanese: Option<SpannedName>,
    chinese: Option<SpannedName>,
    #[serde(default)]
    aliases: Vec<SpannedName>,
    #[serde(default)]
    common: Vec<SpannedName>,
    #[serde(default)]
    weak: Vec<String>,
    #[serde(default)]
    famous: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    parents: Vec<SpannedName>,
    #[serde(default)]
    characters: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Emotion {
    name: SpannedName,
    #[serde(default)]
    aliases: Vec<SpannedName>,
    #[serde(default)]
    common: Vec<SpannedName>,
    #[serde(default)]
    parents: Vec<SpannedName>,
    /// Accepted in a person's file, without a meaning.
    #[serde(rename = "intensity")]
    _intensity: Option<u8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alias {
    alias: SpannedName,
    tag: SpannedName,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Implication {
    tag: SpannedName,
    implies: Vec<SpannedName>,
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
    let mut reader = TomlReader { text, owners: HashMap::new(), words: UserWords::default() };
    for mut series in file.series {
        let (characters, parents) = (take(&mut series.characters), reader.tags(SERIES, &series.parents)?);
        let tag = reader.entry(SERIES, series, parents)?;
        for character in characters {
            let below = character.parents.iter().chain(character.characters.iter().map(|below| &below.name)).next();
            if let Some(name) = below {
                let message = "a character has neither parents nor characters".to_owned();
                return Err(Error::Toml { line: line_of(text, name.span()), message });
            }
            reader.entry(CHARACTER, character, vec![tag.clone()])?;
        }
    }
    for emotion in file.emotion {
        let mut definition = reader.define(EMOTION, &emotion.name, &emotion.aliases, &emotion.common)?;
        definition.parents = reader.tags(EMOTION, &emotion.parents)?;
        reader.words.definitions.push(definition);
    }
    for Alias { alias, tag } in file.alias {
        let rule = (reader.any(&alias)?, reader.any(&tag)?);
        reader.claim(&rule.0, &rule.1, alias.span())?;
        reader.words.aliases.push(rule);
    }
    for Implication { tag, implies } in file.implication {
        let mut definition = Definition::new(reader.any(&tag)?, false);
        definition.parents = implies.iter().map(|name| reader.any(name)).collect::<Result<_, _>>()?;
        reader.words.definitions.push(definition);
    }
    Ok(reader.words)
}

struct TomlReader<'a> {
    text: &'a str,
    /// Names of this file, each with the tag it means.
    owners: HashMap<Tag, Tag>,
    words: UserWords,
}

impl TomlReader<'_> {
    /// Adds a series or a character, and returns its tag.
    fn entry(&mut self, namespace: &str, entry: Entry, parents: Vec<Tag>) -> Result<Tag, Error> {
        let mut definition = self.define(namespace, &entry.name, &entry.aliases, &entry.common)?;
        definition.parents = parents;
        definition.weak = entry.weak;
        definition.famous = entry.famous;
        self.entitle(&mut definition, [entry.english, entry.japanese, entry.chinese])?;
        definition.decoys = entry.unless;
        let tag = definition.tag.clone();
        self.words.definitions.push(definition);
        Ok(tag)
    }

    fn define(
        &mut self,
        namespace: &str,
        name: &SpannedName,
        aliases: &[SpannedName],
        common: &[SpannedName],
    ) -> Result<Definition<Tag>, Error> {
        let mut definition = Definition::new(self.tag(namespace, name)?, false);
        self.claim(&definition.tag, &definition.tag, name.span())?;
        for alias in aliases.iter().chain(common) {
            let tag = self.tag(namespace, alias)?;
            if tag != definition.tag {
                self.claim(&tag, &definition.tag, alias.span())?;
                definition.aliases.push(tag);
            }
        }
        definition.common = self.tags(namespace, common)?.iter().map(|tag| tag.name().to_owned()).collect();
        Ok(definition)
    }

    /// Gives a word its shown names, which are aliases too unless they are weak. A tag cannot have all characters of a title.
    fn entitle(&mut self, word: &mut Definition<Tag>, titles: [Option<SpannedName>; 3]) -> Result<(), Error> {
        for title in titles.iter().flatten() {
            let name = Tag::from_text(word.tag.namespace(), title.as_ref());
            let alias = name.filter(|name| *name != word.tag && !word.aliases.contains(name));
            if let Some(alias) = alias.filter(|_| !word.weak.contains(title.as_ref())) {
                self.claim(&alias, &word.tag, title.span())?;
                word.aliases.push(alias);
            }
        }
        let [english, japanese, chinese] = titles.map(|title| title.map(Spanned::into_inner));
        word.titles = Titles { english, japanese, chinese };
        Ok(())
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

    fn tags(&self, namespace: &str, names: &[SpannedName]) -> Result<Vec<Tag>, Error> {
        names.iter().map(|name| self.tag(namespace, name)).collect()
    }

    fn tag(&self, namespace: &str, name: &SpannedName) -> Result<Tag, Error> {
        spell(namespace, name.as_ref()).map_err(|source| Error::Name { line: line_of(self.text, name.span()), source })
    }

    fn any(&self, name: &SpannedName) -> Result<Tag, Error> {
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
            (
                "[[series]]\nname = \"a\"\ncharacters = [\n{ name = \"b\", parents = [\n\"c\"] }]",
                "line 5: a character has neither parents nor characters",
            ),
            ("[[alias]]\nalias = \"width:5\"\ntag = \"x\"", "line 2: \"width\" is a metatag"),
        ] {
            let error = read_toml(text).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{text:?} gave {error:?}");
        }
    }
}
