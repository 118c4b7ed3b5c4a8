//! Tells sentences from tags: a sentence about a picture is no tag.
//!
//! A caption file or a list of tags may be prose (`Please do not repost it, thanks!`), which would become a confirmed tag. The
//! longest tags are titles: those of light novels have up to twelve words and may end in `!` or `?`, seldom in a full stop.

/// The most words of a tag.
const MAX_TAG_WORDS: usize = 12;

/// The least words of a text that is prose because it is punctuated like a sentence.
const MIN_SENTENCE_WORDS: usize = 5;

/// Whether a text without separators is one or more sentences.
pub(super) fn is_sentence(text: &str) -> bool {
    let n_words = text.split_whitespace().count();
    let n_parts = text.split(['。', '！', '？']).filter(|part| !part.trim().is_empty()).count();
    n_words > MAX_TAG_WORDS
        || n_parts > 2
        || n_words >= MIN_SENTENCE_WORDS && (has_end_inside(text) || text.trim_end().ends_with(['.', '。']))
}

/// Whether a line with commas is prose, not a list of tags.
pub(super) fn is_written(line: &str) -> bool {
    let line = line.trim();
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).nth(1).is_some();
    let is_whole = line.starts_with(char::is_uppercase)
        && (line.ends_with(['.', '。']) || line.contains(',') && line.ends_with(['!', '?', '！', '？']));
    line.split_whitespace().filter(is_word).count() >= MIN_SENTENCE_WORDS && (is_whole || has_end_inside(line))
}

/// Whether a sentence ends within the text and another one begins.
fn has_end_inside(text: &str) -> bool {
    let words = text.split_whitespace();
    // `dr. Stone` is a name: an abbreviation has three letters at most.
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
    use super::*;

    #[test]
    fn sentences_are_told_from_titles() {
        for (text, expected) in [
            ("This picture was downloaded from somewhere. Please do not repost it, thanks!", true),
            ("a girl sits at the window and looks at the rain that will not stop", true),
            ("She sits by the window.", true),
            ("そうだ。帰ろう。もう遅い。", true),
            ("that time i got reincarnated as a slime", false),
            ("Is the order a rabbit?", false),
            ("KonoSuba: God's Blessing on this Wonderful World!", false),
            ("this is the Dr. Stone of them", false),
            ("saber (fate)", false),
            ("... !", false),
            ("ご注文はうさぎですか？", false),
            ("K-ON!", false),
        ] {
            assert_eq!(is_sentence(text), expected, "{text}");
        }
        assert!(
            is_written("Please do not repost it, thanks!") && is_written("A girl with long hair, crying in the rain.")
        );
        assert!(!is_written("1girl, solo, crying, long hair.") && !is_written("Love, Chunibyo"));
        assert!(is_address("http://example.org/a?b=c") && !is_address("re:zero") && !is_address("http://a b"));
    }
}
