//! Canonical names are Danbooru's. A list of hashes holds the most used ones; the list itself, where it is at hand, all of them:
//! `NAKIGAO_TAG_LIST=tags.csv cargo test --lib canonical -- --ignored` (`name,category,count,"aliases"`).

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault};

use super::super::hash::FastHasher;
use super::*;

/// Hashes of series and characters, as Danbooru names them, a line each: of the most used characters, and of the most used
/// series that are anime, manga, light novels, games or virtual entertainers.
const MOST_USED: &str = include_str!("../../../fixtures/vocabulary/most-used.txt");

fn hash(tag: &str) -> String {
    format!("{:016x}", BuildHasherDefault::<FastHasher>::default().hash_one(tag))
}

#[test]
fn the_most_used_names_are_canonical() {
    let hashes: HashSet<String> = Vocabulary::built_in().tags().map(|tag| hash(&tag.to_string())).collect();
    let missing = MOST_USED.lines().filter(|line| !hashes.contains(*line)).count();
    assert_eq!(missing, 0, "of {} names", MOST_USED.lines().count());
}

#[test]
#[ignore = "needs Danbooru's list of tags"]
fn canonical_names_are_those_of_the_list() {
    let path = std::env::var_os("NAKIGAO_TAG_LIST").expect("NAKIGAO_TAG_LIST names the list");
    let list = std::fs::read_to_string(path).unwrap();
    let (mut names, mut aliases) = (HashSet::new(), HashMap::new());
    for line in list.lines() {
        let fields: Vec<&str> = line.splitn(4, ',').collect();
        let [name, category, _, others] = fields[..] else { continue };
        let namespace = match category {
            "3" => SERIES,
            "4" => CHARACTER,
            _ => continue,
        };
        names.insert(format!("{namespace}:{name}"));
        for alias in others.trim_matches('"').split(',') {
            aliases.insert(format!("{namespace}:{alias}"), name);
        }
    }
    let vocabulary = Vocabulary::built_in();
    let mut wrong = Vec::new();
    for tag in vocabulary.tags().map(ToString::to_string).filter(|tag| !names.contains(tag)) {
        // What came after the list was made is in none of its columns.
        wrong.extend(aliases.get(&tag).map(|name| format!("{tag} is {name}")));
    }
    assert_eq!(wrong, Vec::<String>::new());
}
