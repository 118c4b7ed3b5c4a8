//! The canonical spelling reads back as the same query, whatever was written.

use std::ops::Bound::{self, Excluded, Included, Unbounded};

use proptest::prelude::*;

use crate::query::expr::{Category, Expr, Interval, Measure, Order, OrderKey, Property, Query, TagPattern};
use crate::query::parse;

#[test]
fn the_shortest_unambiguous_spelling_is_chosen() {
    for (text, expected) in [
        ("mpixels:2", "mpixels:1.9..2.1"),
        ("mpixels:>=0.5", "mpixels:>=0.5"),
        ("filesize:200kb", "filesize:190kb..210kb"),
        ("filesize:2048", "filesize:2048"),
        ("filesize:<1.5M", "filesize:<1536kb"),
        ("duration:10", "duration:9.5..10.5"),
        ("duration:>1:30", "duration:>90"),
        ("age:3d", "age:3d...4d"),
        ("age:<14d", "age:<2w"),
        ("age:>=24mo", "age:>=2y"),
        ("age:<0s", "age:<0s"),
        ("date:2026-11", "date:2026-11-01...2026-12-01"),
        ("date:>2026-11-20", "date:>=2026-11-21"),
        ("date:<2026-11-20T18:30", "date:<2026-11-20T18:30"),
        ("date:yesterday..today", "date:yesterday..today"),
        ("date:today..2026-11-20,2_weeks_ago", "date:>=today date:<2026-11-21 or date:14_days_ago"),
        ("rating:s,q", "rating:\"sensitive\" or rating:\"questionable\""),
        ("has:note", "note_count:>=1"),
        ("random:20", "order:random limit:20"),
        ("md5:0123456789ABCDEF0123456789abcdef", "name:0123456789abcdef0123456789abcdef"),
        ("ratio:16:9", "ratio:1.78"),
        ("ratio:>1", "ratio:>1"),
        ("loop:0.905", "loop:0.91"),
        ("a (&)", "a \"&\""),
        ("width:5..", "width:>=5"),
        ("width:1,2...3,any,none", "width:1,2...3,any,none"),
        ("is:jpg", "filetype:jpeg"),
        ("char:\"b)\"", "character:\"b)\""),
        ("\"a\\\"b\" c", "a\"b c"),
        ("\"\\\"a\"", "\"\\\"a\""),
        ("character:a\\b\\\\", "character:\"a\\\\b\\\\\\\\\""),
        ("path:\"a b\"", "path:\"a b\""),
        ("(o)_(o)", "\"(o)_(o)\""),
        ("has:gen", "general:*"),
        ("a (b ; ) ;", "a (b \";\") \";\""),
    ] {
        let query = parse(text).unwrap_or_else(|error| panic!("{}", error.render(text)));
        assert_eq!(query.to_string(), expected, "{text}");
        assert_eq!(parse(expected), Ok(query), "{text}");
    }
}

#[test]
fn trees_that_no_text_gives_are_written_with_their_meaning() {
    let a = Expr::Tag(TagPattern { namespace: None, name: "a".to_owned() });
    for (expr, expected) in [
        (Expr::And(vec![Expr::And(Vec::new()), a.clone()]), "width:any a"),
        (Expr::Not(Box::new(Expr::Or(Vec::new()))), "-width:none"),
        (Expr::Or(vec![a.clone()]), "a"),
        (Expr::Measure(Measure::Width, vec![Interval::Range(Excluded(4), Excluded(9))]), "width:5...9"),
        (
            Expr::Measure(Measure::Date, vec![Interval::Range(Excluded(-1), Included(86_399))]),
            "date:1970-01-01...1970-01-02",
        ),
        (Expr::Measure(Measure::Width, vec![Interval::Range(Unbounded, Unbounded)]), "width:any"),
    ] {
        assert_eq!(expr.to_string(), expected);
        assert!(parse(expected).is_ok());
    }
}

fn tag() -> impl Strategy<Value = Expr> {
    let name = prop_oneof![
        "[a-z]{1,8}",
        "[a-z]{2,5}_\\([a-z]{2,4}\\)",
        "[a-z*]{1,6}",
        prop::sample::select(vec![
            ":)", ">:(", "^_^", ":d", "d:", "(o)_(o)", "\\o/", "re:zero", "'til", "\"x\"", "a\\", "b)"
        ])
        .prop_map(str::to_owned),
    ];
    let namespace = prop_oneof![
        Just(None),
        prop::sample::select(vec!["", "series", "character", "emotion", "artist", "meta", "studio", "re"])
            .prop_map(|namespace| Some(namespace.to_owned())),
    ];
    (namespace, name).prop_filter_map("what parsing can give", |(namespace, name)| {
        let is_one = !name.contains("**") && !["and", "or", "not"].contains(&name.as_str());
        is_one.then_some(Expr::Tag(TagPattern { namespace, name }))
    })
}

fn measure() -> impl Strategy<Value = Expr> {
    let measure = prop::sample::select(vec![
        Measure::Width,
        Measure::Height,
        Measure::Pixels,
        Measure::Ratio,
        Measure::FileSize,
        Measure::Duration,
        Measure::Loop,
        Measure::Frames,
        Measure::TagCount,
        Measure::Date,
        Measure::Day,
        Measure::Age,
        Measure::TagsOf(Category::General),
        Measure::NoteCount,
    ]);
    let number = prop_oneof![0..100_i64, 0..10_000_000_000_i64];
    let interval = (number.clone(), number, 0..8_u8);
    (measure, prop::collection::vec(interval, 1..4)).prop_map(|(measure, intervals)| {
        let lasts = measure == Measure::Date;
        let up_to = |n: i64| if lasts { Excluded(n) } else { Included(n) };
        let above = |n: i64| -> Bound<i64> { if lasts { Included(n) } else { Excluded(n) } };
        // Days are counted back from today; "any" and "none" are of the date.
        let is_day = measure == Measure::Day;
        let days = |n: i64| if is_day { -(n % 1_000_000) } else { n };
        let form = |form: u8| if is_day { form.max(2) } else { form };
        let intervals = intervals.into_iter().map(|(a, b, n)| (days(a), days(b), form(n)));
        let intervals = intervals.map(|(a, b, form)| match form {
            0 => Interval::Any,
            1 => Interval::None,
            2 => Interval::Range(Included(a), Unbounded),
            3 => Interval::Range(above(a), Unbounded),
            4 => Interval::Range(Unbounded, Excluded(a)),
            5 => Interval::Range(Unbounded, up_to(a)),
            6 => Interval::Range(Included(a.min(b)), up_to(a.max(b))),
            _ => Interval::Range(Included(a.min(b)), Excluded(a.max(b))),
        });
        Expr::Measure(measure, intervals.collect())
    })
}

fn expr() -> impl Strategy<Value = Expr> {
    let properties = vec![Property::Animated, Property::Square, Property::Offline, Property::Untagged];
    let leaf = prop_oneof![
        4 => tag(),
        2 => measure(),
        1 => prop::sample::subsequence(vec!["jpeg", "gif", "heic"], 1..3)
            .prop_map(|names| Expr::FileType(names.into_iter().map(str::to_owned).collect())),
        1 => "[ -~泣é]{1,12}".prop_filter("not blank", |path| !path.trim().is_empty()).prop_map(Expr::Path),
        1 => "[ -~泣é]{1,12}".prop_filter("not blank", |name| !name.trim().is_empty()).prop_map(Expr::Name),
        1 => "[ -~泣é]{1,12}".prop_filter("not blank", |text| !text.trim().is_empty()).prop_map(Expr::Text),
        1 => prop::sample::select(properties).prop_map(Expr::Is),
        1 => prop::sample::select(vec!["", "character", "studio"]).prop_map(|namespace| Expr::Has(namespace.to_owned())),
        1 => "[0-9a-f]{1,64}".prop_map(Expr::Hash),
    ];
    leaf.prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Expr::Or),
            inner.prop_map(|inner| Expr::Not(Box::new(inner))),
        ]
    })
}

fn query() -> impl Strategy<Value = Query> {
    let keys = vec![
        OrderKey::Path,
        OrderKey::Added,
        OrderKey::Measure(Measure::Ratio),
        OrderKey::Measure(Measure::Age),
        OrderKey::Hash,
        OrderKey::Random(None),
        OrderKey::Random(Some(7)),
    ];
    let order = (prop::sample::select(keys), any::<bool>()).prop_map(|(key, descending)| {
        let descending = descending && !matches!(key, OrderKey::Random(_));
        Order { key, descending }
    });
    let expr = prop_oneof![1 => Just(Expr::And(Vec::new())), 20 => expr()];
    (expr, prop::option::of(order), prop::option::of(any::<u64>())).prop_map(|(expr, order, limit)| Query {
        expr,
        order,
        limit,
    })
}

/// Texts that hold what the language is made of, more often than chance would.
fn text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "(",
        ")",
        "-",
        "~",
        " ",
        " ",
        " or ",
        " and ",
        "not",
        ":",
        ",",
        "\"",
        "'",
        "\\",
        "*",
        "_",
        "a",
        "bc",
        "泣",
        "\u{338}",
        "é",
        "width:",
        "date:",
        "age:",
        "ratio:",
        "duration:",
        "filesize:",
        "mpixels:",
        "is:",
        "has:",
        "path:",
        "hash:",
        "order:",
        "limit:",
        "filetype:",
        "gif",
        "path",
        "any",
        "none",
        "..",
        "...",
        ">",
        "<=",
        "5",
        "16:9",
        "1.5",
        "2w",
        "kb",
        "2026-11",
        "character:",
        "general:",
        "re:",
        "system:",
        "(o)_(o)",
        ":)",
        ">:(",
        "\t",
        "\u{3000}",
        "İ",
        "ß",
        "ǅ",
    ];
    prop::collection::vec(
        prop_oneof![9 => prop::sample::select(pieces).prop_map(str::to_owned), 1 => "\\PC{1,3}"],
        0..24,
    )
    .prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_query_is_read_back(query in query()) {
        let spelt = query.to_string();
        prop_assert_eq!(parse(&spelt), Ok(query), "{}", spelt);
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_place(text in text()) {
        match parse(&text) {
            Ok(query) => {
                let spelt = query.to_string();
                prop_assert_eq!(parse(&spelt), Ok(query), "{}", spelt);
            }
            Err(error) => {
                prop_assert!(text.get(error.span.clone()).is_some(), "{:?}", error);
                let drawn = error.render(&text);
                prop_assert!((3..=4).contains(&drawn.lines().count()), "{}", drawn);
            }
        }
    }
}
