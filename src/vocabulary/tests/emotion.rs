//! Emotions: which there are, what they imply and must not imply, and their names.

use std::collections::HashSet;

use super::super::*;
use super::{closure, tag};

/// Danbooru's tags for faces, feelings and tears that more than a thousand pictures have, as of 2026; those that tell how
/// someone always looks are general tags.
const OF_DANBOORU: &str = "
    +++ +_+ ._. 0_0 :/ :3 :< :> :d :i :o :p :q :t :x :| ;) ;3 ;d ;o ;p ;q =_= >:( >:) >_< @_@ \\m/ \\o/ ^_^
    anger_vein angry annoyed averting_eyes bags_under_eyes biting_own_lip blank_eyes blank_stare blood_from_eyes
    blood_on_face blush blush_stickers bored cheek_bulge clenched_teeth closed_eyes closed_mouth cold comforting
    confused constricted_pupils covering_face covering_own_mouth crazy_smile crying crying_with_eyes_open d: death
    determined disgust doyagao drooling drunk ear_blush embarrassed empty_eyes evil_smile excited exhausted
    expressionless eye_contact facepalm false_smile flustered flying_sweatdrops forehead-to-forehead frown
    full-face_blush furrowed_brow glaring gloom_(expression) grimace grin half-closed_eyes hand_on_own_cheek
    hand_on_own_face hand_over_own_mouth hands_on_own_cheeks happy happy_tears headpat heart-shaped_pupils
    heavy_breathing holding_hands hollow_eyes hug hug_from_behind hugging_own_legs hungry jealous jitome
    lap_pillow laughing licking_lips light_frown light_smile looking_down looking_to_the_side looking_up
    naughty_face nervous nervous_smile nose_blush nosebleed o_o one_eye_closed open_mouth pain panicking
    parted_lips pout puckered_lips puff_of_air puffy_cheeks raised_eyebrow raised_eyebrows rolling_eyes sad saliva
    scared scowl screaming seductive_smile serious shaded_face shouting shy sick sigh sleeping sleepy smile smirk
    smug snot solid_circle_eyes sparkling_eyes spoken_anger_vein spoken_blush spoken_sweatdrop squiggle squinting
    star-shaped_pupils staring streaming_tears surprised sweat sweatdrop teardrop tearing_up tears thinking
    tongue_out trembling troll_face tsundere turn_pale u_u v-shaped_eyebrows wavy_mouth wide-eyed wince
    wiping_tears worried x_x xd yandere yawning |_|
";

#[test]
fn danboorus_faces_are_emotions_under_its_names() {
    let vocabulary = Vocabulary::built_in();
    let known: HashSet<&str> = vocabulary.tags().filter(|tag| tag.namespace() == EMOTION).map(Tag::name).collect();
    let missing: Vec<&str> = OF_DANBOORU.split_whitespace().filter(|name| !known.contains(name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    for name in OF_DANBOORU.split_whitespace() {
        assert_eq!(vocabulary.place(name), Some(Tag::from_parts(EMOTION, name)));
    }
}

#[test]
fn an_emotion_implies_what_every_picture_of_it_shows_and_no_more() {
    let vocabulary = Vocabulary::built_in();
    let wrong: Vec<String> = [
        ("streaming_tears", "crying tears", "sad"),
        ("flood_of_tears", "streaming_tears crying tears", "sad"),
        ("pool_of_tears", "tears", "streaming_tears crying"),
        ("tears_rolling_down_cheeks", "tears", "sad streaming_tears"),
        ("single_tear", "tears", "teardrop sad"),
        ("flying_teardrops", "teardrop tears", "crying"),
        ("sobbing", "crying tears", "sad"),
        ("号泣", "crying", "sad"),
        ("crying", "tears", "sad"),
        ("tears", "", "crying sad"),
        ("trying_not_to_cry", "", "crying tears"),
        ("crybaby", "", "crying tears"),
        ("fake_tears", "", "tears crying"),
        ("trembling", "", "crying"),
        ("whimpering", "", "crying"),
        ("tear_stains", "", "crying tears"),
        ("blood_from_eyes", "", "tears crying"),
        ("wiping_another's_tears", "wiping_tears tears", "crying sad"),
        ("happy_tears", "tears happy", "sad crying"),
        ("tears_of_sorrow", "tears sad", ""),
        ("tears_of_relief", "tears relief", "sad"),
        ("angry_tears", "tears angry", "sad"),
        ("moved_to_tears", "tears moved", "sad happy"),
        ("crying_while_smiling", "crying tears smile", "sad happy"),
        ("crying_hug", "crying hug", "sad"),
        ("t_t", "crying tears", "sad"),
        ("heartbroken", "sad", ""),
        ("broken_heart", "", "sad heartbroken"),
        ("lost_love", "", "sad"),
        ("despair", "sad", ""),
        ("orz", "", "despair sad on_knees"),
        ("kneeling_in_despair", "despair on_knees sad", ""),
        ("gloom_(expression)", "", "sad"),
        ("bittersweet", "", "sad happy"),
        ("nostalgia", "", "sad"),
        ("goodbye", "", "sad"),
        ("death", "", "sad"),
        ("graveyard", "grave", "sad death"),
        ("sad_smile", "sad smile", "happy"),
        ("forced_smile", "smile", "false_smile happy"),
        ("evil_smile", "smile", "happy"),
        ("crazy_smile", "smile", "madness"),
        ("smile", "", "happy"),
        ("laughing", "", "happy smile"),
        ("excited", "", "happy"),
        ("playful", "", "happy"),
        ("triumph", "", "happy"),
        ("doyagao", "smug", "proud"),
        ("blush", "", "shy embarrassed"),
        ("full-face_blush", "blush", "embarrassed"),
        ("yandere", "", "madness love"),
        ("anger_vein", "", "angry"),
        ("hatred", "", "angry"),
        ("rage", "angry", ""),
        ("panicking", "", "scared"),
        ("terrified", "scared", ""),
        ("shocked", "surprised", "scared"),
        ("screaming", "", "shouting scared"),
        ("hug_from_behind", "hug", "love"),
        ("imminent_hug", "", "hug"),
        ("covering_own_mouth", "", "hand_over_own_mouth"),
        ("hand_over_own_mouth", "", "covering_own_mouth"),
        ("looking_away", "", "averting_eyes"),
        ("ジト目", "", "unamused"),
        ("empty_eyes", "", "blank_eyes sad"),
        (":d", "smile open_mouth", "happy"),
        (";)", "one_eye_closed smile", "open_mouth"),
        ("d:", "frown open_mouth", "scared"),
        ("^_^", "closed_eyes", "happy"),
    ]
    .into_iter()
    .flat_map(|(child, implied, other)| {
        let found = closure(&vocabulary, &format!("emotion:{child}"));
        let is_wrong = move |names: &'static str, expected: bool| {
            let found = found.clone();
            let is_wrong = move |name: &&str| found.contains(&format!("emotion:{name}")) != expected;
            names.split_whitespace().filter(is_wrong).map(move |name| format!("{child} → {name}: {}", !expected))
        };
        is_wrong(implied, true).chain(is_wrong(other, false)).collect::<Vec<_>>()
    })
    .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn emotions_have_names_in_japanese_and_chinese() {
    let vocabulary = Vocabulary::built_in();
    let eastern: HashSet<&Tag> =
        vocabulary.aliases().filter(|(alias, _)| !alias.name().is_ascii()).map(|(_, tag)| tag).collect();
    let is_typed = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).count() < 3;
    for tag in vocabulary.tags().filter(|tag| tag.namespace() == EMOTION && !is_typed(tag.name())) {
        assert!(eastern.contains(tag), "{tag}");
    }
    for (names, canonical) in [
        ("泣く 泣き顔 哭泣 流泪 流淚 落泪", "crying"),
        ("涙 眼泪 眼淚 泪水", "tears"),
        ("号泣 大哭 痛哭", "sobbing"),
        ("涙目 泪目 淚目 含泪 热泪盈眶", "tearing_up"),
        ("泣き笑い 笑着流泪 破涕为笑 破涕為笑", "crying_while_smiling"),
        ("嬉し涙 喜极而泣 喜極而泣", "happy_tears"),
        ("涙痕 泪痕 淚痕", "tear_stains"),
        ("頬を伝う涙 潸然泪下", "tears_rolling_down_cheeks"),
        ("涙をこらえる 强忍泪水 強忍淚水", "trying_not_to_cry"),
        ("悲しい 悲伤 悲傷 伤心 傷心 难过 難過", "sad"),
        ("寂しい 孤独 孤單 寂寞", "lonely"),
        ("絶望 绝望 絕望", "despair"),
        ("笑顔 微笑 笑容 笑臉", "smile"),
        ("嬉しい 开心 開心 高兴 快乐 快樂", "happy"),
        ("怒り 愤怒 憤怒 生气 生氣", "angry"),
        ("はにかむ 害羞", "shy"),
        ("赤面 脸红 臉紅", "blush"),
        ("恥ずかしい 照れ顔 尴尬 尷尬", "embarrassed"),
        ("怖い 害怕 恐惧 恐懼", "scared"),
        ("驚き 惊讶 驚訝 吃惊", "surprised"),
        ("抱きしめる 拥抱 擁抱", "hug"),
        ("別れ 告别 離別", "goodbye"),
        ("再会 重逢", "reunion"),
        ("裏切り 背叛", "betrayal"),
        ("ほろ苦い 悲喜交加", "bittersweet"),
    ] {
        for name in names.split_whitespace() {
            assert_eq!(vocabulary.resolve(&tag(&format!("emotion:{name}"))).name(), canonical, "{name}");
        }
    }
}

#[test]
fn what_is_no_more_than_akin_is_not_merged() {
    let vocabulary = Vocabulary::built_in();
    for (left, right) in [
        ("covering_own_mouth", "hand_over_own_mouth"),
        ("looking_away", "averting_eyes"),
        ("ジト目", "unamused"),
        ("blank_eyes", "empty_eyes"),
        ("facepalm", "exasperated"),
        ("flustered", "embarrassed"),
        ("forced_smile", "false_smile"),
        ("どや顔", "proud"),
        ("head_down", "looking_down"),
        ("冷や汗", "sweatdrop"),
        ("puffy_cheeks", "pout"),
        ("heartwarming", "moved"),
        ("last_words", "dying"),
        ("入院", "hospital_bed"),
    ] {
        let [left, right] = [left, right].map(|name| vocabulary.resolve(&tag(&format!("emotion:{name}"))));
        assert_ne!(left, right);
    }
}

#[test]
fn typed_faces_are_tags_and_no_names_in_paths() {
    let vocabulary = Vocabulary::built_in();
    assert_eq!(vocabulary.resolve(&tag("emotion:d")), tag("emotion:d"));
    assert_eq!(vocabulary.place(":d"), Some(tag("emotion::d")));
    for path in ["Clannad/d.gif", "Naruto/o o - p.gif", "Clannad/XD/Nagisa Furukawa x x.gif"] {
        assert!(vocabulary.recognise(path).iter().all(|tag| tag.namespace() != EMOTION), "{path}");
    }
}

#[test]
fn emotions_of_titles_and_things_are_none() {
    let vocabulary = Vocabulary::built_in();
    for (path, expected) in [
        // A thing that has no face, beside a picture's words.
        ("Clannad sad song.jpg", ""),
        ("Clannad - Happy Party Train cover.jpg", ""),
        ("Clannad happy scene.jpg", "happy"),
        ("Clannad sad nagisa.jpg", "sad"),
        ("Clannad/Nagisa crying.gif", "crying"),
        ("Clannad/Nagisa crying piano.gif", "crying"),
        // `the` before an unknown word makes a title.
        ("Clannad - The Laughing Man.jpg", ""),
        ("Clannad the crying girl.jpg", "crying"),
        ("The Smile - Wall of Eyes.jpg", ""),
        // Beside an unknown word, a word of titles counts after a character.
        ("Clannad sorrow flowers.jpg", ""),
        ("Clannad Tomoya sorrow flowers.jpg", "sad"),
        // What begins the name of a product, or stands in capitals before an unknown word.
        ("Clannad - Angry Adele event.jpg", ""),
        ("Clannad - Happy Happy Fruit.jpg", ""),
        ("Clannad - Happy Maker single.jpg", ""),
        ("Clannad - Smile Singing Shiny Days poster.jpg", ""),
        ("Angry Tenchou/Clannad/nagisa.jpg", ""),
        ("Clannad - angry in the poster room.jpg", "angry"),
        ("Clannad - Sad Ending.jpg", "sad"),
        ("Clannad - crying sunset.jpg", "crying"),
        // `of` and `and`.
        ("Clannad - Sadness and Sorrow.jpg", ""),
        ("Clannad Cry of Revenge.jpg", ""),
        ("Clannad - Crying of the Bells.jpg", ""),
        ("Clannad Herald of Tears.jpg", ""),
        ("Clannad lots of tears.jpg", "tears"),
        ("Clannad tears and smile.jpg", "tears smile"),
        // Titles of works that the vocabulary does not know.
        ("Kitarou Of The Graveyard anime girl.jpg", ""),
        ("Fear & Hunger anime girl.jpg", ""),
        ("Blood, Sweat & Tears.jpg", ""),
    ] {
        let found = vocabulary.recognise(path).into_iter().filter(|tag| tag.namespace() == EMOTION);
        let found: Vec<String> = found.map(|tag| tag.name().to_owned()).collect();
        assert_eq!(found.join(" "), expected, "{path}");
    }
}
