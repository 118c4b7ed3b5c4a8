//! Names as browsers and downloaders give them.

use super::*;

const MD5: &str = "0123456789abcdef0123456789abcdef";

/// The words as `namespace:text`, the slug, and the post as `site/id/page`.
fn show(name: &str) -> (Vec<String>, Option<String>, String) {
    let statement = read(&name.replace("{md5}", MD5));
    assert_eq!(statement.md5.is_some(), name.contains("{md5}"), "{name}");
    let word = |word: &crate::sidecar::Word| format!("{}:{}", word.namespace.as_deref().unwrap_or(""), word.text);
    let post = statement.post.map(|post| format!("{}/{}/{}", post.site, post.id, post.page.map_or(-1, i64::from)));
    (statement.words.iter().map(word).collect(), statement.slug, post.unwrap_or_default())
}

#[test]
fn names_with_words() {
    for (name, words, slug) in [
        (
            "ayanami rei (neon genesis evangelion) drawn by someone - {md5}.jpg",
            vec!["character:ayanami rei", "series:neon genesis evangelion", "artist:someone"],
            None,
        ),
        (
            "a, b, and 3 more (x and y) drawn by p and q - {md5}.png",
            vec!["character:a", "character:b", "series:x", "series:y", "artist:p", "artist:q"],
            None,
        ),
        ("saber (fate/stay night (tv)) - {md5}.gif", vec!["character:saber", "series:fate/stay night (tv)"], None),
        ("original drawn by a b - {md5}.gif", vec!["series:original", "artist:a b"], None),
        ("drawn by a b - {md5}.gif", vec!["artist:a b"], None),
        ("__saber_fate_drawn_by_a_b__{md5}.jpg", vec!["artist:a_b"], Some("saber_fate")),
        ("__saber_fate_drawn_by_a_b__sample-{md5}.jpg", vec!["artist:a_b"], Some("saber_fate")),
        ("__saber_drawn_by_a_and_b__{md5}.jpg", vec![], Some("saber_drawn_by_a_and_b")),
        ("__original__{md5}.jpg", vec![], Some("original")),
        ("clannad - furukawa_nagisa - {md5}.jpg", vec![], None),
        ("air - kanna_(air) - {md5}.jpg", vec![], None),
        ("a (x - y) - {md5}.jpg", vec!["character:a", "series:x - y"], None),
        ("sample_{md5}.jpg", vec![], None),
        ("{md5}.gif", vec![], None),
        ("{md5} {md5}.gif", vec![], None),
    ] {
        if name.matches("{md5}").count() > 1 {
            assert_eq!(read(&name.replace("{md5}", MD5)).md5, None);
            continue;
        }
        let (found, found_slug, post) = show(name);
        assert_eq!(
            (found, found_slug.as_deref(), post.as_str()),
            (words.iter().map(ToString::to_string).collect(), slug, "")
        );
    }
}

#[test]
fn names_with_posts() {
    for (name, words, post) in [
        ("yande.re 123 crying saber_(fate) >_<.jpg", vec![":crying", ":saber_(fate)", ":>_<"], "yandere/123/-1"),
        ("yande.re%20123%20sample%20crying%20%5E_%5E.jpg", vec![":crying", ":^_^"], "yandere/123/-1"),
        ("Konachan.com - 99 crying tears.png", vec![":crying", ":tears"], "konachan/99/-1"),
        ("Konachan.com%20-%2099%20sample%20crying.png", vec![":crying"], "konachan/99/-1"),
        ("danbooru_123_{md5}.png", vec![], "danbooru/123/-1"),
        ("yandere_123_{md5}.png", vec![], "yandere/123/-1"),
        ("12345678_p0.png", vec![], "pixiv/12345678/0"),
        ("12345678_p12_master1200.jpg", vec![], "pixiv/12345678/12"),
        ("12345678_ugoira600x600.gif", vec![], "pixiv/12345678/0"),
        ("1234567890123456789_1.jpg", vec![], "twitter/1234567890123456789/1"),
        ("wallhaven-abc123.jpg", vec![], "wallhaven/abc123/-1"),
        ("wallhaven-abc123_1920x1080.jpg", vec![], "wallhaven/abc123/-1"),
        ("wallhaven_abc123_1920x1080.jpg", vec![], "wallhaven/abc123/-1"),
        ("wallhaven-51234.jpg", vec![], "wallhaven/51234/-1"),
        ("tumblr_my_blog_123456_02.gif", vec![], "tumblr/123456/2"),
        ("e621_77_{md5}.gif", vec![], "e621/77/-1"),
    ] {
        let (found, slug, found_post) = show(name);
        assert_eq!(
            (found, slug, found_post.as_str()),
            (words.iter().map(ToString::to_string).collect(), None, post),
            "{name}"
        );
    }
}

#[test]
fn other_names_say_nothing() {
    for name in [
        "",
        ".",
        "tears.gif",
        "100%.png",
        "%zz%2.png",
        "%ff.gif",
        "12_p.png",
        "1234_pool.png",
        "2024_01.png",
        "wallhaven-collection.png",
        "danbooru_girl.png",
        "yande.re crying.png",
        "__a__b.gif",
        "渚の涙.gif",
        "____.gif",
        "0123456789abcdef0123456789abcdef0.gif",
    ] {
        assert_eq!(read(name), Statement::default(), "{name}");
    }
}
