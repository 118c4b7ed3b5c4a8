//! What photo managers write, and that writing changes nothing of theirs.

use proptest::prelude::*;

use super::super::tests::{fixture, legal_tags, show};
use super::super::{Error, Rating, Statement, Word};
use super::*;
use crate::tag::{Tag, normalise};

fn tags(texts: &[&str]) -> Vec<Tag> {
    texts.iter().map(|text| Tag::parse(text).unwrap()).collect()
}

fn export<'a>(tags: &'a [Tag], quotes: &'a [String]) -> Export<'a> {
    Export { tags, quotes }
}

fn write(existing: Option<&[u8]>, export: &Export<'_>) -> Result<Vec<u8>, Error> {
    super::write(existing, export, &|_| None)
}

fn sorted(statement: &Statement) -> Vec<Tag> {
    let mut tags: Vec<Tag> = statement.words.iter().filter_map(Word::tag).collect();
    tags.sort();
    tags
}

/// The rating that a tag states; `rating:g` is read as one, not as a tag.
fn rating(tag: &Tag) -> Option<Rating> {
    Rating::parse(tag.name(), Rating::General).filter(|_| tag.namespace() == "rating")
}

fn keywords(tags: &[Tag]) -> Vec<Tag> {
    tags.iter().filter(|tag| rating(tag).is_none()).cloned().collect()
}

#[test]
fn every_program_has_its_properties() {
    for (bytes, words, stars) in [
        (fixture!("digikam.xmp"), vec!["character:Ayanami Rei", "rain & tears", "crying", "Places > Tokyo-3"], Some(4)),
        (fixture!("lightroom.xmp"), vec!["series:Fate", "night", "character:Fate > Saber"], None),
        (fixture!("acdsee.xmp"), vec!["character:Ayanami Rei", "rain"], None),
        (fixture!("microsoft.xmp"), vec!["emotion:Sad", "artist:Someone", "qualified", "described", "<3!"], Some(-1)),
        (fixture!("utf16.xmp"), vec!["涙"], None),
        (fixture!("two-containers.xmp"), vec!["one", "two", "three"], None),
        (fixture!("entities.xmp"), vec!["&c;", "&f;"], None),
    ] {
        let statement = read(bytes).unwrap();
        assert_eq!((show(&statement), statement.stars), (words.iter().map(ToString::to_string).collect(), stars));
    }
}

#[test]
fn what_is_no_xmp_is_refused() {
    let many = |open: &str, n: usize| format!("<a>{}</a>", open.repeat(n));
    let names: String = (0..300).map(|n| format!(" xmlns:a{n}='u'")).collect();
    for text in [
        String::new(),
        "<a/>".to_owned(),
        "<a><b></a></b>".to_owned(),
        "no markup".to_owned(),
        "<a".to_owned(),
        "<a b></a>".to_owned(),
        many("<b>", 70),
        many("<b/>", 60_000),
        format!("<a{names}/>"),
    ] {
        assert!(matches!(read(text.as_bytes()), Err(Error::Xmp(_))), "{text:.40}");
        assert!(write(Some(text.as_bytes()), &Export::default()).is_err());
    }
    assert!(matches!(read(fixture!("cut.xmp")), Err(Error::Xmp(_))));
}

#[test]
fn a_new_sidecar_is_the_smallest_that_all_programs_read() {
    let tags =
        tags(&["character:ayanami_rei", "emotion:crying", "1girl", "series:fate/zero", "|_|", "stars:5", "page:3"]);
    let bytes = write(None, &export(&tags, &["Why & how?".to_owned()])).unwrap();
    let text = str::from_utf8(&bytes).unwrap();
    for part in [
        "<dc:subject><rdf:Bag><rdf:li>ayanami rei</rdf:li><rdf:li>crying</rdf:li><rdf:li>1girl</rdf:li>\
         <rdf:li>fate/zero</rdf:li><rdf:li>|_|</rdf:li></rdf:Bag></dc:subject>",
        "<lr:hierarchicalSubject><rdf:Bag><rdf:li>character|ayanami rei</rdf:li><rdf:li>emotion|crying</rdf:li>\
         <rdf:li>series|fate/zero</rdf:li></rdf:Bag></lr:hierarchicalSubject>",
        "<digiKam:TagsList><rdf:Seq><rdf:li>character/ayanami rei</rdf:li><rdf:li>emotion/crying</rdf:li>\
         <rdf:li>1girl</rdf:li><rdf:li>|_|</rdf:li></rdf:Seq></digiKam:TagsList>",
        "<xmp:Rating>5</xmp:Rating>",
        "<nakigao:quotes><rdf:Seq><rdf:li>Why &amp; how?</rdf:li></rdf:Seq></nakigao:quotes>",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let statement = read(&bytes).unwrap();
    assert_eq!(
        show(&statement),
        ["character:ayanami_rei", "emotion:crying", "1girl", "series:fate/zero", "|_|", "page:3"]
    );
    assert_eq!((statement.quotes, statement.stars), (vec!["Why & how?".to_owned()], Some(5)));
}

#[test]
fn other_peoples_bytes_stay() {
    let tags = tags(&["emotion:crying", "series:fate"]);
    for (name, bytes, kept) in [
        ("digikam", fixture!("digikam.xmp"), vec!["digiKam:PickLabel=\"0\"", "<rdf:li xml:lang=\"x-default\">"]),
        (
            "lightroom",
            fixture!("lightroom.xmp"),
            vec!["crs:Exposure2012=\"+0.50\"", "<crs:ToneCurve><r:Seq><r:li>0, 0</r:li>"],
        ),
        ("acdsee", fixture!("acdsee.xmp"), vec!["&lt;Category Assigned=&quot;1&quot;&gt;rain"]),
        ("microsoft", fixture!("microsoft.xmp"), vec!["<rdf:li>Emotion/Sad</rdf:li>", "<xap:Rating>-1</xap:Rating>"]),
        (
            "two",
            fixture!("two-containers.xmp"),
            vec!["foo:kept='as  it \"is\"'", "<foo:note><!-- a comment --> stays </foo:note>"],
        ),
    ] {
        let before = read(bytes).unwrap();
        let written = write(Some(bytes), &export(&tags, &[])).unwrap();
        let text = str::from_utf8(&written).unwrap();
        kept.iter().for_each(|part| assert!(text.contains(part), "{name}: {part}\n{text}"));
        assert_eq!(
            ["/dc", "/a"].map(|prefix| text.matches(&format!("{prefix}:subject>")).count()).iter().sum::<usize>(),
            1
        );
        assert_eq!(write(Some(&written), &export(&tags, &[])).unwrap(), written, "{name}: twice");
        let after = read(&written).unwrap();
        assert!(tags.iter().all(|tag| sorted(&after).contains(tag)), "{name}\n{text}");
        let removed = read(&write(Some(&written), &export(&[], &[])).unwrap()).unwrap();
        let fates = |statement: &Statement| {
            sorted(statement).into_iter().filter(|tag| !["crying", "fate"].contains(&tag.name())).collect()
        };
        let (before, removed): (Vec<Tag>, Vec<Tag>) = (fates(&before), fates(&removed));
        assert_eq!(before, removed, "{name}");
    }
}

#[test]
fn stars_are_changed_where_they_are() {
    let rated = |bytes: &[u8]| write(Some(bytes), &export(&tags(&["stars:2"]), &[])).unwrap();
    let attribute = rated(fixture!("digikam.xmp"));
    let text = String::from_utf8_lossy(&attribute).into_owned();
    assert!(text.contains("   xmp:Rating=\"2\">\n") && text.matches("Rating").count() == 1, "{text}");
    assert!(String::from_utf8_lossy(&rated(fixture!("microsoft.xmp"))).contains("<xap:Rating>2</xap:Rating>"));
    assert_eq!(rated(&attribute), attribute);
    // The tag of before stood for it; another program's rating stays.
    let without = |bytes: &[u8]| read(&write(Some(bytes), &Export::default()).unwrap()).unwrap().stars;
    assert_eq!((without(&attribute), without(fixture!("microsoft.xmp"))), (None, Some(-1)));
    let changed = text.replace("xmp:Rating=\"2\"", "xmp:Rating=\"3\"");
    let statement = read(changed.as_bytes()).unwrap();
    assert_eq!((statement.stars, show(&statement).contains(&"stars:2".to_owned())), (Some(3), false));
}

#[test]
fn a_tag_gets_no_keyword_beside_one_that_stands_for_it() {
    let text = format!(
        "<r:RDF xmlns:r='{RDF}'><r:Description xmlns:d='{DC}' xmlns:l='{LR}'><d:subject><r:Bag><r:li>Nagisa</r:li></r:Bag>\
         </d:subject><l:hierarchicalSubject><r:Bag><r:li>Anime|Nagisa</r:li></r:Bag></l:hierarchicalSubject></r:Description></r:RDF>"
    );
    let tags = tags(&["character:furukawa_nagisa", "emotion:crying"]);
    let meaning = |word: &str| (word == "Nagisa").then(|| tags[0].clone());
    let written = super::write(Some(text.as_bytes()), &export(&tags, &[]), &meaning).unwrap();
    let text = String::from_utf8(written).unwrap();
    for part in ["<r:li>Nagisa</r:li><r:li>crying</r:li><", "<r:li>Anime|Nagisa</r:li><r:li>emotion|crying</r:li><"] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn what_was_removed_elsewhere_is_gone() {
    let tags = tags(&["character:ayanami_rei", "emotion:crying"]);
    let text = String::from_utf8(write(None, &export(&tags, &[])).unwrap()).unwrap();
    let edited = ["<rdf:li>crying</rdf:li>", "<rdf:li>emotion|crying</rdf:li>", "<rdf:li>emotion/crying</rdf:li>"]
        .iter()
        .fold(text, |text, part| text.replace(part, ""));
    assert_eq!(show(&read(edited.as_bytes()).unwrap()), ["character:ayanami_rei"]);
}

#[test]
fn keywords_in_one_item_are_taken_apart() {
    for (item, words) in [("a b, c, d", vec!["a b", "c", "d"]), ("Love, Chunibyo", vec!["Love, Chunibyo"])] {
        let text = format!(
            "<r:RDF xmlns:r='{RDF}'><r:Description xmlns:d='{DC}' xmlns:x='{XAP}' x:Rating='0'>\
             <d:subject><r:Bag><r:li>{item}</r:li></r:Bag></d:subject></r:Description></r:RDF>"
        );
        let statement = read(text.as_bytes()).unwrap();
        assert_eq!((show(&statement), statement.stars), (words.iter().map(ToString::to_string).collect(), None));
        let written = write(Some(text.as_bytes()), &export(&tags(&["crying"]), &[])).unwrap();
        assert_eq!(show(&read(&written).unwrap())[1..], words);
    }
}

#[test]
fn prefixes_are_those_of_the_place() {
    let text = format!(
        "<r:RDF xmlns:r='{RDF}'><r:Description xmlns:dc='{DC}'/>\
         <r:Description xmlns:dc='urn:other' xmlns:d='{DC}'><d:subject>old</d:subject></r:Description></r:RDF>"
    );
    let tags = tags(&["crying"]);
    let written = write(Some(text.as_bytes()), &export(&tags, &[])).unwrap();
    assert_eq!(show(&read(&written).unwrap()), ["crying", "old"]);
    assert!(String::from_utf8_lossy(&written).contains("<d:subject><r:Bag>"));
    let rebound = format!("<r:RDF xmlns:r='{RDF}'><s:Description xmlns:s='{RDF}' xmlns:r='urn:other'/></r:RDF>");
    assert!(matches!(write(Some(rebound.as_bytes()), &export(&tags, &[])), Err(Error::Xmp(_))));
}

#[test]
fn descriptions_are_made_where_there_are_none() {
    let tags = tags(&["emotion:crying"]);
    for rdf in ["<rdf:RDF xmlns:rdf='{}'/>", "<RDF xmlns='{}'></RDF>", "<r:RDF xmlns:r='{}'><r:Description/></r:RDF>"] {
        let written = write(Some(rdf.replace("{}", RDF).as_bytes()), &export(&tags, &[])).unwrap();
        assert_eq!(sorted(&read(&written).unwrap()), tags, "{}", String::from_utf8_lossy(&written));
    }
    let utf16 = write(Some(fixture!("utf16.xmp")), &export(&tags, &[])).unwrap();
    assert_eq!(utf16[..2], [0xFF, 0xFE]);
    assert_eq!(show(&read(&utf16).unwrap()), ["emotion:crying", "涙"]);
}

proptest! {
    #[test]
    fn what_is_written_is_read(first in legal_tags(), second in legal_tags(), quotes in prop::collection::btree_set("[!-~あ-ん][ -~]{0,8}[!-~]", 0..4)) {
        let quotes: Vec<String> = quotes.into_iter().collect();
        let once = write(None, &export(&first, &quotes)).unwrap();
        let statement = read(&once).unwrap();
        prop_assert_eq!(sorted(&statement), keywords(&first));
        prop_assert_eq!(statement.rating, first.iter().find_map(rating));
        prop_assert_eq!(&statement.quotes, &quotes);
        prop_assert_eq!(&write(Some(&once), &export(&first, &quotes)).unwrap(), &once);
        let twice = write(Some(&once), &export(&second, &[])).unwrap();
        let statement = read(&twice).unwrap();
        prop_assert_eq!(sorted(&statement), keywords(&second));
        prop_assert_eq!(statement.rating, second.iter().find_map(rating));
    }

    #[test]
    fn foreign_words_and_bytes_outlive_ours(words in prop::collection::btree_set("[A-Z][a-z &<]{0,6}[a-z]", 0..5), ours in legal_tags(), padding in "[ \n<!>-]{0,3}") {
        let items: String = words.iter().map(|word| format!("<rdf:li>{}</rdf:li>", quick_xml::escape::escape(word.as_str()))).collect();
        let padding = padding.replace(['<', '!', '>'], "");
        let text = format!("<rdf:RDF xmlns:rdf='{RDF}'><rdf:Description xmlns:d='{DC}' xmlns:f='urn:f'>{padding}<f:x a = 'b' >{padding}</f:x >\
            <d:subject><rdf:Bag>{items}</rdf:Bag></d:subject></rdf:Description></rdf:RDF>{padding}");
        let written = write(Some(text.as_bytes()), &export(&ours, &[])).unwrap();
        let start = text.find("<d:subject>").unwrap();
        prop_assert_eq!(&written[..start], &text.as_bytes()[..start]);
        let back = write(Some(&written), &Export::default()).unwrap();
        let left: std::collections::BTreeSet<String> = read(&back).unwrap().words.into_iter().map(|word| word.text).collect();
        let ours: Vec<String> = ours.iter().map(|tag| tag.name().to_owned()).collect();
        let same = |word: &String| !ours.contains(&normalise(word));
        let expected: std::collections::BTreeSet<String> = words.into_iter().filter(same).collect();
        // Two spellings of one word are one word.
        prop_assert!(expected.iter().all(|word| left.iter().any(|kept| normalise(kept) == normalise(word))), "{left:?}");
    }
}
