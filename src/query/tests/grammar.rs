//! Lists, groups, operators, names and faces: what Danbooru's parser reads, and where this one reads more.

use crate::query::expr::{Expr, Order, OrderKey, TagPattern};
use crate::query::{ErrorKind, Query, parse};

fn canonical(text: &str) -> String {
    parse(text).unwrap_or_else(|error| panic!("{}", error.render(text))).to_string()
}

fn tag(namespace: Option<&str>, name: &str) -> Expr {
    Expr::Tag(TagPattern { namespace: namespace.map(str::to_owned), name: name.to_owned() })
}

fn expr(text: &str) -> Expr {
    parse(text).unwrap_or_else(|error| panic!("{}", error.render(text))).expr
}

#[test]
fn an_empty_query_is_an_empty_list() {
    for text in ["", " ", "\t\n\u{3000}"] {
        assert_eq!(parse(text), Ok(Query { expr: Expr::And(Vec::new()), order: None, limit: None }), "{text:?}");
    }
}

#[test]
fn operators_bind_as_on_danbooru() {
    for (text, expected) in [
        ("a", "a"),
        ("a b", "a b"),
        ("a and b", "a b"),
        ("a AND b OR c", "a b or c"),
        ("a or b c", "a or b c"),
        ("a b or c d", "a b or c d"),
        ("a (b or c) d", "a (b or c) d"),
        ("a and b or c and d", "a b or c d"),
        ("a\u{3000}b", "a b"),
        ("((a))", "a"),
        ("( a ) ", "a"),
        ("(a b) c", "(a b) c"),
        ("(a or b) or c", "(a or b) or c"),
        ("-a", "-a"),
        ("- a", "-a"),
        ("-(a b)", "-(a b)"),
        ("-(a)", "-a"),
        ("-(-a)", "-(-a)"),
        ("~a", "a"),
        ("~a ~b", "a or b"),
        ("~a b ~c", "(a or c) b"),
        ("a ~b c ~d", "a (b or d) c"),
        ("a ~b", "a b"),
        ("~a ~b or ~c ~d", "(a or b) or (c or d)"),
        ("~a ~b and ~c ~d", "(a or b) (c or d)"),
        ("(~a) (~b)", "a b"),
        ("~(a b) ~(c d)", "a b or c d"),
        ("~(-a) ~b", "-a or b"),
        ("(a or b)(c or d)", "(a or b) (c or d)"),
        ("(a)or b", "a or b"),
        ("(a b)-c", "(a b) -c"),
    ] {
        assert_eq!(canonical(text), expected, "{text:?}");
    }
    let list = Expr::And(vec![
        Expr::Or(vec![tag(None, "a"), Expr::Not(Box::new(tag(None, "c")))]),
        Expr::Not(Box::new(tag(None, "b"))),
    ]);
    assert_eq!(expr("~a -b ~(-c)"), list);
}

#[test]
fn names_keep_their_parentheses() {
    for (text, name) in [
        ("saber_(fate)", "saber_(fate)"),
        ("(saber_(fate))", "saber_(fate)"),
        ("((foo_(bar_(baz))))", "foo_(bar_(baz))"),
        (":)", ":)"),
        ("-(:))", ":)"),
        ("(:( )", ":("),
        ("(>:()", ">:("),
        (";)", ";)"),
        (">:(", ">:("),
        (":))", ":))"),
        ("(:d)", ":d"),
        ("(d:)", "d:"),
        ("^_^", "^_^"),
        ("(^_^)", "^_^"),
        ("(o)_(o)", "(o)_(o)"),
        ("((o)_(o))", "(o)_(o)"),
        ("(9)", "9"),
        ("\\||/", "\\||/"),
        ("/\\/\\/\\", "/\\/\\/\\"),
        ("\\m/", "\\m/"),
        ("b)", "b)"),
        (":-(", ":-("),
        (">_<", ">_<"),
        ("=_=", "=_="),
        ("k-on!", "k-on!"),
        ("'90s", "'90s"),
        ("fate/stay_night", "fate/stay_night"),
        ("泣き顔", "泣き顔"),
        ("\"Nagisa  Furukawa\"", "nagisa_furukawa"),
        ("\"a\\\"b\\\\c\"", "a\"b\\c"),
        ("\"b)\"", "b)"),
        ("(\"b)\")", "b)"),
        ("a\"b", "a\"b"),
        ("width:", ""),
    ] {
        if name.is_empty() {
            assert!(parse(text).is_err());
            continue;
        }
        let inner = match expr(text) {
            Expr::Not(inner) => *inner,
            other => other,
        };
        assert_eq!(inner, tag(None, name), "{text:?}");
    }
}

#[test]
fn namespaces_have_danboorus_names() {
    for (text, namespace, name) in [
        ("character:nagisa_furukawa", "character", "nagisa_furukawa"),
        ("Char:Nagisa", "character", "nagisa"),
        ("ch:nagisa", "character", "nagisa"),
        ("copyright:clannad", "series", "clannad"),
        ("co:clannad", "series", "clannad"),
        ("creator:abc", "artist", "abc"),
        ("general:crying", "", "crying"),
        ("artist:abc", "artist", "abc"),
        ("meta:highres", "meta", "highres"),
        ("gen:crying", "", "crying"),
        ("emotion::)", "emotion", ":)"),
        ("(emotion:\":)\")", "emotion", ":)"),
        ("emotion:>_<", "emotion", ">_<"),
        ("series:re:zero", "series", "re:zero"),
        ("character:\"Nagisa Furukawa\"", "character", "nagisa_furukawa"),
        ("character:'Nagisa Furukawa'", "character", "nagisa_furukawa"),
        ("character:nagisa\\ furukawa", "character", "nagisa_furukawa"),
        ("\"character:nagisa furukawa\"", "character", "nagisa_furukawa"),
        ("(character:saber_(fate))", "character", "saber_(fate)"),
        ("studio:\"kyoto animation\"", "studio", "kyoto_animation"),
        ("character:*", "character", "*"),
        ("character:*_furukawa", "character", "*_furukawa"),
        ("character:***a**", "character", "*a*"),
    ] {
        assert_eq!(expr(text), tag(Some(namespace), name), "{text:?}");
    }
    assert_eq!(expr("*_furukawa"), tag(None, "*_furukawa"));
    assert_eq!(expr("d:"), tag(None, "d:"));
    assert!(parse("studio:").is_err());
    assert_eq!(expr("*:d"), tag(None, "*:d"));
}

#[test]
fn a_colon_after_an_unknown_word_may_be_part_of_the_name() {
    let both = |namespace, name, whole| Expr::Or(vec![tag(Some(namespace), name), tag(None, whole)]);
    assert_eq!(expr("nier:automata"), both("nier", "automata", "nier:automata"));
    assert_eq!(expr("Nier:\\ Auto*"), both("nier", "auto*", "nier:_auto*"));
    assert_eq!(canonical("-nier:automata"), "-(nier:\"automata\" or \"nier:automata\")");
    assert_eq!(expr("nier:\"automata\""), tag(Some("nier"), "automata"));
    assert_eq!(expr("\"nier:automata\""), tag(None, "nier:automata"));
}

#[test]
fn order_and_limit_are_the_querys_own() {
    let query = parse("a order:duration_asc b limit:20").unwrap();
    assert_eq!(query.expr, expr("a b"));
    assert_eq!(query.limit, Some(20));
    assert_eq!(query.to_string(), "a b order:duration_asc limit:20");
    assert_eq!(canonical("SORT:Random:7"), "order:random:7");
    assert_eq!(canonical("order:id"), "order:added_asc");
    assert_eq!(canonical("a or b order:landscape"), "a or b order:ratio_desc");
    assert_eq!(canonical("limit:0"), "limit:0");
    assert_eq!(parse("order:path").unwrap().order, Some(Order { key: OrderKey::Path, descending: false }));
}

#[test]
fn signs_of_other_search_boxes_mean_what_they_do_there() {
    for (other, here) in [
        ("!crying", "-crying"),
        ("!(crying or sad)", "-(crying or sad)"),
        ("crying|sad", "crying or sad"),
        ("crying || sad", "crying or sad"),
        ("crying & sad", "crying and sad"),
        ("crying&&sad", "crying and sad"),
        ("(crying|sad) width:>1", "(crying or sad) width:>1"),
        ("tag:crying -tag:char:x", "crying -character:x"),
        ("ext:gif type:jpg", "filetype:gif filetype:jpeg"),
        ("size:1920x1080", "(width:1920 height:1080)"),
        ("size:>1mb", "filesize:>1mb"),
        ("folder:GIFs/", "path:*/GIFs/*"),
    ] {
        assert_eq!(parse(other).map(|query| query.to_string()), parse(here).map(|query| query.to_string()), "{other}");
    }
    for name in ["!", "!!", "|_|", "a|", "&", "?!"] {
        let parsed = parse(&format!("\"{name}\"")).unwrap();
        assert!(name == "&" || parse(name) == Ok(parsed), "{name}");
    }
    for text in ["width > 1920", "width >1920", "height >= 1080"] {
        let error = parse(text).unwrap_err();
        assert!(matches!(error.kind, ErrorKind::MissingColon { .. }), "{text}: {error}");
    }
    assert_eq!(parse("width").unwrap().expr, parse("\"width\"").unwrap().expr);
}
