//! Fixtures of the formats that have one file each, and what all tests of this room share.

use proptest::prelude::*;

use super::*;
use crate::tag::Tag;

/// The bytes of a file in `fixtures/sidecar`.
macro_rules! fixture {
    ($name:literal) => {
        &include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/sidecar/", $name))[..]
    };
}
pub(super) use fixture;

/// The words as `namespace:text=translation`, and paths of them.
pub(super) fn show(statement: &Statement) -> Vec<String> {
    let word = |word: &Word| {
        let namespace = word.namespace.as_ref().map_or(String::new(), |namespace| format!("{namespace}:"));
        let translation = word.translation.as_ref().map_or(String::new(), |text| format!("={text}"));
        format!("{namespace}{}{translation}", word.text)
    };
    let path = |path: &Vec<Word>| path.iter().map(word).collect::<Vec<_>>().join(" > ");
    statement.words.iter().map(word).chain(statement.paths.iter().map(path)).collect()
}

/// Sorted sets of legal tags, with and without namespaces, known and unknown ones.
pub(super) fn legal_tags() -> impl Strategy<Value = Vec<Tag>> {
    let namespace = prop_oneof![
        Just(String::new()),
        "(series|character|emotion|artist|meta|person|rating|title|people|anime|foo|re):",
        "[a-zα]{2,4}:"
    ];
    let name = prop_oneof!["[a-z_() :/|]{1,8}", "\\PC{1,12}", "[:;>^_<()o\\\\.]{1,4}", "(series|general|a):\\PC{1,3}"];
    let tag = (namespace, name).prop_filter_map("no tag", |(namespace, name)| Tag::parse(&(namespace + &name)).ok());
    prop::collection::btree_set(tag, 0..12).prop_map(|tags| tags.into_iter().collect())
}

#[test]
fn a_sidecar_is_read_by_its_kind() {
    for (kind, bytes, source, words) in [
        (
            SidecarKind::Text,
            fixture!("hydrus.txt"),
            Source::Hydrus,
            vec![
                "character:ayanami rei",
                "artist:someone",
                "series:neon genesis evangelion",
                "crying",
                "re:zero",
                ":)",
            ],
        ),
        (
            SidecarKind::Text,
            fixture!("gallery-dl-tags.txt"),
            Source::GalleryDl,
            vec!["1girl", "ayanami_rei", "crying", "^_^"],
        ),
        (
            SidecarKind::Text,
            fixture!("kohya.txt"),
            Source::Kohya,
            vec!["mychar", "sensitive tears", "crying", "ayanami rei", "^_^"],
        ),
        (
            SidecarKind::Text,
            fixture!("kohya-prompt.txt"),
            Source::Kohya,
            vec!["crying", "saber (fate)", "rain", "(o)_(o)", "wet face"],
        ),
        (
            SidecarKind::Caption,
            fixture!("prose.caption"),
            Source::Kohya,
            vec![
                "a girl stands at the window of a dark room and looks at the rain while she cries",
                "anime style",
                "tears",
            ],
        ),
        (SidecarKind::Json, fixture!("hydrus-nested.json"), Source::Hydrus, vec!["character:ayanami rei", "crying"]),
        (
            SidecarKind::Json,
            fixture!("wallhaven.json"),
            Source::GalleryDl,
            vec!["anime girls", "crying", "Your Lie in April"],
        ),
        (SidecarKind::Xmp, fixture!("utf16.xmp"), Source::Xmp, vec!["涙"]),
        (SidecarKind::Album, fixture!("album-search.json"), Source::GalleryDl, vec!["crying", "saber_(fate)"]),
    ] {
        let (found, statement) = read(kind, bytes).unwrap();
        assert_eq!((found, show(&statement)), (source, words.iter().map(ToString::to_string).collect()));
    }
    let note = read(SidecarKind::Json, fixture!("hydrus-nested.json")).unwrap().1;
    assert_eq!(note.quotes, ["I don't know: what to do"]);
    assert_eq!(read(SidecarKind::Text, fixture!("kohya.txt")).unwrap().1.rating, Some(Rating::Sensitive));
    assert_eq!(read(SidecarKind::Text, fixture!("not-utf8.txt")), Err(Error::NotText));
    assert!(matches!(read(SidecarKind::List, b"{}"), Err(Error::Json(_))));
}

#[test]
fn lists_speak_of_the_media_they_name() {
    for (bytes, source, name, words) in [
        (fixture!("data.jsonl"), Source::GalleryDl, "danbooru_1_0123456789abcdef0123456789abcdef.jpg", vec!["crying"]),
        (fixture!("data.jsonl"), Source::GalleryDl, "77_p0.png", vec!["涙"]),
        (fixture!("meta_cap.json"), Source::Kohya, "a.png", vec!["crying", "ayanami rei", "a girl who cries"]),
        (fixture!("meta_cap.json"), Source::Kohya, "c.gif", vec!["sad"]),
        (fixture!("kohya.jsonl"), Source::Kohya, "a.png", vec!["crying", "tears"]),
        (fixture!("kohya.jsonl"), Source::Kohya, "b.gif", vec!["sad"]),
    ] {
        let list = List::read(bytes).unwrap();
        assert_eq!(list.source(), source);
        assert_eq!(show(&list.find(name).unwrap()), words, "{name}");
        assert_eq!(list.find("other.png"), None);
    }
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            for kind in [SidecarKind::Json, SidecarKind::Text, SidecarKind::Caption, SidecarKind::Xmp, SidecarKind::Album] {
                let _ = read(kind, bytes);
            }
            let _ = List::read(bytes);
            embedded::read(bytes);
            embedded::read_prompts(bytes);
            let _ = read_xdg_tags(bytes);
        }
        booru_name::read(&text);
    }
}
