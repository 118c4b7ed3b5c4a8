//! Chinese names in paths, where nothing divides words.

use super::super::*;
use super::recognise::names;

#[test]
fn simplified_and_traditional_characters_are_one() {
    let words = "[[series]]\nname = \"april\"\naliases = [\"四月是你的谎言\"]\ncharacters = [{ name = \"kaori\", aliases = [\"宫园薰\"] }]";
    let vocabulary = Vocabulary::built_in().with(read_toml(words).unwrap()).unwrap();
    for path in ["四月是你的謊言/宮園薰.jpg", "【四月是你的谎言】宮園薫 壁纸.jpg", "看四月是你的谎言宫园薰高清壁纸.jpg"]
    {
        assert_eq!(names(&vocabulary, path), "series:april character:kaori", "{path}");
    }
}

#[test]
fn chinese_names_within_a_longer_word_are_no_title() {
    let words = "[[series]]\nname = \"sea_of_stars\"\naliases = [\"星海\"]\ncharacters = [{ name = \"captain\", aliases = [\"李船长\"] }]\n[[series]]\nname = \"galaxy\"\naliases = [\"银河星海\", \"银河高手\"]";
    let vocabulary = Vocabulary::built_in().with(read_toml(words).unwrap()).unwrap();
    for (path, expected) in [
        ("星海/1.jpg", "series:sea_of_stars"),
        ("星海高清壁纸.jpg", "series:sea_of_stars"),
        ("星海李船长.jpg", "series:sea_of_stars character:captain"),
        ("星海贸易公司 网游.jpg", ""),
        ("银河星海 1.jpg", "series:galaxy"),
        ("银河星海图 1.jpg", "series:galaxy"),
        ("银河星海湾 酒店.jpg", ""),
        ("银河高手.jpg", "series:galaxy"),
        ("银河高手机壳.jpg", ""),
        ("银河 星海.jpg", "series:sea_of_stars"),
        ("李船长.jpg", "character:captain"),
        ("李船长篇.jpg", "character:captain"),
        ("李船长日.jpg", ""),
    ] {
        assert_eq!(names(&vocabulary, path), expected, "{path}");
    }
}

#[test]
fn chinese_titles_that_are_phrases_need_a_sign() {
    let words = r#"
        [[series]]
        name = "orchard"
        aliases = ["苹果篮子"]
        common = ["苹果篮子"]
        characters = [{ name = "lin", aliases = ["林小满"] }]
        [[series]]
        name = "ark"
        aliases = ["明日大船"]
        characters = [{ name = "rhode", aliases = ["若德岛", "丽丝"] }]
    "#;
    let vocabulary = Vocabulary::built_in().with(read_toml(words).unwrap()).unwrap();
    for (path, expected) in [
        ("苹果篮子 静物.jpg", ""),
        ("苹果篮子.jpg", ""),
        ("苹果篮子/秋天.jpg", ""),
        ("苹果篮子/01.jpg", "series:orchard"),
        ("苹果篮子 4k壁纸.jpg", "series:orchard"),
        ("动漫 苹果篮子 第3集.jpg", "series:orchard"),
        ("苹果篮子/林小满.jpg", "series:orchard character:lin"),
        // A word of trade makes a phrase of any title, unless a character or a collector's word is there.
        ("明日大船 海报.jpg", "series:ark"),
        ("明日大船物流公司.jpg", ""),
        ("若德岛 酒店 大堂.jpg", ""),
        ("明日大船 若德岛 酒店.jpg", "series:ark character:rhode"),
        ("动漫/明日大船 酒吧 场景.jpg", "series:ark"),
        ("明日大船 酒吧 高清壁纸.jpg", "series:ark"),
        // A given name within somebody's longer name.
        ("丽丝 海报.jpg", "character:rhode"),
        ("丽丝·门罗.jpg", ""),
        ("明日大船·丽丝.jpg", "series:ark character:rhode"),
    ] {
        assert_eq!(names(&vocabulary, path), expected, "{path}");
    }
}

#[test]
fn an_emotion_that_a_word_for_a_face_adjoins_is_one() {
    let vocabulary = Vocabulary::built_in();
    for (path, expected) in [
        ("哭泣的女孩.jpg", "emotion:crying"),
        ("哭泣的动漫女孩.jpg", "emotion:crying"),
        ("动漫少女哭泣.jpg", "emotion:crying"),
        ("悲伤的少年头像.jpg", "emotion:sad"),
        ("哭泣的石头.jpg", ""),
        ("微笑服务.jpg", ""),
        ("哭泣的表情符号.jpg", ""),
    ] {
        assert_eq!(names(&vocabulary, path), expected, "{path}");
    }
}
