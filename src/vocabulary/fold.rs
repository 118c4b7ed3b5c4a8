//! Folds characters and romaji words, so that spellings of one name compare as equal.
//!
//! - full-width letters are plain ones, accents and macrons go, case goes;
//! - in words that can be romaji, long vowels are short (`shougo`, `shōgo`, `shohgo` = `shogo`; `yuuki` = `yuki`; `oosaki` =
//!   `osaki`), `m` before `b` and `p` is `n` (`shimbun`), the particle `wo` is `o`;
//! - other words stay as they are, because `mourning` is not *morning*, and so do English ones that look like romaji (`moon`);
//! - Chinese characters are simplified ones ([`han`](super::han)).
//!
//! Both sides of a comparison are folded, so the rules may be coarse, as long as few different names become equal.

use super::han::simplified;

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
        '\u{4e00}'..='\u{9fff}' => (simplified(c), Class::Kanji),
        '々' | '〇' | '〆' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' => (c, Class::Kanji),
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

/// English words with a long vowel that could be romaji.
const ENGLISH: &[&str] = &[
    "boo", "boon", "choose", "goo", "goose", "hoodie", "house", "moo", "moon", "moose", "mouse", "noon", "noose",
    "rookie", "rouge", "route", "soon", "too", "toon", "woo", "you", "zoo",
];

/// Appends the folded form of a word of lower-case letters.
pub(super) fn fold_word(word: &str, out: &mut String) {
    if word == "wo" {
        out.push('o');
        return;
    }
    if !is_romaji(word) || ENGLISH.binary_search(&word).is_ok() {
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
            (Some('o'), 'h') if next.map_or(word.len() > 3, |next| !"aeiouyh".contains(next)) => {}
            (_, 'm') if matches!(next, Some('b' | 'p')) => out.push('n'),
            _ => out.push(c),
        }
    }
}

/// Whether a word consists of the syllables of romaji, with long vowels and doubled consonants.
pub(super) fn is_romaji(word: &str) -> bool {
    let bytes = word.as_bytes();
    let is_vowel = |at: usize| bytes.get(at).is_some_and(|c| b"aeiou".contains(c));
    let mut at = 0;
    while let Some(&c) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        let onset = match (c, next) {
            (b'a' | b'e' | b'i' | b'o' | b'u', _) => 0,
            (b's' | b'c', Some(b'h')) | (b't', Some(b's')) => 2,
            (b'k' | b'g' | b's' | b'z' | b't' | b'd' | b'n' | b'h' | b'b' | b'p' | b'm' | b'r' | b'j', Some(b'y')) => 2,
            // A consonant that ends its syllable: `n`, the first of two, `tch`, `m` before `b`, `h` of a long vowel.
            (b'n', _) if !is_vowel(at + 1) => 0,
            (b't', Some(b'c')) | (b'm', Some(b'b' | b'p')) => 0,
            (b'k' | b's' | b't' | b'p' | b'm' | b'g' | b'd' | b'b' | b'z', Some(next)) if next == c => 0,
            (b'h', _) if at > 0 && bytes.get(at - 1) == Some(&b'o') && !is_vowel(at + 1) => 0,
            (b'k' | b'g' | b's' | b'z' | b't' | b'd' | b'n' | b'h' | b'b' | b'p' | b'm' | b'r' | b'j', _) => 1,
            (b'y' | b'w' | b'f', _) => 1,
            _ => return false,
        };
        if onset > 0 && !is_vowel(at + onset) {
            return false;
        }
        at += onset + 1;
    }
    true
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
            ("gotoh", "gotou"),
            ("wo", "o"),
            ("謊", "谎"),
        ] {
            assert_eq!(folded(left), folded(right), "{left} and {right}");
        }
    }

    #[test]
    fn english_and_different_names_stay_apart() {
        assert!(ENGLISH.is_sorted());
        for (left, right) in [
            ("your", "yor"),
            ("you", "yo"),
            ("soul", "sol"),
            ("yuki", "yoki"),
            ("johan", "joan"),
            ("mourning", "morning"),
            ("pout", "pot"),
            ("shout", "shot"),
        ] {
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
