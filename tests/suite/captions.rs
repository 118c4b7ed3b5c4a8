//! Captions, keywords and scores as people and programs write them, and what of them is only read where it is asked for.

use std::fs;

use super::sources::{place, tags};
use super::support::Place;

#[test]
fn captions_and_texts_are_read_as_people_write_them() {
    for (name, text, expected) in [
        (
            "21.txt",
            "1girl, solo, crying\nsmile, tears\n",
            vec!["1girl kohya", "solo kohya", "emotion:crying kohya", "emotion:smile kohya", "emotion:tears kohya"],
        ),
        ("21.txt", "a girl crying in the rain tonight", vec![]),
        ("21.txt", "She is crying.", vec![]),
        ("21.txt", "that time i got reincarnated as a slime", vec!["series:tensei_shitara_slime_datta_ken hydrus"]),
        (
            "21.txt",
            "1girl, (crying, x:1.3) <lora:y:1>\nNegative prompt: smile\nSteps: 20",
            vec!["1girl kohya", "emotion:crying kohya", "x kohya"],
        ),
        ("21.jpg.txt", "rating:safe\nrating:general\nx\n", vec!["rating:general hydrus", "x hydrus"]),
        ("21.jpg.txt", "crying: 0.91\nsolo: 0.2\n", vec!["emotion:crying model?"]),
        ("21.jpg.json", r#"{"crying":0.91,"solo":0.2}"#, vec!["emotion:crying model?"]),
        (
            "21.jpg.json",
            r#"{"metadata":[{"tags":{"6c":{"name":"my tags","storage_tags":{"0":["x"],"2":["gone"]}}}}]}"#,
            vec!["x hydrus"],
        ),
        ("21.txt", "1girl; solo; crying", vec!["1girl kohya", "solo kohya", "emotion:crying kohya"]),
        ("21.txt", "1girl，solo、crying", vec!["1girl kohya", "solo kohya", "emotion:crying kohya"]),
        (
            "21.jpg.txt",
            "This picture was downloaded from somewhere. Please do not repost it, thanks!\nhttp://example.org/a?b=c\n",
            vec![],
        ),
        (
            "21.jpg.txt",
            "zero\u{200B}width\nplain\u{FEFF}\nemotion:\nfoo:\nseries::\n::\n:\n: :\n:_:\n",
            vec!["plain hydrus", "zerowidth hydrus"],
        ),
        ("21.jpg.json", "{\"category\":\"danbooru\",\"score\":NaN,\"tags\":[\"nan_ok\"]}", vec!["nan_ok gallery-dl"]),
        (
            "21.jpg.json",
            r#"{"category":"danbooru","tags":["rating:safe"],"rating":"g"}"#,
            vec!["rating:general gallery-dl"],
        ),
        (
            "21.jpg.json",
            r#"{"category":"danbooru","title":"cut \ud83d","tags":["half_ok"]}"#,
            vec!["half_ok gallery-dl"],
        ),
    ] {
        let place = Place::new("sources-as-written");
        place.put("still/420.jpg", "21.jpg");
        fs::write(place.pictures().join(name), text).unwrap();
        place.ok(&["import", "pictures", "--no-names"]);
        let mut expected: Vec<String> = expected.into_iter().map(str::to_owned).collect();
        let mut found = tags(&place, "21.jpg");
        expected.sort();
        found.sort();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn keywords_below_others_are_placed_by_what_is_known_of_them() {
    for (path, expected) in [
        ("Anime|Bocchi the Rock!|crying", vec!["emotion:crying xmp", "series:bocchi_the_rock! xmp"]),
        ("Anime|Clannad|Nagisa Furukawa", vec!["character:furukawa_nagisa xmp", "series:clannad xmp"]),
        ("Characters|Clannad|Nagisa Furukawa", vec!["character:furukawa_nagisa xmp", "series:clannad xmp"]),
        ("Pictures|Anime|Key|Clannad|my own", vec!["my_own xmp", "series:clannad xmp"]),
        ("Series|My Own|crying", vec!["emotion:crying xmp", "series:my_own xmp"]),
        ("Places|Japan|Tokyo", vec!["tokyo xmp"]),
        ("darktable|format|png", vec![]),
    ] {
        let place = place("sources-paths");
        let packet = format!(
            "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description \
             xmlns:l='http://ns.adobe.com/lightroom/1.0/'><l:hierarchicalSubject><r:Bag><r:li>{path}</r:li></r:Bag>\
             </l:hierarchicalSubject></r:Description></r:RDF>"
        );
        fs::write(place.pictures().join("x/a.jpg.xmp"), packet).unwrap();
        place.ok(&["import", "pictures", "--no-names"]);
        assert_eq!(tags(&place, "x/a.jpg"), expected, "{path}");
    }
}

#[test]
fn what_is_asked_for_is_read_and_stays_where_it_is_not_asked_for_again() {
    let place = place("sources-asked");
    fs::write(place.pictures().join("x/a.txt"), "1girl, solo\nA girl with long hair, who is crying in the rain.")
        .unwrap();
    fs::write(place.pictures().join("x/a.jpg.json"), r#"{"crying":0.91,"smile":0.2}"#).unwrap();
    let quote = |place: &Place| place.json(&["show", "pictures/x/a.jpg"])[0]["quote"].clone();
    let expected = ["1girl kohya", "solo kohya", "emotion:crying model?"];
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!(
        (tags(&place, "x/a.jpg"), quote(&place)),
        (expected.map(str::to_owned).to_vec(), serde_json::Value::Null)
    );
    place.ok(&["import", "pictures", "--no-names", "--caption-notes", "--min-score", "0.1"]);
    assert_eq!(tags(&place, "x/a.jpg").len(), 4);
    for options in [&["--caption-notes"][..], &[]] {
        place.ok(&[&["import", "pictures", "--no-names"][..], options].concat());
        assert!(quote(&place).as_str().unwrap().contains("crying in the rain"));
    }
    let (code, ..) = place.said(&["import", "pictures", "--min-score", "2"]);
    assert_eq!(code, 2);
}

#[test]
fn a_sidecar_with_too_many_tags_is_named_at_every_import() {
    let place = place("sources-cut");
    let many: String = (0..4100).map(|n| format!("tag{n}\n")).collect();
    fs::write(place.pictures().join("x/a.jpg.txt"), many).unwrap();
    for expected in [3, 0] {
        let (code, _, said) = place.said(&["import", "pictures", "--no-names"]);
        assert!(code == expected && said.contains("x/a.jpg.txt: it lists more than 4096 tags"), "{said}");
    }
    assert_eq!(tags(&place, "x/a.jpg").len(), 4096);
}

#[test]
fn xmp_that_is_there_is_added_to_in_its_own_words() {
    let place = place("sources-xmp-out");
    place.put("still/422.jpg", "x/b.jpg");
    place.put("still/grey-1.png", "x/b.png");
    let packet = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><r:Description \
                  xmlns:d='http://purl.org/dc/elements/1.1/'><d:subject><r:Bag><r:li>Nagisa Furukawa</r:li></r:Bag>\
                  </d:subject></r:Description></r:RDF>";
    for name in ["x/a.xmp", "x/b.xmp"] {
        fs::write(place.pictures().join(name), packet).unwrap();
    }
    place.ok(&["import", "pictures", "--no-names"]);
    let typed = ["character:nagisa_furukawa", "rating:safe", "page:12", "stars:4", "emotion:crying"];
    place.ok(&[&["tag", "pictures/x/a.jpg"], &typed.map(|tag| ["-t", tag]).concat()[..]].concat());
    place.ok(&["note", "pictures/x/a.jpg", "Dango"]);
    place.said(&["export", "--to", "xmp", "--beside"]);
    let written = fs::read_to_string(place.pictures().join("x/a.xmp")).unwrap();
    for part in
        ["<r:li>Nagisa Furukawa</r:li><r:li>crying</r:li></r:Bag></d:subject>", ":Rating", ">4<", ">rating:general<"]
    {
        assert!(written.contains(part), "{part}: {written}");
    }
    let is_there = ["a.jpg.xmp", "b.jpg.xmp", "b.png.xmp"].map(|name| place.pictures().join("x").join(name).exists());
    // An XMP file that speaks of two files is left alone.
    assert_eq!(is_there, [false, true, true]);
    place.ok(&["import", "pictures", "--no-names"]);
    assert_eq!(place.ok(&["show", "pictures/x/a.jpg"]).matches("Dango").count(), 1);
    assert!(!place.ok(&["stats"]).contains("skipped"));
    // Tags with a colon and notes come back from hydrus's files too.
    place.ok(&["tag", "pictures/x/a.jpg", "-t", "re:creators"]);
    place.said(&["export", "--to", "hydrus", "--beside", "re:creators"]);
    let notes = fs::read_to_string(place.pictures().join("x/a.jpg.notes.json")).unwrap();
    assert!(notes.contains("\"note 1: Dango\""), "{notes}");
    place.ok(&["import", "pictures", "--no-names"]);
    let found = tags(&place, "x/a.jpg");
    assert!(
        ["series:re:creators hydrus", "rating:general hydrus"].iter().all(|tag| found.contains(&(*tag).to_owned())),
        "{found:?}"
    );
    assert_eq!(place.ok(&["show", "pictures/x/a.jpg"]).matches("Dango").count(), 1);
}
