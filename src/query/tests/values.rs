//! Numbers, ranges, tolerances and fixed words.

use std::ops::Bound::{self, Excluded, Included, Unbounded};

use crate::query::expr::{Expr, Interval, Measure, Property, TagPattern};
use crate::query::parse;

fn expr(text: &str) -> Expr {
    parse(text).unwrap_or_else(|error| panic!("{}", error.render(text))).expr
}

fn range(measure: Measure, low: Bound<i64>, high: Bound<i64>) -> Expr {
    Expr::Measure(measure, vec![Interval::Range(low, high)])
}

/// Both ends included.
fn closed(measure: Measure, low: i64, high: i64) -> Expr {
    range(measure, Included(low), Included(high))
}

#[test]
fn ranges_have_danboorus_forms() {
    for (value, low, high) in [
        ("5", Included(5), Included(5)),
        ("=5", Included(5), Included(5)),
        (">5", Excluded(5), Unbounded),
        (">=5", Included(5), Unbounded),
        ("=>5", Included(5), Unbounded),
        ("<5", Unbounded, Excluded(5)),
        ("<=5", Unbounded, Included(5)),
        ("5..", Included(5), Unbounded),
        ("..5", Unbounded, Included(5)),
        ("5..10", Included(5), Included(10)),
        ("10..5", Included(5), Included(10)),
        ("5...10", Included(5), Excluded(10)),
        ("005", Included(5), Included(5)),
    ] {
        assert_eq!(expr(&format!("width:{value}")), range(Measure::Width, low, high), "{value}");
        assert_eq!(expr(&format!("(HEIGHT:{value})")), range(Measure::Height, low, high), "{value}");
        assert_eq!(expr(&format!("frames:\" {value}\"")), range(Measure::Frames, low, high), "{value}");
    }
    assert_eq!(expr("duration:any"), Expr::Measure(Measure::Duration, vec![Interval::Any]));
    let union = vec![
        Interval::Range(Included(1), Included(1)),
        Interval::Range(Included(7), Included(9)),
        Interval::Range(Excluded(20), Unbounded),
        Interval::None,
    ];
    assert_eq!(expr("tagcount:1,7..9,>20,None"), Expr::Measure(Measure::TagCount, union.clone()));
    assert_eq!(expr("tagcount:\"1, 7..9, >20, none\""), Expr::Measure(Measure::TagCount, union));
}

#[test]
fn single_figures_have_danboorus_tolerance() {
    for (text, expected) in [
        ("mpixels:2", closed(Measure::Pixels, 1_900_000, 2_100_000)),
        ("mpixels:0", closed(Measure::Pixels, 0, 0)),
        ("mpixels:1.5,2", {
            let one = Interval::Range(Included(1_425_000), Included(1_575_000));
            Expr::Measure(Measure::Pixels, vec![one, Interval::Range(Included(1_900_000), Included(2_100_000))])
        }),
        ("mpixels:>2", range(Measure::Pixels, Excluded(2_000_000), Unbounded)),
        ("mpixels:1..2", closed(Measure::Pixels, 1_000_000, 2_000_000)),
        ("mpixels:>0.0000015", range(Measure::Pixels, Excluded(1), Unbounded)),
        ("mpixels:>=0.0000015", range(Measure::Pixels, Included(2), Unbounded)),
        ("mpixels:<0.0000015", range(Measure::Pixels, Unbounded, Excluded(2))),
        ("mpixels:<=0.0000015", range(Measure::Pixels, Unbounded, Included(1))),
        // 194,560 to 215,040: whole bytes within 5 % of 204,800.
        ("filesize:200kb", closed(Measure::FileSize, 194_560, 215_040)),
        ("filesize:200K", closed(Measure::FileSize, 194_560, 215_040)),
        ("filesize:200KiB", closed(Measure::FileSize, 194_560, 215_040)),
        ("filesize:1.5M", closed(Measure::FileSize, 1_494_221, 1_651_507)),
        ("filesize:2gb", closed(Measure::FileSize, 2_040_109_466, 2_254_857_830)),
        ("filesize:204800", closed(Measure::FileSize, 204_800, 204_800)),
        ("filesize:204800b", closed(Measure::FileSize, 204_800, 204_800)),
        ("filesize:>=1M", range(Measure::FileSize, Included(1 << 20), Unbounded)),
        ("filesize:..1tb", range(Measure::FileSize, Unbounded, Included(1 << 40))),
        ("duration:10", closed(Measure::Duration, 9_500, 10_500)),
        ("duration:1ms", closed(Measure::Duration, 1, 1)),
        ("duration:0.5ms", closed(Measure::Duration, 0, 1)),
    ] {
        assert_eq!(expr(text), expected, "{text}");
    }
}

#[test]
fn durations_and_ages_have_their_units() {
    for (value, ms) in [
        ("90", 90_000),
        ("1.5", 1_500),
        ("1.5s", 1_500),
        ("800ms", 800),
        ("1m30s", 90_000),
        ("1M30S", 90_000),
        ("1min", 60_000),
        ("1h1mi1s1ms", 3_661_001),
        ("1:30", 90_000),
        ("0:01.25", 1_250),
        ("1:02:03", 3_723_000),
        ("90:00", 5_400_000),
    ] {
        let expected = range(Measure::Duration, Included(ms), Unbounded);
        assert_eq!(expr(&format!("duration:>={value}")), expected, "{value}");
    }
    const DAY: i64 = 86_400;
    for (text, low, high) in [
        ("age:<2w", Unbounded, Excluded(14 * DAY)),
        ("age:>2w", Excluded(14 * DAY), Unbounded),
        ("age:>=2w", Included(14 * DAY), Unbounded),
        ("age:1d..3d", Included(DAY), Included(3 * DAY)),
        ("age:1d...3d", Included(DAY), Excluded(3 * DAY)),
        ("age:3d", Included(3 * DAY), Excluded(4 * DAY)),
        ("age:1d12h", Included(DAY + 43_200), Excluded(DAY + 46_800)),
        ("age:<90s", Unbounded, Excluded(90)),
        ("age:<5mi", Unbounded, Excluded(300)),
        ("age:<5min", Unbounded, Excluded(300)),
        ("age:<1mo", Unbounded, Excluded(2_629_746)),
        ("age:<12months", Unbounded, Excluded(31_556_952)),
        ("age:<1y", Unbounded, Excluded(31_556_952)),
    ] {
        assert_eq!(expr(text), range(Measure::Age, low, high), "{text}");
    }
}

#[test]
fn a_date_is_all_its_seconds() {
    const START: i64 = 1_795_132_800;
    const DAY: i64 = 86_400;
    for (value, low, high) in [
        ("2026-11-20", Included(START), Excluded(START + DAY)),
        (">2026-11-20", Included(START + DAY), Unbounded),
        (">=2026-11-20", Included(START), Unbounded),
        ("<2026-11-20", Unbounded, Excluded(START)),
        ("<=2026-11-20", Unbounded, Excluded(START + DAY)),
        ("2026-11-20..2026-11-22", Included(START), Excluded(START + 3 * DAY)),
        ("2026-11-20...2026-11-22", Included(START), Excluded(START + 2 * DAY)),
        ("2026-11-22..2026-11-20", Included(START), Excluded(START + 3 * DAY)),
        ("2026-11", Included(START - 19 * DAY), Excluded(START + 11 * DAY)),
        ("2026", Included(START - 323 * DAY), Excluded(START + 42 * DAY)),
        ("2026-11-20T18:30", Included(START + 66_600), Excluded(START + 66_660)),
    ] {
        assert_eq!(expr(&format!("date:{value}")), range(Measure::Date, low, high), "{value}");
    }
}

#[test]
fn ratios_are_rounded_to_hundredths() {
    for (value, hundredths) in [
        ("16:9", 178),
        ("16/9", 178),
        ("1.78", 178),
        ("1.7777777777777", 178),
        ("2.35:1", 235),
        ("1", 100),
        ("1.005", 101),
    ] {
        assert_eq!(expr(&format!("ratio:{value}")), closed(Measure::Ratio, hundredths, hundredths), "{value}");
        assert_eq!(expr(&format!("ar:{value}")), closed(Measure::Ratio, hundredths, hundredths), "{value}");
    }
    assert_eq!(expr("ratio:4:3..16:9"), closed(Measure::Ratio, 133, 178));
    assert_eq!(expr("ratio:>=16:9"), range(Measure::Ratio, Included(178), Unbounded));
}

#[test]
fn fixed_words_have_one_meaning() {
    let types = |names: &[&str]| Expr::FileType(names.iter().map(|&name| name.to_owned()).collect());
    for (text, expected) in [
        ("is:animated", Expr::Is(Property::Animated)),
        ("is:Untagged", Expr::Is(Property::Untagged)),
        ("is:gif", types(&["gif"])),
        ("is:jpg", types(&["jpeg"])),
        ("filetype:gif,webp", types(&["gif", "webp"])),
        ("format:JPG,jpeg,tif,apng,ppm", types(&["jpeg", "tiff", "png", "pnm"])),
        ("is:gif,still", Expr::Or(vec![types(&["gif"]), Expr::Is(Property::Still)])),
        ("has:tags", Expr::Has(String::new())),
        ("has:char", Expr::Has("character".to_owned())),
        ("has:studio", Expr::Has("studio".to_owned())),
        ("has:general", Expr::Tag(TagPattern { namespace: Some(String::new()), name: "*".to_owned() })),
        ("hash:0F3a", Expr::Hash("0f3a".to_owned())),
        ("path:*/Clannad/*.gif", Expr::Path("*/Clannad/*.gif".to_owned())),
        ("path:\"My Pictures (old)\"", Expr::Path("My Pictures (old)".to_owned())),
        ("path:My\\ Pictures", Expr::Path("My Pictures".to_owned())),
        ("path:C:\\a", Expr::Path("C:\\a".to_owned())),
        ("(path:*(fate)*)", Expr::Path("*(fate)*".to_owned())),
    ] {
        assert_eq!(expr(text), expected, "{text}");
    }
}
