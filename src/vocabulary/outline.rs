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
    "高清",
    "壁纸",
    "头像",
    "图片",
    "截图",
    "动漫",
    "动画",
    "漫画",
    "表情",
    "手机",
    "电脑",
    "同人",
    "剧场",
    "第",
    "官方",
    "画像",
    "まとめ",
];
/// Words of a collection of anime.
const ANIME: &[&str] = &["anime", "animes", "animu", "manga", "otaku", "vtuber", "vtubers", "waifu", "waifus", "weeb"];
const ANIME_CJK: &[&str] = &["アニメ", "マンガ", "动漫", "动画", "漫画", "番剧", "二次元"];
/// Words of a picture that shows a face.
const FACES: &[&str] = &[
    "amv",
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
    "panel",
    "panels",
    "pfp",
    "pfps",
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
    "动图",
    "二次元",
];
/// Words for emotions that hold one for a face: 笑脸 is no sign of itself.
const FEELINGS_CJK: &[&str] = &["笑脸", "笑颜", "哭脸", "泣颜", "泣き颜", "眼泪"];
/// Words of a drawn face that is a sign of its own.
const EMOJI: &[&str] = &["emoji", "emojis", "emoticon", "emoticons"];
const EMOJI_CJK: &[&str] = &["表情符号", "絵文字", "绘文字"];
const WALLPAPER: &[&str] = &["wallpaper", "wallpapers"];
const WALLPAPER_CJK: &[&str] = &["壁纸", "头像", "截图", "同人", "高清", "表情包"];
/// Words of trade, offices, places and print, beside which a Chinese title is a phrase: 明日方舟物流公司.
const TRADE_CJK: &str = "
    公司 集团 品牌 物流 快递 超市 商店 商场 专卖 门店 招牌 店铺 菜单 菜谱 价格 酒店 酒吧 酒楼 饭店 餐厅 餐馆
    宾馆 民宿 旅馆 旅游 旅行社 景区 景点 门票 公园 乐园 小区 楼盘 户型 公寓 别墅 大厦 诊所 门诊 药店 幼儿园
    培训 招生 招聘 教程 课件 作文 论文 毕业照 俱乐部 协会 锦标赛 夺冠 记者 采访 新闻 农业 养殖 饲养 饲料 宠物
    盆栽 种植 家具 家装 装修 服装 童装 婚纱 婚庆 首饰 化妆品 口红 护肤 面膜 名片 合同 发票 简历 报表 年报
    财报 排名 说明书 示意图 设计图 安装图 logo 综艺 演唱会 乐谱 歌词 歌单 简谱 书评 书法 国画 油画 雕塑
    雕像 博物馆 美术馆 寺庙 教会 传道 化石 标本 实验室 培养皿 维修 故障 广告 促销 贺卡 会议 揭牌 讲座 体育馆
    健身房 气象站 客栈 酒馆 茶馆 茶楼 蛋糕店 奶茶 理发 美容 纹身 网吧 合唱团 舞蹈队 训练营 夏令营 冬令营 经理
    总裁 律师 法院 保险 基金 股票 房产 工厂 工地 农场 牧场 村委 村口 水库 驾校 考试 试卷 课程 家长 党建 征文
    海选 晚会 年会 庆典 开业 综合楼 店 字体 挂件 毛绒 摆件 模板 模版 样机 样品 样板间 食谱 做法 配方 糕点 甜品 饼干 坚果 面包
    火锅 烧烤 小吃 自助餐 奶粉 水饺 大米 茶叶 白酒 啤酒 彩妆 美甲 试色 香水 精油 内衣 男装 穿搭 窗帘 瓷砖 地板 珠宝 手串 手链
    项链 学院揭牌 医院 牙科 养老 早教 幼教 母婴 亲子 教材 试题 课本 课文 手抄报 黑板报 折纸 剪纸 刺绣 成语 诗集 诗选 散文
    读后感 小品 京剧 豫剧 相声 脸谱 公众号 小程序 ppt 车展 汽车 摩托 轮胎 房车 手机壳 充电宝 数据线 理财 贷款 登山 徒步 漂流
    滑雪 滑翔 古镇 古城 遗址 湿地 瀑布 天文馆 卫星 航天 火箭 签证 派出所 交警 消防 广场舞 瑜伽 健身 养生 马拉松 联赛 童话书
    绘本 手帐 手账 贴纸机 民政局 离婚 协议 心理学 心理咨询 养鸡 饲 兔粮 猫粮 狗粮 鱼缸 园艺 种子 标识 胸牌 工牌 路牌 门牌
    规划 地质 天气预报 会议记录 作业 淘宝 京东 拼多多 快递单 特效字
";
/// Words of files that were cut from a video.
const VIDEO: &[&str] =
    &["amv", "bdrip", "bluray", "fanart", "hevc", "mkv", "mpv", "ost", "ova", "snapshot", "vlcsnap", "webrip"];
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
    pub(super) has_trade: bool,
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
    let mut has_year = false;
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
                // `(2007)`, which is of a film.
                let is_last_of_part = component.get(at + 1).is_none_or(|next| next.gap >= Gap::Part);
                has_year |= at > 0
                    && token.gap == Gap::Part
                    && is_last_of_part
                    && text(at).len() == 4
                    && (text(at).starts_with("19") || text(at).starts_with("20"));
            }
            _ => {}
        }
        found.has_episode |= token.in_brackets;
        found.n_words += u32::from(!token.in_brackets && !is_noise(token.class, text(at)));
    }
    if component.iter().any(|token| !matches!(token.class, Class::Letter | Class::Digit)) {
        let whole = tokens.text_of(component);
        found.has_anime |= ANIME_CJK.iter().any(|word| whole.contains(word));
        found.has_face |= has_face(whole);
        found.has_wallpaper |= WALLPAPER_CJK.iter().any(|word| whole.contains(word));
        found.has_trade = is_of_trade(whole);
        has_emoji |= EMOJI_CJK.iter().any(|word| whole.contains(word));
    }
    let is_film = has_year && !found.has_anime;
    found.has_face &= !has_emoji && !is_film;
    found.has_work |= has_emoji || is_film;
    found
}

/// Whether a text holds a word of trade, offices, places or print.
pub(super) fn is_of_trade(text: &str) -> bool {
    TRADE_CJK.split_ascii_whitespace().any(|word| text.contains(word))
}

/// Lists the words in a text of Chinese characters that say nothing beside a title, each as where it begins and its length in bytes.
pub(super) fn noise_in(text: &str) -> impl Iterator<Item = (usize, usize)> {
    NOISE_CJK.iter().flat_map(|word| text.match_indices(word).map(|(at, word)| (at, word.len())))
}

/// Whether a text has a word for a face that is of no word for an emotion.
fn has_face(text: &str) -> bool {
    let names_face = |text: &str| FACES_CJK.iter().any(|word| text.contains(word));
    names_face(text) && names_face(&FEELINGS_CJK.iter().fold(text.to_owned(), |text, word| text.replace(word, " ")))
}

/// Whether a text of Chinese characters begins with a word for a face, perhaps behind the particle of adjectives and a word of anime.
pub(super) fn begins_with_face(text: &str) -> bool {
    let text = text.strip_prefix('的').unwrap_or(text);
    let text = ANIME_CJK.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    FACES_CJK.iter().any(|word| text.starts_with(word))
}

/// Whether a text of Chinese characters ends with a word for a face.
pub(super) fn ends_with_face(text: &str) -> bool {
    FACES_CJK.iter().any(|word| text.ends_with(word))
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
