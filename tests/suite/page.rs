//! The page's modules that know no browser, run by QuickJS and held to what this program says.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use nakigao::ops::Source;
use nakigao::query::{self, Subject};
use proptest::prelude::*;
use rquickjs::{Context, Module, Runtime};
use serde_json::{Value, json};

/// A module of the page in a machine of its own.
struct Script(Context);

impl Script {
    fn load(path: &str) -> Self {
        let source = fs::read_to_string(format!("{}/assets/web/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let context = Context::full(&Runtime::new().unwrap()).unwrap();
        context.with(|js| {
            let (module, done) = Module::declare(js.clone(), path, source).unwrap().eval().unwrap();
            done.finish::<()>().unwrap();
            js.globals().set("m", module.namespace().unwrap()).unwrap();
        });
        Self(context)
    }

    /// The value of an expression in which `m` is the module and `a` the argument.
    fn run(&self, expression: &str, argument: &Value) -> Value {
        let code = format!("const a = {argument}; globalThis.answer = JSON.stringify({expression}) ?? 'null'; answer");
        // A scope of its own for each.
        let code = format!("{{ {code} }}");
        let text: String = self.0.with(|js| js.eval(code)).expect(expression);
        serde_json::from_str(&text).unwrap()
    }
}

fn strings(value: &Value) -> BTreeSet<String> {
    value.as_array().unwrap().iter().map(|one| one.as_str().unwrap().to_owned()).collect()
}

/// What stands in braces in a text.
fn fields(text: &Value) -> BTreeSet<String> {
    let text = text.to_string();
    text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect()
}

#[test]
fn both_languages_have_every_text() {
    let [english, japanese]: [BTreeMap<String, Value>; 2] = ["text/en.js", "text/ja.js"]
        .map(|path| serde_json::from_value(Script::load(path).run("m.default", &Value::Null)).unwrap());
    assert_eq!(english.keys().collect::<Vec<_>>(), japanese.keys().collect::<Vec<_>>());
    for (key, text) in &english {
        let other = &japanese[key];
        // What is wrong with a query the server says in English.
        let may_be_empty = key.starts_with("parse.");
        assert!(!other.to_string().trim_matches('"').is_empty(), "{key}");
        assert!(may_be_empty || !text.to_string().trim_matches('"').is_empty(), "{key}");
        assert!(may_be_empty || fields(text) == fields(other), "{key}");
    }
}

#[test]
fn every_reason_for_a_tag_has_a_text() {
    let texts = Script::load("text/en.js").run("m.default", &Value::Null);
    for source in Source::ALL {
        assert!(texts[format!("why.{source}")].is_string(), "{source}");
    }
}

#[test]
fn no_key_means_two_things_and_each_is_explained() {
    let script = Script::load("keys.js");
    let (keys, screens) = (script.run("m.KEYS", &Value::Null), script.run("m.SCREENS", &Value::Null));
    let texts: BTreeMap<String, Value> =
        serde_json::from_value(Script::load("text/en.js").run("m.default", &Value::Null)).unwrap();
    for (screen, places) in screens.as_object().unwrap() {
        let mut pressed: Vec<String> = Vec::new();
        for key in keys.as_array().unwrap().iter().filter(|key| places.as_array().unwrap().contains(&key["place"])) {
            pressed.extend(strings(&key["keys"]));
        }
        let distinct: BTreeSet<&String> = pressed.iter().collect();
        assert_eq!(distinct.len(), pressed.len(), "{screen}: {pressed:?}");
        // The first of two keys would be taken for itself.
        let firsts: BTreeSet<&str> = pressed.iter().filter_map(|keys| Some(keys.trim().split_once(' ')?.0)).collect();
        assert!(firsts.iter().all(|first| !pressed.iter().any(|key| key == first)), "{screen}: {firsts:?}");
    }
    for key in keys.as_array().unwrap() {
        let text = format!("key.{}", key["id"].as_str().unwrap());
        assert!(texts.contains_key(&text), "{text}");
    }
}

#[test]
fn the_page_knows_every_metatag() {
    let known = strings(&Script::load("query/tokens.js").run("m.METATAGS", &Value::Null));
    let names = query::metatags().iter().flat_map(|metatag| metatag.aliases.iter().chain([&metatag.name]));
    assert_eq!(known, names.map(|name| (*name).to_owned()).collect());
}

#[test]
fn tokens_are_the_words_of_a_query_wherever_it_is_cut() {
    let script = Script::load("query/tokens.js");
    for (text, kinds) in [
        ("crying sad", "tag tag"),
        ("-(a or ~b)", "not open tag or optional tag close"),
        ("width:>=1920 is:gif", "metatag metatag"),
        ("character:nagisa 泣き顔", "tag tag"),
        ("quote:\"don't cry\" x", "metatag tag"),
        ("name_(series) (o)_(o) :)", "tag tag tag"),
        ("(a :))", "open tag tag close"),
        ("a|b & c", "tag or tag and tag"),
        ("\"a b\" \u{1f62d}", "tag tag"),
        ("", ""),
    ] {
        let tokens = script.run("m.tokens(a)", &json!(text));
        let found: Vec<&str> = tokens.as_array().unwrap().iter().map(|token| token["kind"].as_str().unwrap()).collect();
        assert_eq!(found.join(" "), kinds, "{text:?}");
        assert!(query::parse(text).is_ok(), "{text:?}");
        // Nothing but spaces lies between two tokens, counted as the page counts.
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut end = 0;
        for token in tokens.as_array().unwrap() {
            let [from, to] = ["from", "to"].map(|name| token[name].as_u64().unwrap() as usize);
            assert!(String::from_utf16(&units[end..from]).unwrap().trim().is_empty() && from < to, "{text:?}");
            end = to;
        }
        assert!(String::from_utf16(&units[end..]).unwrap().trim().is_empty());
    }
}

/// A media with some of the tags `a` to `d`, which is a GIF or not.
fn subject(number: usize) -> Subject {
    Subject {
        tags: "abcd"
            .chars()
            .enumerate()
            .filter(|(bit, _)| number >> bit & 1 == 1)
            .map(|(_, tag)| tag.to_string().parse().unwrap())
            .collect(),
        width: 100,
        height: 100,
        frames: 1,
        bytes: 1,
        format: if number & 16 == 0 { "png" } else { "gif" }.to_owned(),
        ..Subject::default()
    }
}

#[test]
fn a_term_that_is_added_must_hold_beside_all_that_was_asked() {
    let script = Script::load("query/tokens.js");
    let texts = [
        "",
        "a",
        "a b",
        "a or b",
        "a -b",
        "~a ~b",
        "~a ~b c",
        "(a or b) c",
        "-(a b)",
        "a or b order:date",
        "limit:3 a or b",
        "a|b",
        "a and b or c",
        "d",
        "-d",
        "a d",
        "is:gif",
        "-is:gif b",
        "(d)",
        "a order:width",
    ];
    for text in texts {
        for (term, is_not) in [("d", false), ("d", true), ("filetype:gif", false)] {
            let argument = json!([text, term, is_not]);
            let added = script.run("m.withTerm(...a)", &argument);
            let added = added.as_str().unwrap();
            let (before, after) =
                (query::parse(text).unwrap(), query::parse(added).unwrap_or_else(|error| panic!("{added}: {error}")));
            assert_eq!((before.order, before.limit), (after.order, after.limit), "{text:?} {added:?}");
            let condition = query::parse(&format!("{}{term}", if is_not { "-" } else { "" })).unwrap().expr;
            // A term that stood there alone is replaced by its opposite.
            let without = script.run("m.withoutTerm(a[0], a[1])", &argument);
            let before = query::parse(without.as_str().unwrap()).unwrap().expr;
            for subject in (0..32).map(subject) {
                let wanted = query::matches(&before, &subject) && query::matches(&condition, &subject);
                assert_eq!(query::matches(&after.expr, &subject), wanted, "{text:?} {added:?}");
            }
            let has = script.run("m.hasTerm(...a)", &json!([added, term]));
            assert_eq!(has, json!(if is_not { -1 } else { 1 }), "{added:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_picture_has_a_place_in_order_and_none_overlap(
        ratios in prop::collection::vec(prop_oneof![1_u16..=65_535, 500_u16..2_500], 0..80),
        breaks in prop::collection::btree_set(1_usize..80, 0..6),
        (width, size, gap) in (200_u32..3_000, 60_u32..400, 0_u32..12),
        mode in prop::sample::select(vec!["justified", "wide", "square"]),
    ) {
        let total = ratios.len();
        let starts: Vec<usize> = if breaks.is_empty() || total == 0 { Vec::new() } else {
            std::iter::once(0).chain(breaks.into_iter().filter(|at| *at < total)).collect()
        };
        let asked = json!({
            "ratios": ratios, "total": total, "width": width, "size": size, "gap": gap, "mode": mode, "starts": starts,
            "heading": 40,
        });
        let rows = Script::load("grid/layout.js").run(
            "(() => { const l = m.layout(a); return { end: l.end, rows: Array.from({length: l.rows}, (_, r) => ({ \
               first: l.first[r], next: l.first[r + 1], top: l.top[r], height: l.height[r], cells: m.cellsOf(l, r), \
               found: m.rowOf(l, l.first[r]), at: m.rowAt(l, l.top[r]) })) }; })()",
            &asked,
        );
        let number = |value: &Value| value.as_f64().unwrap();
        let (mut next, mut bottom) = (0, 0.0);
        for (at, row) in rows["rows"].as_array().unwrap().iter().enumerate() {
            let [first, end] = ["first", "next"].map(|name| row[name].as_u64().unwrap() as usize);
            prop_assert!(first == next && end > first, "rows {} {} {}", next, first, end);
            let crosses = starts.iter().any(|start| (first + 1..end).contains(start));
            prop_assert!(!crosses, "a row lies in one section");
            let heading = if starts.contains(&first) { 40.0 } else { 0.0 };
            let gap_above = if at == 0 { 0.0 } else { f64::from(gap) };
            prop_assert_eq!(number(&row["top"]), bottom + gap_above + heading);
            prop_assert!(number(&row["height"]) >= 1.0);
            bottom = number(&row["top"]) + number(&row["height"]);
            let mut right = -f64::from(gap);
            for cell in row["cells"].as_array().unwrap() {
                prop_assert!(number(&cell["x"]) >= right + f64::from(gap) - 0.5 && number(&cell["w"]) >= 1.0);
                right = number(&cell["x"]) + number(&cell["w"]);
            }
            prop_assert!(right <= f64::from(width) + 1.0, "{} of {}", right, width);
            prop_assert_eq!((row["found"].as_u64(), row["at"].as_u64()), (Some(at as u64), Some(at as u64)));
            next = end;
        }
        prop_assert_eq!((next, number(&rows["end"])), (total, bottom));
    }

    #[test]
    fn the_window_shows_the_place_that_is_gone_to(
        end in 1_u64..60_000_000, view in 300_u32..3_000, y in -1_000_000_i64..70_000_000, before in 0_i64..60_000_000,
    ) {
        let script = Script::load("grid/window.js");
        let last = (end as f64).ceil() - f64::from(view);
        let start = script.run("m.jump(a[0], {base: 0, top: 0}, a[1], a[2])", &json!([before, end, view]));
        let place = script.run("m.jump(a[0], a[3], a[1], a[2])", &json!([y, end, view, start]));
        let [base, top] = ["base", "top"].map(|name| place[name].as_f64().unwrap());
        prop_assert_eq!(base + top, (y as f64).clamp(0.0, last.max(0.0)));
        let height = script.run("m.boxHeight(a[0], a[1])", &json!([end, view])).as_f64().unwrap();
        prop_assert!(base >= 0.0 && top >= 0.0 && top <= height - f64::from(view) && height <= 8_000_000.0);
        let moved = script.run("m.recentre(a[0], a[1], a[2])", &json!([place, end, view]));
        if !moved.is_null() {
            prop_assert_eq!(moved["base"].as_f64().unwrap() + moved["top"].as_f64().unwrap(), base + top);
        }
    }
}
