//! The parts and components of a path, and what the words in each tell of the others.
//!
//! Made in one pass, so that asking whether a name stands alone costs the same in any path.

use std::ops::Range;

use super::fold::Class;
use super::tokens::{Gap, NameToken, Tokens};

/// Words that say nothing beside a title: kinds of pictures, sites, numbering, qualities of a file.
const NOISE: &[&str] = &[
    "and",
    "anime",
    "animes",
    "art",
    "background",
    "bd",
    "bluray",
    "cave",
    "com",
    "desktop",
    "download",
    "e",
    "ep",
    "episode",
    "film",
    "gif",
    "gifs",
    "giphy",
    "hd",
    "image",
    "images",
    "img",
    "jpg",
    "k",
    "manga",
    "mkv",
    "movie",
    "mpv",
    "ova",
    "p",
    "phone",
    "photo",
    "pic",
    "pics",
    "picture",
    "pictures",
    "pinterest",
    "png",
    "preview",
    "s",
    "season",
    "series",
    "shot",
    "snapshot",
    "tenor",
    "thumb",
    "tv",
    "uhd",
    "uhdpaper",
    "v",
    "vol",
    "volume",
    "wallhaven",
    "wallpaper",
    "wallpaperflare",
    "wallpapers",
    "x",
];
/// The same in Chinese and Japanese, where nothing divides them from a title.
const NOISE_CJK: &[&str] = &[
    "高清", "壁纸", "头像", "图片", "截图", "动漫", "动画", "漫画", "表情", "手机", "电脑", "同人", "剧场", "第",
    "官方", "画像",
];
/// Words of a collection of anime.
const ANIME: &[&str] = &["anime", "animes", "animu", "manga", "otaku", "vtuber", "vtubers", "waifu", "waifus", "weeb"];
const ANIME_CJK: &[&str] = &["アニメ", "マンガ", "动漫", "动画", "漫画", "番剧", "二次元"];
/// Words of a picture that shows a face.
const FACES: &[&str] = &[
    "anime",
    "boy",
    "boys",
    "cheek",
    "cheeks",
    "chibi",
    "emotion",
    "emotions",
    "expression",
    "expressions",
    "eye",
    "eyes",
    "face",
    "faces",
    "gif",
    "gifs",
    "girl",
    "girls",
    "moment",
    "moments",
    "reaction",
    "reactions",
    "scene",
    "scenes",
    "waifu",
];
const FACES_CJK: &[&str] = &[
    "颜",
    "脸",
    "瞳",
    "眼",
    "娘",
    "女の子",
    "男の子",
    "少女",
    "少年",
    "女孩",
    "男孩",
    "表情",
    "头像",
    "アニメ",
    "动漫",
];
/// Words of a drawn face that is a sign of its own.
const EMOJI: &[&str] = &["emoji", "emojis", "emoticon", "emoticons"];
const EMOJI_CJK: &[&str] = &["表情符号", "絵文字", "绘文字"];
const WALLPAPER: &[&str] = &["wallpaper", "wallpapers"];
/// Words of files that were cut from a video.
const VIDEO: &[&str] = &["bdrip", "bluray", "hevc", "mkv", "mpv", "ova", "snapshot", "vlcsnap", "webrip"];
/// Words beside which a word is the title of a work.
const WORKS: &[&str] = &["film", "manga", "movie", "ova", "season", "series", "tv", "vol", "volume"];
/// Words before the number of an episode.
const EPISODE: &[&str] = &["e", "ep", "eps", "episode", "season", "第"];

/// What lies between two slashes.
#[derive(Clone, Debug, Default)]
pub(super) struct Component {
    pub(super) range: Range<usize>,
    /// How many tokens say something, outside of brackets.
    pub(super) n_words: u32,
    /// Whether it, or one above it, has a word of collections of anime.
    pub(super) has_anime: bool,
    pub(super) has_anime_above: bool,
    pub(super) has_face: bool,
    pub(super) has_wallpaper: bool,
    pub(super) has_work: bool,
    /// Whether it names an episode, a release group or a video; [`Component::has_episode_below`] for those below it.
    pub(super) has_episode: bool,
    pub(super) has_episode_below: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    components: Vec<Component>,
    component_of: Vec<usize>,
    parts: Vec<Range<usize>>,
    part_of: Vec<usize>,
    /// Whether the path is of a downloader, which names folders and files by sites (`yandere`).
    pub(super) is_download: bool,
}

impl Outline {
    pub(super) fn new(tokens: &Tokens) -> Self {
        let mut outline = Self::default();
        let list = &tokens.tokens;
        outline.is_download = list.windows(2).any(|pair| match pair {
            [first, second] => match tokens.text(first) {
                "gallery" => tokens.text(second) == "dl",
                "yandere" => second.class == Class::Digit,
                _ => false,
            },
            _ => false,
        });
        let mut from = 0;
        for part in list.chunk_by(|left, right| left.part == right.part) {
            outline.part_of.extend(std::iter::repeat_n(outline.parts.len(), part.len()));
            outline.parts.push(from..from + part.len());
            from += part.len();
        }
        let mut from = 0;
        let mut has_anime_above = false;
        for component in list.chunk_by(|left, right| left.component == right.component) {
            outline.component_of.extend(std::iter::repeat_n(outline.components.len(), component.len()));
            let mut found = look_at(tokens, component);
            found.range = from..from + component.len();
            found.has_anime_above = has_anime_above;
            has_anime_above |= found.has_anime;
            outline.components.push(found);
            from += component.len();
        }
        let mut has_episode_below = false;
        for component in outline.components.iter_mut().rev() {
            component.has_episode_below = has_episode_below;
            has_episode_below |= component.has_episode;
        }
        outline
    }

    pub(super) fn component(&self, token: usize) -> &Component {
        let at = self.component_of.get(token).expect("every token has a component");
        self.components.get(*at).expect("it was counted")
    }

    /// Whether a token lies in the last component: a file's name, if the path is of a file.
    pub(super) fn is_last(&self, token: usize) -> bool {
        self.component_of.get(token).is_some_and(|at| at + 1 == self.components.len())
    }

    pub(super) fn part(&self, token: usize) -> Range<usize> {
        let at = self.part_of.get(token).expect("every token has a part");
        self.parts.get(*at).expect("it was counted").clone()
    }
}

fn look_at(tokens: &Tokens, component: &[NameToken]) -> Component {
    let mut found = Component::default();
    let text = |at: usize| component.get(at).map_or("", |token| tokens.text(token));
    let mut has_emoji = false;
    for (at, token) in component.iter().enumerate() {
        match token.class {
            Class::Letter => {
                let word = text(at);
                found.has_anime |= ANIME.contains(&word);
                found.has_face |= is_face(word);
                has_emoji |= EMOJI.contains(&word);
                found.has_wallpaper |= WALLPAPER.contains(&word);
                found.has_work |= WORKS.contains(&word);
                found.has_episode |= VIDEO.contains(&word);
            }
            Class::Digit => {
                // ` - 07`, but no year; `ep 7`, `S01`.
                let begins_part = at > 0 && token.gap == Gap::Part && (2..=3).contains(&text(at).len());
                let is_counted = at > 0 && EPISODE.contains(&text(at - 1));
                let is_season = at > 0 && text(at - 1) == "s" && token.gap == Gap::None;
                found.has_episode |= begins_part || is_counted || is_season;
            }
            _ => {}
        }
        found.has_episode |= token.in_brackets;
        found.n_words += u32::from(!token.in_brackets && !is_noise(token.class, text(at)));
    }
    if component.iter().any(|token| !matches!(token.class, Class::Letter | Class::Digit)) {
        let whole = tokens.text_of(component);
        found.has_anime |= ANIME_CJK.iter().any(|word| whole.contains(word));
        found.has_face |= FACES_CJK.iter().any(|word| whole.contains(word));
        has_emoji |= EMOJI_CJK.iter().any(|word| whole.contains(word));
    }
    found.has_face &= !has_emoji;
    found.has_work |= has_emoji;
    found
}

/// Whether a word is of a picture that shows a face.
pub(super) fn is_face(word: &str) -> bool {
    FACES.contains(&word)
}

/// Whether a token says nothing beside a title.
pub(super) fn is_noise(class: Class, text: &str) -> bool {
    class == Class::Digit || text.len() == 1 || NOISE.binary_search(&text).is_ok()
}

/// Whether a text in Chinese characters begins or ends with a word that says nothing beside a title.
pub(super) fn begins_with_noise(text: &str) -> bool {
    NOISE_CJK.iter().any(|word| text.starts_with(word))
}

pub(super) fn ends_with_noise(text: &str) -> bool {
    NOISE_CJK.iter().any(|word| text.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_say_nothing_are_sorted() {
        assert!(NOISE.is_sorted());
    }
}
