//! Tells sentences from tags: a sentence about a picture is no tag.
//!
//! A caption file or a list of tags may be prose (`Please do not repost it, thanks!`), which would become a confirmed tag. What
//! is certain here is left out here. The titles of light novels have as many words as a sentence, some with a full stop behind
//! them (`kimi no na wa.`): what is doubtful counts only if the vocabulary knows it.

/// The most words of a tag that the vocabulary need not know.
const MAX_TAG_WORDS: usize = 6;

/// The most letters of a tag in a script without spaces.
const MAX_TAG_LETTERS: usize = 16;

/// The least words of a text that is prose because it is punctuated like a sentence.
const MIN_SENTENCE_WORDS: usize = 5;

/// Words that sentences and parts of sentences begin with, and how many words one that begins so has at least.
const BEGINNINGS: [(usize, &[&str]); 3] = [
    (3, &["and", "who", "which", "while", "but", "she", "he", "they", "it", "there", "her", "his", "with"]),
    (4, &["a", "an"]),
    (5, &["the", "this", "in", "on"]),
];

/// Whether a text between separators reads like a sentence or a part of one.
pub(super) fn is_doubtful(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [first, .., last] = words.as_slice() else {
        let n_letters = text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count();
        return n_letters > MAX_TAG_LETTERS || n_letters >= MAX_TAG_LETTERS / 2 && text.ends_with('。');
    };
    let begins = |(least, list): &(usize, &[&str])| {
        words.len() >= *least && list.iter().any(|word| first.eq_ignore_ascii_case(word))
    };
    // `dr. Stone` is a name: an abbreviation has three letters at most.
    let stops = last.strip_suffix('.').is_some_and(|rest| rest.chars().filter(|c| c.is_alphanumeric()).count() > 3);
    words.len() > MAX_TAG_WORDS
        || BEGINNINGS.iter().any(begins)
        || words.len() >= 3 && (stops || last.ends_with('。'))
        || words.len() >= 4 && last.ends_with(['?', '!', '？', '！'])
}

/// Whether a line, with the names between its separators, is prose and no list of tags.
pub(super) fn is_written(line: &str, names: &[String]) -> bool {
    let line = line.trim();
    if is_address(line) {
        return true;
    }
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
    let is_whole = line.starts_with(char::is_uppercase)
        && (line.ends_with(['.', '。']) || line.contains(',') && line.ends_with(['!', '?', '！', '？']));
    let n_words = line.split_whitespace().filter(is_word).count();
    let n_parts = line.split(['。', '！', '？']).filter(|part| !part.trim().is_empty()).count();
    // In scripts without spaces, the parts of a sentence are longer than tags.
    let is_long = || line.ends_with('。') && names.len() > 1 && line.chars().count() > MIN_SENTENCE_WORDS * names.len();
    let n_doubtful = || names.iter().filter(|name| is_doubtful(name)).count();
    n_parts > 2
        || is_long()
        || n_words >= MIN_SENTENCE_WORDS && (has_end_inside(line) || is_whole && names.len() > 1)
        || names.len() > 1 && !names.iter().any(|name| is_count(name)) && 2 * n_doubtful() >= names.len()
}

/// Whether a tag counts the people in a picture, as captions do at their beginning.
pub(super) fn is_count(name: &str) -> bool {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_digit() || c == '+');
    rest.len() < name.len() && matches!(rest, "girl" | "girls" | "boy" | "boys" | "other" | "others")
        || matches!(name, "solo" | "no humans" | "no_humans" | "multiple girls" | "multiple boys")
}

/// Whether a sentence ends within the text and another one begins.
fn has_end_inside(text: &str) -> bool {
    let words = text.split_whitespace();
    let ends = |word: &str| {
        word.strip_suffix(['.', '!', '?']).is_some_and(|rest| rest.chars().filter(|c| c.is_alphanumeric()).count() > 3)
    };
    words.clone().zip(words.skip(1)).any(|(word, next)| ends(word) && next.starts_with(char::is_uppercase))
}

/// Whether a text is a web address.
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    ["http://", "https://", "www."]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme)))
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::super::prompt;
    use super::*;

    #[test]
    fn sentences_are_told_from_titles() {
        for (text, expected) in [
            ("a girl sits at the window and looks at the rain", true),
            ("a girl who cries", true),
            ("and holds a flower", true),
            ("She is crying.", true),
            ("Why is she crying?", true),
            ("雨の中で女の子が泣いています。", true),
            ("that time i got reincarnated as a slime", true),
            ("the legend of zelda", false),
            ("the_melancholy_of_haruhi_suzumiya_and_more_of_it_all", false),
            ("KonoSuba!", false),
            ("bowser jr.", false),
            ("a.b. bowser jr.", false),
            ("saber (fate)", false),
            ("crying with eyes open", false),
            ("モーニング娘。", false),
            ("ご注文はうさぎですか？", false),
            ("K-ON!", false),
            ("... !", false),
        ] {
            assert_eq!(is_doubtful(text), expected, "{text}");
        }
    }

    #[test]
    fn lines_of_prose_are_told_from_lists() {
        for (line, expected) in [
            ("This picture was downloaded from somewhere. Please do not repost it, thanks!", true),
            ("Please do not repost it, thanks!", true),
            ("A girl with long hair, crying in the rain.", true),
            ("a girl with long hair, who is crying in the rain", true),
            ("一个女孩在雨中哭泣，手里拿着一朵花。", true),
            ("そうだ。帰ろう。もう遅い。", true),
            ("http://example.org/a?b=c", true),
            ("http://a b", false),
            ("1girl, solo, crying, long hair.", false),
            ("1girl, a girl with long hair who cries", false),
            ("女の子、泣き、笑顔。", false),
            ("Love, Chunibyo", false),
            ("re:zero", false),
        ] {
            assert_eq!(is_written(line, &prompt::names(line)), expected, "{line}");
        }
    }
}
