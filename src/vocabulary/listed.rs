//! Names of an imported list of tags, for lists of tags and for names that boorus make. Nobody looked through such a list, so its names
//! are not looked for in other texts.
//!
//! The names are lines of a text, `name<TAB>tag`, sorted by bytes. They are searched where they lie, so that a list of a hundred
//! thousand names costs no more than reading it.

use super::name::split_qualifier;
use super::{UserWords, Vocabulary};
use crate::tag::{CHARACTER, SERIES, Tag};

/// The most words of a slug that are tried as one name.
const MAX_NAME_WORDS: usize = 8;

impl Vocabulary {
    /// Adds names that [`Vocabulary::listed_names`] made. They count where no word of the vocabulary does.
    #[must_use]
    pub fn with_listed(mut self, names: String) -> Self {
        self.listed.push(names);
        self
    }

    /// Makes the text of the series and characters of a list, each name with the tag that it has in this vocabulary, which the
    /// list has joined.
    pub fn listed_names(&self, list: &UserWords) -> String {
        let mut lines: Vec<String> = Vec::new();
        for definition in list.definitions.iter().filter(|word| [SERIES, CHARACTER].contains(&word.tag.namespace())) {
            let tag = self.resolve(&definition.tag);
            let names = std::iter::once(&definition.tag).chain(&definition.aliases);
            lines.extend(names.map(|name| format!("{}\t{tag}\n", name.name())));
        }
        lines.sort_unstable();
        lines.dedup_by(|next, kept| next.split('\t').next() == kept.split('\t').next());
        lines.concat()
    }

    /// Finds the tag of a listed name.
    pub(super) fn listed(&self, word: &str) -> Option<Tag> {
        if self.listed.is_empty() {
            return None;
        }
        let name = Tag::from_text(SERIES, word)?;
        let lines = self.lines_from(&format!("{}\t", name.name()));
        lines.first().and_then(|(_, tag)| Tag::parse(tag).ok())
    }

    /// Finds the listed names in a slug, longest first at each word. A character's qualifier is not written there, so it must be
    /// told by the series in the slug.
    pub(super) fn listed_in_slug(&self, slug: &str) -> Vec<Tag> {
        let mut found = Vec::new();
        if self.listed.is_empty() {
            return found;
        }
        let words: Vec<&str> = slug.split('_').collect();
        let mut from = 0;
        while from < words.len() {
            let ends = (from + 1..=words.len().min(from + MAX_NAME_WORDS)).rev();
            let named = |to: usize| {
                let name = words.get(from..to)?.join("_");
                let exact = self.lines_from(&format!("{name}\t"));
                let qualified = self.lines_from(&format!("{name}_("));
                let is_told = |full: &str| split_qualifier(full).is_some_and(|(_, of)| slug.contains(&as_slug(of)));
                let (_, tag) = exact.first().or_else(|| qualified.iter().find(|(full, _)| is_told(full)))?;
                Some((to, Tag::parse(tag).ok()?))
            };
            match ends.filter_map(named).next() {
                Some((to, tag)) => {
                    found.push(tag);
                    from = to;
                }
                None => from += 1,
            }
        }
        found
    }

    /// The lines that begin with a text: names and their tags.
    fn lines_from(&self, beginning: &str) -> Vec<(&str, &str)> {
        let mut lines = Vec::new();
        for text in &self.listed {
            let rest = text.get(first_line_not_before(text, beginning)..).unwrap_or_default();
            let matching = rest.lines().take_while(|line| line.starts_with(beginning));
            lines.extend(matching.filter_map(|line| line.split_once('\t')));
        }
        lines
    }
}

/// Where the first line of a sorted text begins that does not come before another text.
fn first_line_not_before(text: &str, beginning: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let line = bytes[low..middle].iter().rposition(|&byte| byte == b'\n').map_or(low, |at| low + at + 1);
        let end = bytes[middle..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |at| middle + at + 1);
        if bytes[line..end] < *beginning.as_bytes() {
            low = end;
        } else {
            high = line;
        }
    }
    low
}

/// A name as slugs write it: what is neither letter nor digit is an underscore.
fn as_slug(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::read_danbooru_csv;
    use super::*;

    #[test]
    fn names_of_a_list_count_in_lists_and_slugs_only() {
        let csv = "grape,3,10,\"the_grape\"\nwine_x,3,4,\npeel_(grape),4,5,\npeel_(wine_x),4,5,\nzoe_(grape),4,5,\nskin,0,5,\n";
        let list = read_danbooru_csv(csv).unwrap();
        let shipped = Vocabulary::built_in();
        let names = shipped.clone().with(list.clone()).unwrap().listed_names(&list);
        let vocabulary = shipped.with_listed(names);
        let placed = |word: &str| vocabulary.place_among(word, &[]).map(|tag| tag.to_string()).unwrap_or_default();
        assert_eq!(
            ["grape", "the grape", "peel_(wine_x)", "skin", "zz", "a"].map(placed),
            ["series:grape", "series:grape", "character:peel_(wine_x)", "", "", ""]
        );
        let slug = |slug: &str| vocabulary.recognise_slug(slug).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(slug("peel_and_zoe_grape"), ["character:peel_(grape)", "character:zoe_(grape)", "series:grape"]);
        assert_eq!(
            slug("furukawa_nagisa_and_peel_wine_x"),
            ["character:furukawa_nagisa", "character:peel_(wine_x)", "series:wine_x"]
        );
        assert_eq!(vocabulary.recognise("the grape/peel.jpg"), []);
    }
}
