//! What people read for a tag: its name in a language, or as it is spelt.

use super::name::{other_order, split_qualifier};
use super::titles::Titles;
use super::{Definition, Vocabulary};
use crate::tag::{CHARACTER, SERIES, Tag};

/// The language in which names of series and characters are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Display {
    /// The English title, people with their given names first.
    English,
    /// The tag's own name in words, as the Japanese one is read.
    Romaji,
    /// As it is written in Japan.
    Japanese,
    /// In simplified Chinese.
    Chinese,
    /// The tag, as it is spelt.
    Tag,
}

/// Words that stay small within a title: particles of Japanese, articles and short prepositions of English.
const SMALL_WORDS: [&str; 24] = [
    "no", "wa", "ga", "o", "wo", "ni", "to", "de", "mo", "kara", "made", "a", "an", "the", "of", "in", "on", "at",
    "and", "or", "for", "from", "by", "with",
];

impl Display {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::English, Self::Romaji, Self::Japanese, Self::Chinese, Self::Tag];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::English => "english",
            Self::Romaji => "romaji",
            Self::Japanese => "japanese",
            Self::Chinese => "chinese",
            Self::Tag => "tag",
        }
    }

    /// The one that a word is for.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|display| display.name() == name)
    }
}

impl Vocabulary {
    /// A tag's name as it is shown, without its namespace. What has no title in a language is shown in romaji.
    pub fn shown(&self, tag: &Tag, display: Display) -> String {
        let word = self.known.get(tag).map(|&id| self.word(id));
        let title = |of: fn(&Titles) -> &Option<String>| word.and_then(|word| of(&word.titles).clone());
        let title = match display {
            Display::Tag => Some(tag.name().to_owned()),
            Display::English => title(|titles| &titles.english).or_else(|| self.given_name_first(word?)),
            Display::Japanese => title(|titles| &titles.japanese),
            Display::Chinese => title(|titles| &titles.chinese),
            Display::Romaji => None,
        };
        title.unwrap_or_else(|| self.spoken(tag))
    }

    /// The English order of the name of a character whose name is Japanese: of two words, the family's first. Katakana alone
    /// is how foreign names are written, whose order is the English one already.
    fn given_name_first(&self, word: &Definition<u32>) -> Option<String> {
        let is_japanese = |c: char| matches!(c, '\u{3041}'..='\u{309f}' | '々' | '\u{3400}'..='\u{9fff}');
        let is_character = word.tag.namespace() == CHARACTER;
        word.titles.japanese.as_ref().filter(|title| is_character && title.contains(is_japanese))?;
        let order = other_order(self.without_series(&word.tag))?;
        Some(capitalised(&Tag::from_parts(CHARACTER, &order).spoken()))
    }

    /// A tag in words: those of a person's or a work's name begin with capitals.
    fn spoken(&self, tag: &Tag) -> String {
        let words = Tag::from_parts(tag.namespace(), self.without_series(tag)).spoken();
        if [SERIES, CHARACTER].contains(&tag.namespace()) { capitalised(&words) } else { words }
    }

    /// The name of a tag without a qualifier that says only which series it is of, or that it is one.
    fn without_series<'a>(&self, tag: &'a Tag) -> &'a str {
        let is_series = |name: &str| {
            let named = |name: &str| self.known.contains_key(&Tag::from_parts(SERIES, name));
            named(name) || named(&format!("{name}_(series)"))
        };
        match split_qualifier(tag.name()) {
            Some((base, "series")) if tag.namespace() == SERIES => base,
            Some((base, qualifier)) if tag.namespace() == CHARACTER && is_series(qualifier) => base,
            _ => tag.name(),
        }
    }
}

/// Begins each word with a capital, also behind a slash, except small ones within a title.
fn capitalised(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for word in words.split(' ') {
        let is_first = out.is_empty() || out.ends_with(':');
        if !out.is_empty() {
            out.push(' ');
        }
        if !is_first && SMALL_WORDS.contains(&word) {
            out.push_str(word);
            continue;
        }
        let bracket = word.len() - word.trim_start_matches('(').len();
        let (before, word) = word.split_at(bracket);
        out.push_str(before);
        for (at, part) in word.split('/').enumerate() {
            let mut letters = part.chars();
            out.push_str(if at == 0 { "" } else { "/" });
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(letters.as_str());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::read_toml;

    const WORDS: &str = r#"
[[series]]
name = "shigatsu_wa_kimi_no_uso"
english = "Your Lie in April"
japanese = "四月は君の嘘"
chinese = "四月是你的谎言"
characters = [
    { name = "arima_kousei", japanese = "有馬公生" },
    { name = "miyazono_kawori", english = "Kaori Miyazono", japanese = "宮園かをり" },
]
[[series]]
name = "shingeki_no_kyojin"
characters = [{ name = "levi_(shingeki_no_kyojin)", japanese = "リヴァイ" }, { name = "eren_yeager", japanese = "エレン・イェーガー" }]
[[series]]
name = "fate_(series)"
characters = [{ name = "saber_(alter)_(fate)" }, { name = "tohsaka_rin_(fate)", japanese = "遠坂凛" }]
[[emotion]]
name = "happy_tears"
"#;

    #[test]
    fn a_tag_is_shown_in_each_language_or_in_romaji() {
        use Display::{Chinese, English, Japanese, Romaji, Tag as Spelt};
        let words = Vocabulary::default().with(read_toml(WORDS).unwrap()).unwrap();
        for (tag, display, shown) in [
            ("series:shigatsu_wa_kimi_no_uso", English, "Your Lie in April"),
            ("series:shigatsu_wa_kimi_no_uso", Romaji, "Shigatsu wa Kimi no Uso"),
            ("series:shigatsu_wa_kimi_no_uso", Japanese, "四月は君の嘘"),
            ("series:shigatsu_wa_kimi_no_uso", Chinese, "四月是你的谎言"),
            ("series:shigatsu_wa_kimi_no_uso", Spelt, "shigatsu_wa_kimi_no_uso"),
            ("series:your_lie_in_april", English, "Your Lie in April"),
            ("character:miyazono_kawori", English, "Kaori Miyazono"),
            ("character:arima_kousei", English, "Kousei Arima"),
            ("character:kousei_arima", English, "Kousei Arima"),
            ("character:kousei_arima", Romaji, "Kousei Arima"),
            ("character:arima_kousei", Romaji, "Arima Kousei"),
            ("character:arima_kousei", Chinese, "Arima Kousei"),
            ("character:eren_yeager", English, "Eren Yeager"),
            ("character:levi_(shingeki_no_kyojin)", English, "Levi"),
            ("character:levi_(shingeki_no_kyojin)", Japanese, "リヴァイ"),
            ("character:saber_(alter)_(fate)", Romaji, "Saber (Alter)"),
            ("character:tohsaka_rin_(fate)", English, "Rin Tohsaka"),
            ("character:somebody_(else)", English, "Somebody (Else)"),
            ("series:fate_(series)", English, "Fate"),
            ("series:no_game:_the_no_life", English, "No Game: The no Life"),
            ("series:fate/grand_order", English, "Fate/Grand Order"),
            ("emotion:happy_tears", English, "happy tears"),
            ("^_^", English, "^_^"),
        ] {
            assert_eq!(words.shown(&Tag::parse(tag).unwrap(), display), shown, "{tag} {display:?}");
        }
    }
}
