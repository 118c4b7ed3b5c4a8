//! The manual, the table of metatags and the reserved words say the same.

use crate::query::foreign::NOT_OFFERED;
use crate::query::metatag;
use crate::query::{metatags, parse};
use crate::tag;

const MANUAL: &str = include_str!("../../../docs/query.md");

#[test]
fn no_namespace_can_have_a_metatags_name() {
    let words = metatags().iter().flat_map(|metatag| metatag.aliases.iter().chain([&metatag.name]));
    for word in words.copied().chain(NOT_OFFERED.iter().map(|&(word, _)| word)) {
        assert!(tag::is_reserved(word), "{word}");
    }
    for word in tag::RESERVED {
        let has_hint = NOT_OFFERED.iter().any(|&(known, _)| known == word);
        assert!(
            has_hint || metatag::find(word).is_some(),
            "{word} is reserved, and nothing says what to write instead"
        );
    }
}

#[test]
fn examples_are_queries() {
    for metatag in metatags() {
        assert!(metatag.example.starts_with(metatag.name), "{}", metatag.name);
        assert!(parse(metatag.example).is_ok(), "{}", metatag.example);
        for word in metatag.words {
            assert!(parse(&format!("{}:{word}", metatag.name)).is_ok(), "{}:{word}", metatag.name);
        }
    }
}

#[test]
fn the_manual_has_every_metatag_and_word() {
    for metatag in metatags() {
        assert!(MANUAL.contains(&format!("\n| `{}:` |", metatag.name)), "{}: has no row", metatag.name);
        assert!(MANUAL.contains(&format!("`{}`", metatag.example)), "{}", metatag.example);
        for alias in metatag.aliases {
            assert!(MANUAL.contains(&format!("`{alias}:`")), "{alias}");
        }
        for word in metatag.words {
            assert!(MANUAL.contains(&format!("`{word}`")), "{}:{word}", metatag.name);
        }
    }
}

/// What stands in the blocks of queries, line by line up to a comment, and in the first cells of the table of tags.
#[test]
fn the_manuals_queries_are_queries() {
    let blocks = MANUAL.split("```query\n").skip(1).filter_map(|rest| rest.split("```").next());
    let lines = blocks.flat_map(str::lines).map(|line| line.split("  #").next().unwrap_or("").trim());
    let table = MANUAL.split("### Tags").nth(1).and_then(|rest| rest.split("## Metatags").next()).unwrap();
    let cells = table.lines().filter_map(|line| line.strip_prefix("| `")?.split("` | ").next());
    let queries = lines.chain(cells.flat_map(|cell| cell.split("`, `"))).filter(|query| !query.is_empty());
    let mut n_queries = 0;
    for query in queries {
        let parsed = parse(query).unwrap_or_else(|error| panic!("{}", error.render(query)));
        assert_eq!(parse(&parsed.to_string()), Ok(parsed), "{query}");
        n_queries += 1;
    }
    assert!(n_queries > 50, "{n_queries}");
}
