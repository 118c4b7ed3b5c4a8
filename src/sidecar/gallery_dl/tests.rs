//! One small object of each site, made from the documented fields.

use super::super::tests::{fixture, show};
use super::*;

fn read(bytes: &[u8]) -> Result<Statement, Error> {
    json::read(bytes).map(|object| statement(&object))
}

const MD5: &str = "0123456789abcdef0123456789abcdef";

#[test]
fn every_site_is_read_by_its_own_rules() {
    let full = |words: &'static [&'static str], rating, post| (words, Some(rating), post, true);
    for (name, json, (words, rating, post, has_md5)) in [
        (
            "danbooru",
            fixture!("danbooru.json"),
            full(
                &[
                    "artist:someone_(artist)",
                    "character:ayanami_rei",
                    "series:neon_genesis_evangelion",
                    "1girl",
                    ">_<",
                    "crying",
                    "plugsuit",
                    "meta:highres",
                ],
                Rating::Sensitive,
                "danbooru 1234567",
            ),
        ),
        (
            "danbooru-raw",
            fixture!("danbooru-raw.json"),
            full(&["^_^", "tears_of_joy", "character:nakano_azusa", "series:k-on!", "lost_tag"], Rating::General, ""),
        ),
        (
            "gelbooru",
            fixture!("gelbooru.json"),
            full(&["1girl", "crying", ">_<", "re:zero", "rem_(re:zero)", "translated"], Rating::General, "gelbooru 42"),
        ),
        (
            "safebooru",
            fixture!("safebooru-typed.json"),
            full(
                &["artist:wowaka", "character:hatsune_miku", "series:vocaloid", "crying", "meta:highres"],
                Rating::Questionable,
                "safebooru 43",
            ),
        ),
        (
            "yandere",
            fixture!("yandere.json"),
            full(
                &["circle:key", "character:furukawa_nagisa", "series:clannad", "seifuku", "tears"],
                Rating::General,
                "yandere 99",
            ),
        ),
        ("e621", fixture!("e621.json"), full(&["crying", "fluffy", "species:wolf"], Rating::Explicit, "e621 5")),
        (
            "pixiv",
            fixture!("pixiv.json"),
            (&["涙", "綾波レイ", "R-18"], Some(Rating::Explicit), "pixiv 12345678 1", false),
        ),
        (
            "pixiv-original",
            fixture!("pixiv-original.json"),
            (&["涙=tears", "綾波レイ"], Some(Rating::Explicit), "pixiv 12345678 1", false),
        ),
        (
            "pixiv-translated",
            fixture!("pixiv-translated.json"),
            (&["tears", "Rei Ayanami"], Some(Rating::Explicit), "pixiv 12345678 1", false),
        ),
        (
            "twitter",
            fixture!("twitter.json"),
            (&["crying", "泣き顔"], Some(Rating::Sensitive), "twitter 1234567890123456789 1", false),
        ),
        (
            "wallhaven",
            fixture!("wallhaven.json"),
            (&["anime girls", "crying", "Your Lie in April"], Some(Rating::General), "wallhaven abc123", false),
        ),
        (
            "zerochan",
            fixture!("zerochan.json"),
            (
                &[
                    "character:Miyazono Kaori",
                    "series:Shigatsu wa Kimi no Uso",
                    "artist:Arakawa Naoshi",
                    "Tears",
                    "Summer",
                ],
                None,
                "zerochan 4321",
                false,
            ),
        ),
        (
            "unknown",
            fixture!("unknown-site.json"),
            (
                &[
                    "character:someone else",
                    "character:a girl",
                    "series:a work",
                    "artist:a painter",
                    "long hair",
                    "crying",
                    "re:zero",
                ],
                Some(Rating::Explicit),
                "newbooru 3",
                false,
            ),
        ),
    ] {
        let statement = read(json).unwrap();
        assert_eq!(show(&statement), words, "{name}");
        assert_eq!(statement.rating, rating, "{name}");
        let page = |post: &Post| post.page.map_or(String::new(), |page| format!(" {page}"));
        let found =
            statement.post.as_ref().map_or(String::new(), |post| format!("{} {}{}", post.site, post.id, page(post)));
        assert_eq!(found, post, "{name}");
        assert_eq!(statement.md5, parse_md5(MD5).filter(|_| has_md5), "{name}");
        assert!(statement.words.iter().all(|word| word.tag().is_some()), "{name}");
    }
}

#[test]
fn notes_become_quotes() {
    assert_eq!(read(fixture!("gelbooru.json")).unwrap().quotes, ["Don't look at me & him"]);
    for json in [fixture!("danbooru.json"), fixture!("e621.json"), fixture!("pixiv.json"), fixture!("twitter.json")] {
        assert!(read(json).unwrap().quotes.is_empty());
    }
}

#[test]
fn an_album_says_what_holds_for_all() {
    let search = read_album(fixture!("album-search.json")).unwrap();
    assert_eq!(show(&search), ["crying", "saber_(fate)"]);
    assert_eq!((search.post, search.rating), (None, None));
    let gallery = read_album(fixture!("album-gallery.json")).unwrap();
    assert_eq!(show(&gallery), ["series:clannad", "crying", "character:nagisa furukawa"]);
    assert!(read_album(br#"{"category":"danbooru","search_tags":"a or b"}"#).unwrap().words.is_empty());
}

#[test]
fn what_is_no_object_is_refused() {
    for json in ["", "[", "{", "\"tags\"", "{\"tags\":[1,null,{}],\"rating\":7}"] {
        assert_eq!(
            read(json.as_bytes()).map(|statement| statement.words.len()).ok(),
            json.ends_with("7}").then_some(0),
            "{json}"
        );
    }
    assert!(matches!(read(fixture!("deep.json")), Err(Error::Json(_))));
    assert!(matches!(read(&vec![b' '; (1 << 20) + 1]), Err(Error::TooLarge { .. })));
}
