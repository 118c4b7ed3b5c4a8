//! Danbooru's tag list as prompt tools keep it: `name,category,post_count,"alias,alias"`, a row a tag, no header.
//!
//! Categories become namespaces: 3 series, 4 character, 1 artist, 5 meta, 0 none. A character's series is learned from
//! its qualifier: `saber_(fate)` belongs to the series called `fate` or `fate_(series)`, and a costume
//! (`miku_(snow)_(vocaloid)`) also implies the character without it. Counts are not kept.
//!
//! Names that no tag can have are left out, as are aliases such as `/lh`, which are key presses of one tool. What the
//! vocabulary already says wins over this list: a tag that it has under another spelling, or as another name, is joined to it.

use super::spell::spell;
use super::{Definition, Error, UserWords};
use crate::tag::{CHARACTER, SERIES};

/// Reads the list.
///
/// # Errors
/// [`Error::Row`] for a row without name and category, and for a text with quotes that never end.
pub fn read_danbooru_csv(text: &str) -> Result<UserWords, Error> {
    let mut words = UserWords { is_uncurated: true, ..UserWords::default() };
    let mut rest = text.trim_start_matches('\u{feff}');
    let mut line = 0;
    while !rest.is_empty() {
        line += 1;
        let [name, category, _, aliases] = row(&mut rest, &mut line)?;
        if name.is_empty() && category.is_empty() {
            continue;
        }
        let namespace = match category.trim() {
            "0" => "",
            "1" => "artist",
            "3" => SERIES,
            "4" => CHARACTER,
            "5" => "meta",
            "" => return Err(Error::Row { line, reason: "there is no category" }),
            _ => continue,
        };
        let Ok(tag) = spell(namespace, &name) else { continue };
        let mut definition = Definition::new(tag, true);
        definition.aliases = aliases
            .split(',')
            .filter(|alias| !alias.starts_with('/'))
            .filter_map(|alias| spell(namespace, alias).ok())
            .collect();
        words.definitions.push(definition);
    }
    Ok(words)
}

/// Takes one row off `rest`: its first four fields, empty where there are fewer.
fn row(rest: &mut &str, line: &mut usize) -> Result<[String; 4], Error> {
    let mut fields: [String; 4] = Default::default();
    let mut at = 0;
    loop {
        let field = if let Some(quoted) = rest.strip_prefix('"') {
            *rest = quoted;
            quoted_field(rest, line)?
        } else {
            let end = rest.find([',', '\n']).unwrap_or(rest.len());
            let (field, after) = rest.split_at(end);
            *rest = after;
            field.trim_end_matches('\r').to_owned()
        };
        if let Some(place) = fields.get_mut(at) {
            *place = field;
        }
        at += 1;
        match rest.find([',', '\n']) {
            Some(end) => {
                let is_last = rest[end..].starts_with('\n');
                *rest = &rest[end + 1..];
                if is_last {
                    return Ok(fields);
                }
            }
            None => {
                *rest = "";
                return Ok(fields);
            }
        }
    }
}

/// Takes a field off `rest` whose opening quote is gone already; `""` in it is one quote.
fn quoted_field(rest: &mut &str, line: &mut usize) -> Result<String, Error> {
    let first = *line;
    let mut field = String::new();
    loop {
        let Some(end) = rest.find('"') else {
            return Err(Error::Row { line: first, reason: "a quote opens and never closes" });
        };
        let (part, after) = rest.split_at(end);
        field.push_str(part);
        *line += part.matches('\n').count();
        *rest = &after[1..];
        match rest.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                *rest = after;
            }
            None => return Ok(field),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Vocabulary;
    use super::*;
    use crate::tag::Tag;

    fn parents(vocabulary: &Vocabulary, tag: &str) -> Vec<String> {
        vocabulary.implied_by(&Tag::parse(tag).unwrap()).map(ToString::to_string).collect()
    }

    #[test]
    fn categories_aliases_and_series_are_read() {
        let csv = "1girl,0,6008644,\"1girls,sole_female,/1g\"\r\n\
            crying,0,76783,\"cry,sniveling\"\n\
            my_show,3,100,\"mein_\"\"show\"\"\"\n\
            heroine_(my_show),4,90,\n\
            heroine_(summer)_(my_show),4,9,heroine_swimsuit\n\
            violinist_(clannad),4,9,\n\
            somebody,1,5,\n\
            fate_(series),3,1,\n\
            nobody_(fate),4,1,\n\
            strange*,0,1,\n\
            highres,5,1,\n\
            steins_gate,3,9,sg_of_the_list\n\
            okabe_of_the_list,4,9,okabe_rintarou\n\
            other,9,1,\n";
        let vocabulary = Vocabulary::built_in().with(read_danbooru_csv(csv).unwrap()).unwrap();
        let resolve = |text: &str| vocabulary.resolve(&Tag::parse(text).unwrap()).to_string();
        assert_eq!(resolve("sole_female"), "1girl");
        assert_eq!(resolve("emotion:sniveling"), "emotion:crying");
        assert_eq!(resolve("series:mein_\"show\""), "series:my_show");
        assert_eq!(vocabulary.place("highres").unwrap().to_string(), "meta:highres");
        assert_eq!(vocabulary.place("somebody").unwrap().to_string(), "artist:somebody");
        assert_eq!(parents(&vocabulary, "character:heroine_(my_show)"), ["series:my_show"]);
        assert_eq!(
            parents(&vocabulary, "character:heroine_(summer)_(my_show)"),
            ["series:my_show", "character:heroine_(my_show)"]
        );
        assert_eq!(parents(&vocabulary, "character:violinist_(clannad)"), ["series:clannad"]);
        assert_eq!(parents(&vocabulary, "character:nobody_(fate)"), ["series:fate_(series)"]);
        assert_eq!(vocabulary.place("other"), None);
        // Names that the vocabulary has under another spelling meet.
        assert_eq!(resolve("series:sg_of_the_list"), "series:steins;gate");
        assert_eq!(resolve("character:okabe_of_the_list"), "character:okabe_rintarou");
    }

    #[test]
    fn a_row_without_category_or_end_is_refused_with_its_line() {
        let error = |csv: &str| read_danbooru_csv(csv).unwrap_err().to_string();
        assert!(error("a,0,1,\nb\n").starts_with("line 2: there is no category"));
        assert!(error("a,0,1,\nb,0,1,\"c\n").starts_with("line 2: a quote opens"));
    }
}
