//! What is refused, where the carets stand, and what the hint says.

use crate::query::{ErrorKind, MAX_BYTES, MAX_DEPTH, MAX_TERMS, parse};

fn kind(text: &str) -> ErrorKind {
    parse(text).expect_err(text).kind
}

/// Each query with its carets below it, the message and the hint, as they are drawn.
const DRAWN: &[(&str, &str, &str, &str)] = &[
    (
        "crying (a or b",
        "       ^",
        "this parenthesis is never closed",
        "add the missing \")\"; a name that ends in one can be quoted: \":)\"",
    ),
    (
        "crying ) a",
        "       ^",
        "this parenthesis closes nothing",
        "if it is part of a name, quote the name: \"like_(this\"",
    ),
    (
        "crying)",
        "      ^",
        "a parenthesis in the name \"crying)\" has no partner",
        "if it is part of a name, quote the name: \"like_(this\"",
    ),
    (
        "saber_(fate stay",
        "      ^",
        "a parenthesis in the name \"saber_(fate\" has no partner",
        "if it is part of a name, quote the name: \"like_(this\"",
    ),
    ("a -() b", "   ^^", "there is nothing between these parentheses", "leave them out, or put a term between them"),
    (
        "a or",
        "  ^^",
        "\"or\" needs a term after it",
        "a tag cannot be called \"or\"; alternatives are written crying or sad",
    ),
    (
        "and a",
        "^^^",
        "\"and\" needs a term before it",
        "a tag cannot be called \"and\"; alternatives are written crying or sad",
    ),
    ("a -", "  ^", "\"-\" needs a term after it", "put it directly before a term: -happy_tears"),
    ("--a", "^^", "\"-\" cannot be followed by another \"-\" or \"~\"", "use parentheses: -(-crying)"),
    (
        "character:\"nagisa",
        "          ^",
        "this quote is never closed",
        "close it; a quote that is part of a name is written \"\\\"so\\\"\"",
    ),
    (
        "\"nagisa\"furukawa",
        "        ^",
        "a space is missing after the closing quote",
        "the quotes go around the whole value: character:\"nagisa furukawa\"",
    ),
    (
        "crying,sad",
        "^^^^^^^^^^",
        "\"crying,sad\" cannot hold ',': tags have no control characters, asterisks or commas",
        "terms are separated by spaces: crying sad",
    ),
    (
        "not crying",
        "^^^^^^^^^^",
        "\"not\" is an operator of the query language, not a tag",
        "what is not wanted has a minus before it: -crying",
    ),
    (
        "sad Not (crying or angry)",
        "    ^^^^^",
        "\"not\" is an operator of the query language, not a tag",
        "what is not wanted has a minus before it: -(…)",
    ),
    (
        "sad and not",
        "        ^^^",
        "\"not\" is an operator of the query language, not a tag",
        "what is not wanted has a minus before it: -happy_tears",
    ),
    (
        "char*:nagisa",
        "^^^^^^^^^^^^",
        "a namespace cannot hold an asterisk",
        "a bare \"nagisa\" already fits any namespace",
    ),
    (
        "泣き顔 width:wide",
        "             ^^^^",
        "\"wide\" is no value for \"width\"",
        "it takes pixels or a range of them, as in width:>=1920",
    ),
    (
        "泣き顔 is:アニメ",
        "          ^^^^^^",
        "\"is\" does not know \"アニメ\"",
        "the words are animated, still, pingpong, landscape, portrait, square, present, missing, offline, duplicate, damaged, tagged, untagged, unconfirmed, sfw, nsfw, general, sensitive, questionable, explicit, jpeg, png, gif, webp, bmp, tiff, ico, qoi, tga, pnm, jxl, avif, heic",
    ),
    (
        "width:1,x2,3",
        "        ^^",
        "\"x2\" is no value for \"width\"",
        "it takes pixels or a range of them, as in width:>=1920",
    ),
    ("width>1920", "^^^^^^^^^^", "a colon is missing after \"width\"", "write width:>1920"),
    ("wdith:>1920", "^^^^^", "there is no metatag \"wdith\"", "did you mean width:?"),
    (
        "stars:>3",
        "^^^^^^^^",
        "tags cannot be compared, and \"stars\" is no metatag",
        "name each, as in stars:4 or stars:5; stars:* is any of them",
    ),
    (
        "character: nagisa",
        "^^^^^^^^^^",
        "there is nothing after the colon of \"character\"",
        "write the value directly after the colon, as in character:…, without a space",
    ),
    (
        "id:5",
        "^^^^",
        "\"id\" is not a metatag here, and no namespace can have its name",
        "write hash: with the first digits of the content hash; rows have no lasting number",
    ),
    (
        "system:width > 1920",
        "^^^^^^^^^^^^",
        "\"system\" is not a metatag here, and no namespace can have its name",
        "write width:>1920",
    ),
    ("order:path a order:date", "             ^^^^^^^^^^", "\"order\" can be given only once", ""),
    (
        "a (limit:5 b)",
        "   ^^^^^^^",
        "\"limit\" is about the whole listing, so it cannot be negated, optional or in parentheses",
        "write limit:… once, outside of parentheses",
    ),
    (
        "a -order:date",
        "  ^^^^^^^^^^^",
        "\"order\" is about the whole listing, so it cannot be negated, optional or in parentheses",
        "write order:… once, outside of parentheses",
    ),
    (
        "filetype:gif,wbep",
        "             ^^^^",
        "\"filetype\" does not know \"wbep\"",
        "did you mean webp? the words are jpeg, png, gif, webp, bmp, tiff, ico, qoi, tga, pnm, jxl, avif, heic",
    ),
    (
        "age:2m",
        "    ^^",
        "\"2m\" is no value for \"age\"",
        "it takes a number with s, mi, h, d, w, mo or y, or a range of them, as in age:<2w",
    ),
    (
        "date:tomorrow",
        "     ^^^^^^^^",
        "\"tomorrow\" is no value for \"date\"",
        "it takes 2026-11-20, 2026-11, 2026 (UTC), today, yesterday, 3_days_ago or a range of them, as in date:2026-11-01..2026-11-15",
    ),
    (
        "width:99999999999999999999",
        "      ^^^^^^^^^^^^^^^^^^^^",
        "the number \"99999999999999999999\" is too large",
        "any value is allowed up to 2^63 of its smallest unit",
    ),
    (
        "a\u{1b}[31mb",
        "^^^^^^^",
        "\"a\\u{1b}[31mb\" cannot hold '\\u{1b}': tags have no control characters, asterisks or commas",
        "",
    ),
];

#[test]
fn carets_stand_under_the_place() {
    for &(query, carets, message, hint) in DRAWN {
        let error = parse(query).expect_err(query);
        let shown = query.replace('\u{1b}', "\u{FFFD}");
        let hint = if hint.is_empty() { String::new() } else { format!("\n{hint}") };
        assert_eq!(error.render(query), format!("{message}\n  {shown}\n  {carets}{hint}"));
    }
}

#[test]
fn a_long_query_is_shown_around_the_place() {
    let query = format!("{} width:wide {}", "泣き顔 ".repeat(50), "crying ".repeat(40));
    let drawn = parse(&query).unwrap_err().render(&query);
    let lines: Vec<&str> = drawn.lines().collect();
    assert!(lines[1].starts_with("  …") && lines[1].ends_with('…'), "{drawn}");
    assert!(unicode_width::UnicodeWidthStr::width(lines[1]) <= 102, "{drawn}");
    let before = &lines[1][..lines[1].find("wide").unwrap()];
    assert_eq!(lines[2], format!("{}^^^^", " ".repeat(unicode_width::UnicodeWidthStr::width(before))));
    let name = "x".repeat(3000);
    let drawn = parse(&name).unwrap_err().render(&name);
    assert!(drawn.lines().all(|line| line.len() < 200), "{drawn}");
}

#[test]
fn danboorus_syntax_errors_are_errors() {
    for text in [
        "(",
        ")",
        "-",
        "~",
        "(a",
        ")a",
        "-~a",
        "~-a",
        "~~a",
        "--a",
        "and",
        "-and",
        "~and",
        "or",
        "-or",
        "a and",
        "a or",
        "or a",
        "a -",
        "a ~",
        "(a b",
        "(a (b)",
        "path:\"foo",
        "a or or b",
        "a and or b",
        "a and and b",
        "()",
        "a or ()",
        "order:path or a",
        "a or order:path",
        "(order:path)",
        "-limit:4",
        "~limit:4",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
}

#[test]
fn values_that_mean_nothing_are_refused() {
    for text in [
        "width:-5",
        "width:1.5",
        "width:1k",
        "width:5....10",
        "width:..",
        "width:5...",
        "width:>",
        "width:>5..9",
        "width:5,",
        "width:,5",
        "width:\"\"",
        "width:１",
        "mpixels:1e6",
        "mpixels:.",
        "ratio:16:0",
        "ratio:0/0",
        "ratio::",
        "ratio:1:2:3",
        "filesize:1.5",
        "filesize:10q",
        "filesize:kb",
        "duration:1m30",
        "duration:1:60",
        "duration:1:2:3:4",
        "duration:5x",
        "age:5",
        "age:2m",
        "date:days_ago",
        "date:1.5_days_ago",
        "date:2_months_ago",
        "md5:abc",
        "random:few",
        "random:5 limit:5",
        "-random:5",
        "note_count:few",
        "rating:~x",
        "date:2026-11-31",
        "path:",
        "path:\"\"",
        "is:",
        "is:video",
        "has:",
        "has:a",
        "has:width",
        "hash:xyz",
        "hash:",
        "limit:-1",
        "limit:many",
        "order:score",
        "order:random:x",
        "filetype:webm",
        "filetype:gif,",
        "http://example.com/a.gif",
        "id:5",
        "quote:",
    ] {
        assert!(parse(text).is_err(), "{text}");
    }
    let digits = "0".repeat(65);
    assert!(parse(&format!("hash:{digits}")).is_err());
    assert!(parse(&format!("hash:{}", &digits[..64])).is_ok());
}

#[test]
fn absurd_numbers_are_refused_and_nothing_overflows() {
    let nines = "9".repeat(19);
    let digits = "9".repeat(4000);
    for text in [
        format!("width:{nines}"),
        format!("width:{digits}"),
        format!("mpixels:{nines}"),
        format!("ratio:{nines}:0.000000001"),
        format!("filesize:{nines}tb"),
        format!("duration:{nines}h"),
        format!("duration:{nines}:59:59"),
        format!("age:{nines}y"),
        "age:9223372036854775807s".to_owned(),
        "width:9223372036854775808".to_owned(),
        "filesize:8388608tb".to_owned(),
    ] {
        assert!(matches!(kind(&text), ErrorKind::TooLarge(_)), "{text}");
    }
    assert!(parse("width:9223372036854775807 -width:0.. age:>=9223372036854775806s").is_ok());
    assert!(matches!(kind("limit:99999999999999999999"), ErrorKind::BadValue { .. }));
}

#[test]
fn limits_hold_and_the_stack_does_not_grow() {
    assert_eq!(kind(&"(".repeat(100_000)), ErrorKind::TooLong);
    assert_eq!(kind(&"(".repeat(10_000)), ErrorKind::TooDeep);
    let nested = |n: usize| format!("{}a b{}", "-(".repeat(n), ")".repeat(n));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert_eq!(kind(&nested(MAX_DEPTH + 1)), ErrorKind::TooDeep);
    // The alternative that `~` makes needs parentheses of its own once it is written out.
    let optional = format!("{}a ~b ~c{}", "-(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert_eq!(kind(&optional), ErrorKind::TooDeep);
    assert!(parse(&"a ".repeat(MAX_TERMS)).is_ok());
    assert_eq!(kind(&"a ".repeat(MAX_TERMS + 1)), ErrorKind::TooManyTerms);
    assert_eq!(kind(&format!("width:1{}", ",2".repeat(MAX_TERMS))), ErrorKind::TooManyTerms);
    assert_eq!(kind(&"nier:a ".repeat(MAX_TERMS / 2 + 1)), ErrorKind::TooManyTerms);
    assert_eq!(kind(&"a".repeat(MAX_BYTES + 1)), ErrorKind::TooLong);
    assert!(parse(&format!("path:{}", "a".repeat(MAX_BYTES - 5))).is_ok());
    assert_eq!(kind(&format!("path:{}", "(".repeat(MAX_BYTES - 5))), ErrorKind::TooLong);
}

#[test]
fn what_is_said_to_replace_a_mistake_mends_the_query() {
    for (text, mended) in [
        ("crying width>1920", "crying width:>1920"),
        ("width >1920", "width:>1920"),
        ("wdith:>1920 sad", "width:>1920 sad"),
        ("filetype:gif,wbep", "filetype:gif,webp"),
        ("sad not crying", "sad -crying"),
        ("Not (crying or angry)", "-(crying or angry)"),
    ] {
        let error = parse(text).expect_err(text);
        let mut query = text.to_owned();
        query.replace_range(error.span.clone(), &error.replacement(text).expect(text));
        assert_eq!(query, mended);
        assert!(parse(&query).is_ok(), "{query}");
    }
    for text in [format!("width>{}", "1".repeat(90)), "width > 800".to_owned()] {
        assert_eq!(parse(&text).expect_err(&text).replacement(&text), None, "its value is not known");
    }
}
