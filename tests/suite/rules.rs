//! Rules between tags, the journal, notes: what follows, why, and how it is taken back.

use nakigao::ops::{ImportOptions, complete_tag};
use serde_json::json;

use super::support::Place;

/// Four media that only hands have tagged.
fn place(name: &str) -> Place {
    let place = Place::new(name);
    place.put("still/rgb.png", "a.png");
    place.put("still/420.jpg", "b.jpg");
    place.put("anim/dispose-keep.gif", "c.gif");
    place.put("anim/blend.webp", "d.webp");
    place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    place
}

fn found(place: &Place, query: &str) -> Vec<String> {
    let said = place.ok(&["find", query, "--format", "{file}"]);
    said.lines().map(str::to_owned).collect()
}

#[test]
fn emotions_imply_wider_ones_and_joy_is_not_sorrow() {
    let place = place("rules-emotions");
    place.ok(&["tag", "pictures/a.png", "-e", "streaming tears"]);
    place.ok(&["tag", "pictures/b.jpg", "-e", "sobbing"]);
    place.ok(&["tag", "pictures/c.gif", "-e", "嬉し涙"]);
    place.ok(&["tag", "pictures/d.webp", "-e", "sadness", "-t", "rain"]);
    assert_eq!(found(&place, "emotion:crying"), ["a.png", "b.jpg"]);
    assert_eq!(found(&place, "泣き顔"), found(&place, "emotion:crying"));
    assert_eq!(found(&place, "emotion:tears"), ["a.png", "b.jpg", "c.gif"]);
    assert_eq!(found(&place, "emotion:sad"), ["d.webp"]);
    assert_eq!(found(&place, "emotion:happy_tears"), ["c.gif"], "stored by its Danbooru name");
    let shown = place.ok(&["show", "pictures/a.png"]);
    assert!(shown.contains("emotion:crying  (implied by emotion:streaming_tears)"), "{shown}");
}

#[test]
fn a_rule_holds_at_once_and_its_removal_restores_exactly() {
    let place = place("rules-retroactive");
    place.ok(&["tag", "pictures/a.png", "-c", "somebody new"]);
    place.ok(&["tag", "pictures/b.jpg", "-c", "somebody new", "-s", "new work"]);
    place.ok(&["tag", "pictures/c.gif", "-c", "somebody new"]);
    place.ok(&["tag", "pictures/c.gif", "-s", "new work"]);
    place.ok(&["tag", "pictures/c.gif", "--remove", "series:new_work"]);
    let before = place.json(&["find"]);
    let said = place.ok(&["tags", "imply", "character:somebody_new", "series:new_work"]);
    assert_eq!(said, "1 rule changed; implied tags: 2 put on, 0 taken off\n");
    assert_eq!(found(&place, "series:new_work"), ["a.png", "b.jpg"], "what a hand took off stays off");
    let said = place.ok(&["tags", "remove-implication", "character:somebody_new", "series:new_work"]);
    assert_eq!(said, "1 rule changed; implied tags: 0 put on, 2 taken off\n");
    assert_eq!(place.json(&["find"]), before);
    place.ok(&["undo", "2"]);
    assert_eq!(place.json(&["find"]), before);
    assert!(place.ok(&["undo"]).contains("--remove series:new_work"), "the tag comes back with what was before");
    assert_eq!(found(&place, "series:new_work"), ["b.jpg", "c.gif"]);
    place.ok(&["redo", "3"]);
    assert_eq!(place.json(&["find"]), before);
}

#[test]
fn a_circle_is_refused_with_its_path_and_a_shipped_rule_can_be_taken_away() {
    let place = place("rules-circle");
    place.ok(&["tags", "imply", "first_one", "second_one"]);
    place.ok(&["tags", "imply", "second_one", "third_one"]);
    let (code, _, err) = place.said(&["tags", "imply", "third_one", "first_one"]);
    assert!(code == 1 && err.contains("first_one → second_one → third_one → first_one"), "{err}");
    assert_eq!(place.ok(&["log"]).lines().count(), 2, "a refused rule leaves no entry");
    place.ok(&["tag", "pictures/a.png", "-c", "furukawa nagisa"]);
    assert_eq!(found(&place, "series:clannad"), ["a.png"]);
    place.ok(&["tags", "remove-implication", "character:furukawa_nagisa", "series:clannad"]);
    assert!(found(&place, "series:clannad").is_empty());
    place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    assert!(found(&place, "series:clannad").is_empty(), "the vocabulary does not bring it back");
    place.ok(&["undo"]);
    assert_eq!(found(&place, "series:clannad"), ["a.png"]);
}

#[test]
fn another_name_finds_the_same_and_a_renamed_tag_keeps_its_media() {
    let place = place("rules-alias");
    place.ok(&["tag", "pictures/a.png", "-c", "nagisa furukawa"]);
    place.ok(&["tag", "pictures/b.jpg", "-c", "古河渚"]);
    for name in ["nagisa_furukawa", "furukawa_nagisa", "古河渚", "Furukawa Nagisa"] {
        let query = format!("character:\"{name}\"");
        assert_eq!(found(&place, &query), ["a.png", "b.jpg"], "{name}");
    }
    place.ok(&["tag", "pictures/c.gif", "-t", "wip"]);
    place.ok(&["tags", "rename", "wip", "to_sort"]);
    assert_eq!(found(&place, "to_sort"), ["c.gif"]);
    assert_eq!(found(&place, "wip"), ["c.gif"], "the old name stands for the new one");
    place.ok(&["tag", "pictures/d.webp", "-t", "wip"]);
    assert_eq!(found(&place, "to_sort"), ["c.gif", "d.webp"]);
    assert_eq!(place.ok(&["tags", "wip"]), "", "the old name is gone from listings");
    place.ok(&["tag", "pictures/b.jpg", "-t", "later"]);
    assert!(place.ok(&["tags", "alias", "later", "to_sort"]).starts_with("1 rule changed; 1 picture joined; "));
    assert_eq!(place.ok(&["tags", "later"]), "", "what is another name now is on nothing");
    assert_eq!(found(&place, "to_sort"), ["b.jpg", "c.gif", "d.webp"]);
    place.ok(&["undo"]);
    assert_eq!((found(&place, "to_sort").len(), found(&place, "later")), (2, vec!["b.jpg".to_owned()]));
    // A name that means something else from now on hands its earlier meaning to nobody.
    for (tag, picture) in [("first", "a.png"), ("second", "d.webp")] {
        place.ok(&["tag", &format!("pictures/{picture}"), "-t", tag]);
        place.ok(&["tags", "alias", "name", tag]);
    }
    assert_eq!(
        (found(&place, "first"), found(&place, "second")),
        (vec!["a.png".to_owned()], vec!["d.webp".to_owned()])
    );
    assert_eq!(found(&place, "name"), ["d.webp"]);
    place.ok(&["tags", "alias", "name", "second"]);
    let (_, _, err) = place.said(&["tag", "pictures/a.png", "-e", "cryng"]);
    assert!(err.contains("did you mean emotion:crying?"), "{err}");
}

#[test]
fn notes_are_found_by_their_words_and_taken_back() {
    let place = place("rules-notes");
    place.ok(&["note", "pictures/a.png", "泣いてもいいのは、トイレか…"]);
    place.ok(&["note", "pictures/b.jpg", "Don't cry, Nagisa!"]);
    for (query, files) in [
        ("quote:泣い", vec!["a.png"]),
        ("quote:トイレ", vec!["a.png"]),
        ("note:cry", vec!["b.jpg"]),
        ("quote:\"nagisa don't\"", vec!["b.jpg"]),
        ("quote:笑", vec![]),
    ] {
        assert_eq!(found(&place, query), files, "{query}");
    }
    assert_eq!(place.json(&["show", "pictures/b.jpg"])[0]["quote"], json!("Don't cry, Nagisa!"));
    let (code, _, err) = place.said(&["note", "pictures/b.jpg", "new"]);
    assert!(code == 1 && err.contains("has a note already: \"Don't cry, Nagisa!\""), "{err}");
    place.ok(&["note", "pictures/b.jpg", "--append", "Never."]);
    assert_eq!(found(&place, "quote:\"cry never\""), ["b.jpg"]);
    place.ok(&["note", "pictures/b.jpg", "new", "--replace"]);
    assert!(found(&place, "quote:cry").is_empty());
    let edited = place
        .program()
        .args(["--gallery", "gallery", "note", "--edit", "pictures/b.jpg"])
        .env("VISUAL", "sed -i s/new/newest/")
        .env("EDITOR", "false")
        .output()
        .unwrap();
    assert!(edited.status.success() && found(&place, "quote:newest") == ["b.jpg"], "{edited:?}");
    place.ok(&["undo", "3"]);
    assert_eq!(found(&place, "quote:cry"), ["b.jpg"]);
    place.ok(&["note", "pictures/b.jpg", ""]);
    assert!(place.json(&["show", "pictures/b.jpg"])[0]["quote"].is_null());
}

#[test]
fn a_vocabulary_of_ones_own_is_taken_over() {
    let place = place("rules-own");
    let toml =
        "[[series]]\nname = \"my_own_show\"\naliases = [\"俺の番組\"]\ncharacters = [{ name = \"hero_of_mine\" }]\n";
    std::fs::write(place.path("mine.toml"), toml).unwrap();
    place.ok(&["tags", "import", "mine.toml"]);
    place.ok(&["tag", "pictures/a.png", "-c", "hero of mine"]);
    assert_eq!(found(&place, "series:俺の番組"), ["a.png"]);
    let csv = "some_show,3,10,\"the_show\"\nthe_heroine_(some_show),4,5,\"\"\nkyonko,4,5,\"\"\n";
    std::fs::write(place.path("danbooru.csv"), csv).unwrap();
    place.ok(&["tags", "import", "danbooru.csv"]);
    place.ok(&["tag", "pictures/b.jpg", "-c", "the_heroine_(some_show)"]);
    assert_eq!(found(&place, "series:the_show"), ["b.jpg"]);
    std::fs::write(place.pictures().join("c.gif.json"), "{\"tags\": \"kyonko, some_show\"}").unwrap();
    place.ok(&["import", "pictures"]);
    assert_eq!(found(&place, "character:kyonko series:some_show"), ["c.gif"], "names of the list count in lists");
    let n_entries = place.json(&["log"]).len();
    place.ok(&["tags", "import", "danbooru.csv"]);
    assert_eq!(place.json(&["log"]).len(), n_entries, "nothing of it is new");
    std::fs::write(place.path("wrong.toml"), "[[series]]\nname = 3\n").unwrap();
    let (code, _, err) = place.said(&["tags", "import", "wrong.toml"]);
    assert!(code == 1 && err.contains("wrong.toml") && err.contains('2'), "{err}");
}

#[test]
fn each_list_keeps_its_names_until_its_own_import_is_taken_back() {
    let place = place("rules-lists");
    for (folder, name) in [("first", "kyonko"), ("second", "kyonosuke")] {
        std::fs::create_dir(place.path(folder)).unwrap();
        std::fs::write(place.path(&format!("{folder}/tags.csv")), format!("{name},4,5,\"\"\n")).unwrap();
        place.ok(&["tags", "import", &format!("{folder}/tags.csv")]);
    }
    let mut picture = 0;
    let mut known = || {
        picture += 1;
        place.put("still/rgba.png", format!("{picture}/{picture}.png"));
        let path = place.pictures().join(format!("{picture}/{picture}.png"));
        let mut bytes = std::fs::read(&path).unwrap();
        bytes.push(picture);
        std::fs::write(&path, bytes).unwrap();
        std::fs::write(path.with_extension("png.json"), "{\"tags\": \"kyonko, kyonosuke\"}").unwrap();
        place.ok(&["import", "pictures", "--no-names"]);
        let shown = place.json(&["show", path.to_str().unwrap()]);
        let tags = shown[0]["tags"].as_array().unwrap().iter().map(|tag| tag["tag"].as_str().unwrap().to_owned());
        tags.filter_map(|tag| tag.strip_prefix("character:").map(str::to_owned)).collect::<Vec<_>>()
    };
    assert_eq!(known(), ["kyonko", "kyonosuke"]);
    assert_eq!(place.ok(&["log"]).matches("[names]").count(), 2);
    place.ok(&["undo", "2"]);
    assert_eq!(known(), ["kyonko"], "the other list stands");
}

#[test]
fn vocabularies_of_one_name_stand_side_by_side_and_each_is_taken_back_alone() {
    let place = place("rules-vocabularies");
    place.ok(&["tag", "pictures/a.png", "-t", "knobbly"]);
    place.ok(&["tag", "pictures/b.jpg", "-t", "squiggly"]);
    let list = |folder: &str, name: &str, tag: &str, implied: &str| {
        std::fs::create_dir_all(place.path(folder)).unwrap();
        let rule = format!(
            "[[alias]]\nalias = \"{name}\"\ntag = \"{tag}\"\n[[implication]]\ntag = \"{tag}\"\nimplies = [\"{implied}\"]\n"
        );
        let path = place.path(&format!("{folder}/w.toml"));
        std::fs::write(&path, rule).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let first = place.ok(&["tags", "import", &list("first", "knobbly", "bumpy", "rough")]);
    assert_eq!(first, "2 rules changed; 1 picture joined; implied tags: 1 put on, 0 taken off\n");
    place.ok(&["tags", "import", &list("second", "squiggly", "looped", "round")]);
    let all = || {
        ["knobbly", "bumpy rough", "squiggly", "looped round"]
            .map(|query| place.ok(&["find", query, "--count"]).trim().to_owned())
    };
    let tags = || place.ok(&["tags"]).lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
    assert_eq!(tags(), ["1  bumpy", "1  looped", "1  rough", "1  round"], "the first is read beside the second");
    assert_eq!(all(), ["1", "1", "1", "1"], "and other names find them");
    assert_eq!(place.ok(&["tags", "import", &list("second", "squiggly", "looped", "bent")]).lines().count(), 1);
    assert_eq!(tags(), ["1  bent", "1  bumpy", "1  looped", "1  rough"], "a changed file takes its own place");
    // A file that gets the text of another one is a change of its own.
    std::fs::copy(place.path("first/w.toml"), place.path("second/w.toml")).unwrap();
    place.ok(&["tags", "import", "second/w.toml"]);
    assert_eq!(tags(), ["1  bumpy", "1  looped", "1  rough"]);
    place.ok(&["undo"]);
    assert_eq!(tags(), ["1  bent", "1  bumpy", "1  looped", "1  rough"]);
    std::fs::write(place.path("first/empty.toml"), "").unwrap();
    place.ok(&["tags", "import", "first/empty.toml"]);
    assert_eq!(tags().len(), 4, "an empty one takes nothing away");
    place.ok(&["undo", "2"]);
    assert_eq!(tags(), ["1  bumpy", "1  looped", "1  rough", "1  round"]);
    place.ok(&["undo"]);
    assert_eq!(tags(), ["1  bumpy", "1  rough", "1  squiggly"]);
    place.ok(&["undo"]);
    assert_eq!(tags(), ["1  knobbly", "1  squiggly"], "its names too");
    place.ok(&["import", "pictures"]);
    assert_eq!(found(&place, "knobbly"), ["a.png"], "and they stay");
    place.ok(&["redo", "4"]);
    assert_eq!(tags(), ["1  bent", "1  bumpy", "1  looped", "1  rough"]);
}

#[test]
fn a_rule_that_is_there_is_no_change() {
    let place = place("rules-repeated");
    place.ok(&["tags", "alias", "one", "other"]);
    place.ok(&["tag", "pictures/a.png", "-t", "x"]);
    place.ok(&["undo"]);
    assert!(place.ok(&["tags", "alias", "one", "other"]).starts_with("0 rules changed"));
    place.ok(&["redo"]);
    assert_eq!((place.json(&["log"]).len(), found(&place, "x")), (2, vec!["a.png".to_owned()]));
}

#[test]
fn a_renamed_tag_is_gone_from_listings_and_exports_whoever_states_it() {
    let place = place("rules-rename");
    std::fs::write(place.pictures().join("a.png.json"), "{\"tags\": \"1girl, solo\"}").unwrap();
    let import = || place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    import();
    place.ok(&["tag", "pictures/b.jpg", "-t", "solo"]);
    place.ok(&["tag", "pictures/c.gif", "-t", "solo", "-t", "alone"]);
    place.ok(&["tags", "imply", "solo", "one_person"]);
    let before = place.json(&["find"]);
    let refused_before = {
        place.ok(&["tag", "pictures/d.webp", "-t", "solo"]);
        place.ok(&["tag", "pictures/d.webp", "--remove", "solo"]);
        found(&place, "solo")
    };
    assert_eq!(refused_before, ["a.png", "b.jpg", "c.gif"]);
    assert_eq!(place.ok(&["tags", "rename", "solo", "alone"]), "solo is alone now: 3 pictures\n");
    assert_eq!(place.ok(&["tags", "solo"]), "");
    assert_eq!(found(&place, "alone"), ["a.png", "b.jpg", "c.gif"]);
    assert_eq!(found(&place, "one_person"), ["a.png", "b.jpg", "c.gif"], "what followed from it follows");
    let csv = place.ok(&["export", "--to", "csv"]);
    assert!(csv.contains("alone") && !csv.contains("solo"), "{csv}");
    std::fs::write(place.pictures().join("a.png.json"), "{\"tags\": \"1girl, solo, rain\"}").unwrap();
    std::fs::write(place.pictures().join("d.webp.json"), "{\"tags\": \"solo\"}").unwrap();
    import();
    assert_eq!(
        found(&place, "alone"),
        ["a.png", "b.jpg", "c.gif"],
        "a sidecar's word is the new name, and refusals hold"
    );
    assert_eq!(found(&place, "rain"), ["a.png"]);
    assert_eq!(place.ok(&["tags", "solo"]), "");
    std::fs::write(place.pictures().join("a.png.json"), "{\"tags\": \"1girl, solo\"}").unwrap();
    std::fs::remove_file(place.pictures().join("d.webp.json")).unwrap();
    import();
    place.ok(&["tags", "rename", "alone", "by_oneself"]);
    assert_eq!(found(&place, "solo"), ["a.png", "b.jpg", "c.gif"], "the first name still finds it");
    place.ok(&["undo", "2"]);
    let tags = |rows: &[serde_json::Value]| rows.iter().map(|row| row["tags"].clone()).collect::<Vec<_>>();
    place.ok(&["undo", "4"]);
    assert_eq!(tags(&place.json(&["find"])), tags(&before), "taken back, it is as it was");
    for (arguments, code, said) in [
        (["rename", "nosuch", "x"], 1, "no picture has the tag nosuch"),
        (["rename", "1girl", "1girl"], 2, "the tag is called 1girl already"),
        (["alias", "1girl", "1girl"], 2, "1girl cannot be another name of itself"),
        (["imply", "1girl", "1girl"], 2, "1girl cannot be implied by itself"),
    ] {
        let (found, _, err) = place.said(&[&["tags"], &arguments[..]].concat());
        assert!(found == code && err.contains(said), "{arguments:?}: {found} {err}");
    }
}

#[test]
fn a_hands_tag_survives_a_renaming_to_a_refused_name_and_a_forgotten_media_gives_its_tags_to_none() {
    let place = place("rules-refused");
    place.ok(&["tag", "pictures/a.png", "-t", "foo", "-t", "bar"]);
    place.ok(&["tag", "pictures/a.png", "--remove", "bar"]);
    place.ok(&["tags", "rename", "foo", "bar"]);
    assert_eq!(found(&place, "bar"), ["a.png"]);
    place.ok(&["undo"]);
    assert_eq!(place.ok(&["tags", "bar"]), "");

    place.ok(&["tag", "pictures/d.webp", "-t", "secret"]);
    place.ok(&["forget", "--with-tags", "pictures/d.webp"]);
    std::fs::remove_file(place.pictures().join("d.webp")).unwrap();
    place.put("still/rgba.png", "e.png");
    place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    place.ok(&["undo"]);
    place.ok(&["redo"]);
    assert_eq!(found(&place, "secret"), Vec::<String>::new());
}

#[test]
fn an_alias_that_was_taken_away_is_no_name_at_any_entrance() {
    const TAG: &str = "character:furukawa_nagisa";
    const ALIAS: &str = "character:nagisa_furukawa";
    let remove = ["tags", "remove-alias", ALIAS, TAG];
    let name = "Nagisa Furukawa.avif";
    for (test, commands, of_alias, of_tag) in [
        ("kept", vec![], vec![name, "a.png", "s.avif", "t.avif"], vec![name, "a.png", "s.avif", "t.avif"]),
        ("taken", vec![&remove[..]], vec!["a.png", "s.avif", "t.avif"], vec![]),
        (
            "back",
            vec![&remove, &["undo"]],
            vec![name, "a.png", "s.avif", "t.avif"],
            vec![name, "a.png", "s.avif", "t.avif"],
        ),
    ] {
        let place = place(&format!("rules-taken-{test}"));
        commands.into_iter().for_each(|command| drop(place.ok(command)));
        let completed = complete_tag(&place.gallery(), "character:nagisa_fur", 9).unwrap();
        assert_eq!(
            completed.iter().any(|one| one.name.to_string() == ALIAS),
            !of_tag.is_empty(),
            "{test}: {completed:?}"
        );
        place.ok(&["tag", "pictures/a.png", "-c", "Nagisa Furukawa"]);
        place.put("still/avif-8-420.avif", "template/nagisa_furukawa/t.avif");
        place.ok(&["import", "pictures/template", "--template", "{character}/*", "--no-names"]);
        place.put("still/avif-8-444.avif", "s.avif");
        std::fs::write(place.pictures().join("s.avif.json"), r#"{"tag_string_character": "nagisa_furukawa"}"#).unwrap();
        place.put("still/avif-8-grey.avif", name);
        place.ok(&["import", "pictures"]);
        for (query, files) in [(ALIAS, of_alias), (TAG, of_tag)] {
            let mut found = found(&place, query);
            found.sort();
            assert_eq!(found, files, "{test}: {query}");
        }
    }
}
