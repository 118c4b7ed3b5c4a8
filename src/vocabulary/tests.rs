//! What the shipped data must be, and what lookup gives. Emotions have their own tables in `tests/emotion.rs`, recognition in
//! `tests/recognise.rs`.
//!
//! Counts are floors: the data may grow.

mod canonical;
mod chinese;
mod emotion;
mod recognise;

use std::collections::{HashMap, HashSet};

use super::*;

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

/// The texts of the files that the built-in vocabulary is made of.
fn files() -> Vec<String> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/vocabulary");
    let paths = ["series", "emotion"].into_iter().flat_map(|kind| std::fs::read_dir(folder.join(kind)).unwrap());
    paths.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect()
}

fn closure(vocabulary: &Vocabulary, of: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut open = vec![tag(of)];
    while let Some(next) = open.pop() {
        for parent in vocabulary.implied_by(&next) {
            if found.insert(parent.to_string()) {
                open.push(parent.clone());
            }
        }
    }
    found
}

#[test]
fn there_are_enough_words() {
    let vocabulary = Vocabulary::built_in();
    let count = |namespace: &str| vocabulary.tags().filter(|tag| tag.namespace() == namespace).count();
    assert!(count(EMOTION) >= 400, "{} emotions", count(EMOTION));
    assert!(count(SERIES) >= 1_600, "{} series", count(SERIES));
    assert!(count(CHARACTER) >= 5_500, "{} characters", count(CHARACTER));
}

#[test]
fn every_name_is_a_tag_in_normal_spelling() {
    let vocabulary = Vocabulary::built_in();
    for tag in vocabulary.tags().chain(vocabulary.aliases().map(|(alias, _)| alias)) {
        assert_eq!(Tag::parse(&tag.to_string()).as_ref(), Ok(tag));
    }
}

#[test]
fn every_name_means_one_tag_over_all_files() {
    let mut owners: HashMap<Tag, Tag> = HashMap::new();
    for text in files() {
        for entry in read_toml(&text).unwrap().definitions {
            for name in entry.aliases.iter().chain([&entry.tag]) {
                let owner = owners.entry(name.clone()).or_insert_with(|| entry.tag.clone());
                assert_eq!(*owner, entry.tag, "{name} has two meanings");
            }
        }
    }
}

#[test]
fn the_other_order_of_a_name_is_free_or_the_same_person() {
    let vocabulary = Vocabulary::built_in();
    for tag in vocabulary.tags().filter(|tag| tag.namespace() == CHARACTER) {
        if let Some(order) = name::other_order(tag.name()) {
            assert_eq!(vocabulary.resolve(&Tag::from_parts(CHARACTER, &order)), *tag);
        }
    }
}

#[test]
fn every_parent_is_described_and_every_character_has_a_series() {
    let vocabulary = Vocabulary::built_in();
    let described: HashSet<Tag> =
        files().iter().flat_map(|text| read_toml(text).unwrap().definitions).map(|entry| entry.tag).collect();
    for (child, parent) in vocabulary.implications() {
        assert!(described.contains(parent), "{child} implies {parent}, which nothing describes");
    }
    for tag in vocabulary.tags().filter(|tag| tag.namespace() == CHARACTER) {
        assert!(vocabulary.implied_by(tag).any(|parent| parent.namespace() == SERIES), "{tag}");
    }
}

#[test]
fn every_spelling_resolves_to_the_canonical_tag() {
    let vocabulary = Vocabulary::built_in();
    for (given, canonical) in [
        ("character:nagisa_furukawa", "character:furukawa_nagisa"),
        ("character:古河渚", "character:furukawa_nagisa"),
        ("character:Nagisa Furukawa", "character:furukawa_nagisa"),
        ("character:kyo_fujibayashi", "character:fujibayashi_kyou"),
        ("character:kaori_miyazono", "character:miyazono_kawori"),
        ("series:steins_gate", "series:steins;gate"),
        ("series:angel_beats", "series:angel_beats!"),
        ("series:your_lie_in_april", "series:shigatsu_wa_kimi_no_uso"),
        ("series:Demon Slayer", "series:kimetsu_no_yaiba"),
        ("series:air", "series:air_(visual_novel)"),
        ("emotion:嬉し涙", "emotion:happy_tears"),
        ("emotion:tears_of_joy", "emotion:happy_tears"),
        ("emotion:weeping", "emotion:crying"),
        ("series:unheard_of", "series:unheard_of"),
        ("nagisa_furukawa", "nagisa_furukawa"),
        ("character:nagisa", "character:nagisa"),
        ("weeping", "weeping"),
    ] {
        assert_eq!(vocabulary.resolve(&tag(given)).to_string(), canonical, "{given}");
    }
}

#[test]
fn a_given_name_resolves_beside_its_series() {
    let vocabulary = Vocabulary::built_in();
    let among = |name: &str, other: &str| vocabulary.resolve_among(&tag(name), &[tag(other)]).to_string();
    assert_eq!(among("character:nagisa", "series:clannad"), "character:furukawa_nagisa");
    assert_eq!(among("character:nagisa", "series:free!"), "character:hazuki_nagisa");
    assert_eq!(among("character:渚", "character:okazaki_tomoya"), "character:furukawa_nagisa");
    assert_eq!(among("character:nagisa", "series:naruto"), "character:nagisa");
    assert_eq!(among("character:fujibayashi", "series:clannad"), "character:fujibayashi");
    assert_eq!(among("character:saber", "series:fate/zero"), "character:artoria_pendragon_(fate)");
}

#[test]
fn flat_words_find_their_namespace() {
    let vocabulary = Vocabulary::built_in();
    for (word, placed) in [
        ("crying", "emotion:crying"),
        ("happy", "emotion:happy"),
        ("furukawa_nagisa", "character:furukawa_nagisa"),
        ("nagisa furukawa", "character:furukawa_nagisa"),
        ("clannad", "series:clannad"),
        ("violet_evergarden", "series:violet_evergarden_(series)"),
        ("vivy", "character:vivy"),
        ("totoro", "character:totoro"),
        ("frieren", "series:sousou_no_frieren"),
        ("saber_(fate)", "character:saber_(fate)"),
        ("涙", "emotion:tears"),
        ("air", ""),
        ("monster", ""),
        ("nagisa", ""),
        ("1girl", ""),
    ] {
        assert_eq!(vocabulary.place(word).map(|tag| tag.to_string()).unwrap_or_default(), placed, "{word}");
    }
}

#[test]
fn words_of_a_list_are_placed_among_each_other() {
    let vocabulary = Vocabulary::built_in();
    for (word, other, placed) in [
        ("rem", "series:re:zero", "character:rem_(re:zero)"),
        ("nagisa", "series:clannad", "character:furukawa_nagisa"),
        ("air", "character:kamio_misuzu", "series:air_(visual_novel)"),
        ("light", "series:death_note", ""),
        ("rem", "series:clannad", ""),
    ] {
        let series = vocabulary.series_among(&[tag(other)]);
        let found = vocabulary.place_among(word, &series).map(|tag| tag.to_string()).unwrap_or_default();
        assert_eq!(found, placed, "{word} beside {other}");
    }
    let side = |word: &str| vocabulary.place(word).map(|tag| tag.to_string()).unwrap_or_default();
    assert_eq!(side("clannad | some game"), "series:clannad");
    assert_eq!(side("some_game_|_clannad"), "series:clannad");
    assert_eq!(vocabulary.resolve_among(&tag("series:some_game_|_clannad"), &[]), tag("series:clannad"));
}

#[test]
fn a_character_in_a_costume_is_that_character_and_a_namesake_is_not() {
    let vocabulary = Vocabulary::built_in();
    for (costume, plain) in [
        ("hatsune_miku_(append)", "hatsune_miku"),
        ("nero_claudius_(bride)_(fate)", "nero_claudius_(fate)"),
        ("shiroko_(swimsuit)_(blue_archive)", "shiroko_(blue_archive)"),
        ("higashikata_josuke_(jojolion)", ""),
        ("ichinose_shiki_(tougen_anki)", ""),
        ("yoshi_(nagatoro)", ""),
    ] {
        let costume = Tag::from_parts(CHARACTER, costume);
        let implied = vocabulary.implied_by(&costume).filter(|tag| tag.namespace() == CHARACTER);
        let implied: Vec<String> = implied.map(|tag| tag.name().to_owned()).collect();
        assert_eq!(implied, Vec::from_iter((!plain.is_empty()).then(|| plain.to_owned())), "{costume}");
    }
}

#[test]
fn an_unknown_character_gets_the_qualifier_of_its_series() {
    let vocabulary = Vocabulary::built_in();
    for (name, series, expected) in [
        ("petra", "series:re:zero_kara_hajimeru_isekai_seikatsu", "petra_(re:zero)"),
        ("petra", "series:my_show_(game)", "petra_(my_show)"),
        ("petra_leyte", "series:my_show", "petra_leyte"),
        ("furukawa_nagisa", "series:my_show", "furukawa_nagisa"),
    ] {
        let found = vocabulary.qualified(&Tag::from_parts(CHARACTER, name), &tag(series));
        assert_eq!(found, Tag::from_parts(CHARACTER, expected));
    }
}

#[test]
fn a_persons_words_join_and_win() {
    let mine = r#"
        [[series]]
        name = "my_show"
        characters = [{ name = "my_hero", weak = ["boss"] }]
        [[series]]
        name = "your_lie_in_april"
        aliases = ["ylia_anime"]
        [[emotion]]
        name = "ugly_crying"
        aliases = ["weeping"]
        parents = ["crying"]
        [[alias]]
        alias = "series:kimi_no_na_wa."
        tag = "series:your_name"
        [[alias]]
        alias = "series:kanon"
        tag = "series:air"
        [[alias]]
        alias = "xmas"
        tag = "christmas"
        [[implication]]
        tag = "christmas"
        implies = ["winter", "emotion:happy"]
    "#;
    let vocabulary = Vocabulary::built_in().with(read_toml(mine).unwrap()).unwrap();
    let resolve = |text: &str| vocabulary.resolve(&tag(text)).to_string();
    assert_eq!(resolve("character:hero_my"), "character:my_hero");
    assert_eq!(resolve("series:ylia_anime"), "series:shigatsu_wa_kimi_no_uso");
    assert_eq!(resolve("series:kimi_no_na_wa."), "series:your_name");
    assert_eq!(resolve("series:君の名は"), "series:your_name");
    assert_eq!(resolve("series:kanon"), "series:air_(visual_novel)");
    assert_eq!(resolve("xmas"), "christmas");
    assert!(closure(&vocabulary, "character:tsukimiya_ayu").contains("series:air_(visual_novel)"));
    assert!(closure(&vocabulary, "character:miyamizu_mitsuha").contains("series:your_name"));
    assert!(closure(&vocabulary, "xmas").contains("emotion:happy"));
    assert!(vocabulary.aliases().all(|(_, canonical)| vocabulary.resolve(canonical) == *canonical));
}

#[test]
fn circles_are_refused_with_their_way() {
    let error = |text: &str| Vocabulary::built_in().with(read_toml(text).unwrap()).unwrap_err().to_string();
    let circle = error("[[implication]]\ntag = \"emotion:tears\"\nimplies = [\"emotion:sobbing\"]");
    assert!(circle.contains("emotion:tears → emotion:sobbing"), "{circle}");
    let own = error("[[implication]]\ntag = \"a\"\nimplies = [\"a\"]");
    assert!(own.contains("a → a"), "{own}");
}

#[test]
fn the_manuals_example_is_read() {
    let manual = include_str!("../../docs/tags.md");
    let example = manual.split_once("```toml\n").and_then(|(_, rest)| rest.split_once("```")).unwrap().0;
    let vocabulary = Vocabulary::built_in().with(read_toml(example).unwrap()).unwrap();
    assert_eq!(vocabulary.resolve(&tag("character:yamada_hanako")), tag("character:hanako_yamada"));
    assert!(vocabulary.implied_by(&tag("emotion:crying_in_the_rain")).any(|wider| *wider == tag("emotion:crying")));
}
