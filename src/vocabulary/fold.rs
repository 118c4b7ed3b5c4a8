//! Folds characters and romaji words, so that spellings of one name compare as equal.
//!
//! - full-width letters are plain ones, accents and macrons go, case goes;
//! - long vowels are short (`shougo`, `shōgo`, `shohgo` = `shogo`; `yuuki` = `yuki`; `oosaki` = `osaki`), `m` before
//!   `b` and `p` is `n` (`shimbun`), the particle `wo` is `o`;
//! - everyday English words that would lose a letter by this stay as they are, because `your` is not *Yor*.
//!
//! Both sides of a comparison are folded, so the rules may be coarse, as long as few different names become equal.

/// What a character is for the division of a text into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// A letter of a script that puts spaces between words.
    Letter,
    Digit,
    Kanji,
    Hiragana,
    Katakana,
    Apostrophe,
    /// A mark that belongs to the character before it.
    Mark,
    Separator,
}

/// Returns the character to compare by, in lower case, and its class.
pub(super) fn fold_char(c: char) -> (char, Class) {
    if c.is_ascii() {
        let lower = c.to_ascii_lowercase();
        return match c {
            'a'..='z' | 'A'..='Z' => (lower, Class::Letter),
            '0'..='9' => (c, Class::Digit),
            '\'' | '`' => (c, Class::Apostrophe),
            _ => (c, Class::Separator),
        };
    }
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            let plain = char::from_u32(u32::from(c) - 0xfee0).expect("the full-width block mirrors ASCII");
            fold_char(plain)
        }
        '\u{2018}' | '\u{2019}' | '\u{02bc}' => ('\'', Class::Apostrophe),
        '×' => ('x', Class::Letter),
        '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' => (c, Class::Mark),
        '\u{3041}'..='\u{3096}' | 'ゝ' | 'ゞ' => (c, Class::Hiragana),
        '\u{30a1}'..='\u{30fa}' | 'ー' | 'ヽ' | 'ヾ' => (c, Class::Katakana),
        '々' | '〇' | '〆' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => {
            (c, Class::Kanji)
        }
        _ if c.is_alphabetic() => (plain_latin(c), Class::Letter),
        _ if c.is_numeric() => (c, Class::Digit),
        _ => (c, Class::Separator),
    }
}

/// Joins a kana and a following sound mark, as file systems of macOS keep them apart.
pub(super) fn voiced(kana: char, mark: char) -> Option<char> {
    let step = match (kana, mark) {
        ('ウ', '\u{3099}') => return Some('ヴ'),
        ('\u{3041}'..='\u{30fa}', '\u{3099}') => 1,
        ('は'..='ほ' | 'ハ'..='ホ', '\u{309a}') => 2,
        _ => return None,
    };
    char::from_u32(u32::from(kana) + step)
}

fn plain_latin(c: char) -> char {
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'à'..='å' | 'ā' | 'ă' | 'ą' => 'a',
        'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => 'e',
        'ì'..='ï' | 'ī' | 'ĭ' | 'į' => 'i',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ù'..='ü' | 'ū' | 'ŭ' | 'ů' | 'ű' => 'u',
        'ç' | 'ć' | 'č' => 'c',
        'ñ' | 'ń' | 'ň' => 'n',
        'ý' | 'ÿ' => 'y',
        'ß' | 'ś' | 'š' => 's',
        'ź' | 'ż' | 'ž' => 'z',
        other => other,
    }
}

/// Words that long vowels do not touch.
const ENGLISH: &[&str] = &[
    "about", "blood", "book", "cool", "could", "door", "flood", "food", "four", "good", "group", "hour", "house",
    "look", "loud", "mood", "moon", "mouth", "our", "out", "pool", "pour", "room", "school", "should", "soon", "soul",
    "sound", "sour", "south", "too", "tour", "would", "you", "young", "your", "yours", "youth", "zoo",
];

/// Appends the folded form of a word of lower-case letters.
pub(super) fn fold_word(word: &str, out: &mut String) {
    if word == "wo" {
        out.push('o');
        return;
    }
    if ENGLISH.binary_search(&word).is_ok() {
        out.push_str(word);
        return;
    }
    let start = out.len();
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        let last = out.get(start..).and_then(|folded| folded.chars().next_back());
        match (last, c) {
            (Some('o'), 'o' | 'u') | (Some('u'), 'u') => {}
            (Some('o'), 'h') if next.is_some_and(|next| !"aeiouyh".contains(next)) => {}
            (_, 'm') if matches!(next, Some('b' | 'p')) => out.push('n'),
            _ => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(word: &str) -> String {
        let mut out = String::new();
        let plain: String = word.chars().map(|c| fold_char(c).0).collect();
        fold_word(&plain, &mut out);
        out
    }

    #[test]
    fn romanisations_of_one_name_meet() {
        for (left, right) in [
            ("shougo", "shogo"),
            ("Shōgo", "shogo"),
            ("tohsaka", "tousaka"),
            ("tohru", "tooru"),
            ("yūki", "yuuki"),
            ("oosaki", "osaki"),
            ("jumpei", "junpei"),
            ("Ｋａｎａｄｅ", "kanade"),
            ("wo", "o"),
        ] {
            assert_eq!(folded(left), folded(right), "{left} and {right}");
        }
    }

    #[test]
    fn english_and_different_names_stay_apart() {
        assert!(ENGLISH.is_sorted());
        for (left, right) in [("your", "yor"), ("you", "yo"), ("soul", "sol"), ("yuki", "yoki"), ("johan", "joan")] {
            assert_ne!(folded(left), folded(right), "{left} and {right}");
        }
    }

    #[test]
    fn sound_marks_join_their_kana() {
        assert_eq!(voiced('か', '\u{3099}'), Some('が'));
        assert_eq!(voiced('ハ', '\u{309a}'), Some('パ'));
        assert_eq!(voiced('ウ', '\u{3099}'), Some('ヴ'));
        assert_eq!(voiced('涙', '\u{3099}'), None);
    }
}
