//! Spellings that are one tag, and texts that are none.

use super::*;
use proptest::prelude::*;

#[test]
fn spellings_people_use_become_one() {
    for (given, normal) in [
        ("saber_(fate)", "saber_(fate)"),
        ("Saber (Fate)", "saber_(fate)"),
        ("  series:Fate/Stay Night ", "series:fate/stay_night"),
        ("copyright:clannad", "series:clannad"),
        ("co:clannad", "series:clannad"),
        ("char:Nagisa  Furukawa", "character:nagisa_furukawa"),
        ("character: nagisa", "character:nagisa"),
        ("general:crying", "crying"),
        (":D", ":d"),
        ("d:", "d:"),
        (">:(", ">:("),
        ("^_^", "^_^"),
        ("||_||", "||_||"),
        ("泣き顔", "泣き顔"),
        ("emotion:号泣", "emotion:号泣"),
        ("Ｅ\u{3000}顔", "ｅ_顔"),
        ("re:zero", "re:zero"),
        ("e\u{301}clair", "\u{e9}clair"),
        ("zero\u{200B}width", "zerowidth"),
        ("plain\u{FEFF}", "plain"),
        ("e\u{200B}\u{301}clair", "\u{e9}clair"),
        ("葛\u{E0100}城", "葛城"),
        ("❤\u{FE0F}", "❤"),
        ("سلام\u{200C}ها", "سلام\u{200C}ها"),
        ("👩\u{200D}🚀", "👩\u{200D}🚀"),
        ("a\u{200D}b", "ab"),
    ] {
        assert_eq!(Tag::parse(given).unwrap().to_string(), normal, "{given:?}");
    }
}

#[test]
fn a_known_namespace_keeps_colons_in_the_name() {
    let tag = Tag::parse_in("series", "Re:Zero kara Hajimeru").unwrap();
    assert_eq!((tag.namespace(), tag.name()), ("series", "re:zero_kara_hajimeru"));
    assert_eq!(Tag::parse_in("character", "char:saber").unwrap().to_string(), "character:saber");
    assert!(matches!(Tag::parse_in("character", "emotion:crying"), Err(Error::OtherNamespace { .. })));
    assert!(matches!(Tag::parse_in("series", "series:"), Err(Error::NoName(_))));
    for text in ["general:", "gen:", "meta:", "copyright:"] {
        assert!(matches!(Tag::parse(text), Err(Error::NoName(_))), "{text}");
    }
    assert!(Tag::parse("d:").is_ok() && Tag::parse("foo:").is_err());
    for text in [":", "::", "series:::"] {
        assert_eq!(Tag::from_text("series", text), None, "{text}");
    }
    assert_eq!(Tag::parse("character:kos-mos re:").unwrap().name(), "kos-mos_re:");
    assert_eq!(Tag::from_text("character", "Emotion: Crying").unwrap().to_string(), "character:emotion_crying");
    assert_eq!(Tag::parse(&tag.to_string()).unwrap(), tag);
}

#[test]
fn what_a_query_needs_for_itself_is_refused() {
    for text in [
        "",
        "  ",
        "___",
        "\u{200B}",
        ":",
        "::",
        ": :",
        ":_:",
        "series:",
        "series::",
        "character: :",
        "Series: ",
        "emotion:",
        "char:",
        "character:emotion:crying",
        "a*b",
        "a,b",
        "-crying",
        "~a",
        "or",
        "AND",
        "width:5",
        "is:gif",
        "a\u{7}b",
        "a\u{202e}b",
    ] {
        assert!(Tag::parse(text).is_err(), "{text:?}");
    }
    assert!(Tag::parse(&"x".repeat(171)).is_err());
}

#[test]
fn folder_names_become_the_nearest_tag() {
    let tag = Tag::from_text("series", "Love, Chunibyo & Other Delusions").unwrap();
    assert_eq!(tag.to_string(), "series:love_chunibyo_&_other_delusions");
    assert_eq!(Tag::from_text("series", " ** "), None);
}

#[test]
fn spoken_names_have_spaces_but_faces_stay() {
    assert_eq!(Tag::parse("character:nagisa_furukawa").unwrap().spoken(), "nagisa furukawa");
    assert_eq!(Tag::parse("^_^").unwrap().spoken(), "^_^");
    assert_eq!(Tag::parse("o_o").unwrap().spoken(), "o_o");
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_the_same_tag(text in "\\PC{0,24}") {
        if let Ok(tag) = Tag::parse(&text) {
            prop_assert_eq!(Tag::parse(&tag.to_string()).unwrap(), tag);
        }
    }
}
