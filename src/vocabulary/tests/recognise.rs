//! Paths as people and programs name them, and the tags that each names.
//!
//! The second table holds what must not be found.

use super::super::*;

pub(super) fn names(vocabulary: &Vocabulary, path: &str) -> String {
    vocabulary.recognise(path).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

#[test]
fn names_are_found() {
    let vocabulary = Vocabulary::built_in();
    let mut wrong = Vec::new();
    for (path, expected) in [
        ("Clannad/Nagisa Furukawa - crying.gif", "series:clannad character:furukawa_nagisa emotion:crying"),
        // A word of a title is no emotion, and nor is one in a title that is known.
        ("Castlevania Aria of Sorrow 01.jpg", "series:castlevania_(series)"),
        ("Clannad sorrow.jpg", "series:clannad emotion:sad"),
        ("SAO/asuna cry.gif", "series:sword_art_online character:asuna_(sao) emotion:crying"),
        ("Ultra Despair Girls 03.jpg", "series:danganronpa_another_episode:_ultra_despair_girls"),
        ("Free!/001.jpg", "series:free!"),
        // A word of the genre beside an emotion is no kind of that emotion.
        ("anime-crying.gif", "emotion:crying"),
        ("Anime/crying scenes/01.png", "emotion:crying"),
        ("Clannad/Nagisa Furukawa/渚の涙.gif", "series:clannad character:furukawa_nagisa emotion:tears"),
        (
            "__saber_and_tohsaka_rin_fate_stay_night_and_1_more_drawn_by_x__ab.jpg",
            "character:artoria_pendragon_(fate) character:tohsaka_rin series:fate/stay_night",
        ),
        (
            "__rem_re_zero_kara_hajimeru_isekai_seikatsu_drawn_by_a_b__sample-0a1b.png",
            "character:rem_(re:zero) series:re:zero_kara_hajimeru_isekai_seikatsu",
        ),
        ("yande.re 12345 angel_beats! tachibana_kanade tagme.jpg", "series:angel_beats! character:tachibana_kanade"),
        ("yande.re%20217%20air%20kamio_misuzu%20sky.png", "series:air_(visual_novel) character:kamio_misuzu"),
        (
            "Konachan.com - 98765 sample clannad ibuki_fuuko tears.jpg",
            "series:clannad character:ibuki_fuuko emotion:tears",
        ),
        ("[Group] Violet Evergarden - 07 [1080p].gif", "series:violet_evergarden_(series)"),
        (
            "KonoSuba Aqua sobbing.gif",
            "series:kono_subarashii_sekai_ni_shukufuku_wo! character:aqua_(konosuba) emotion:sobbing",
        ),
        ("Lucky Star - 03.png", "series:lucky_star"),
        ("lucky star konata crying.gif", "series:lucky_star character:izumi_konata emotion:crying"),
        ("special week umamusume.png", "character:special_week_(umamusume) series:umamusume"),
        ("The Sigh of Haruhi Suzumiya ch 2.jpg", "series:suzumiya_haruhi_no_yuuutsu"),
        ("saitama one punch man girl.png", "character:saitama_(one-punch_man) series:one-punch_man"),
        ("kanon_ayu_tears01.png", "series:kanon character:tsukimiya_ayu emotion:tears"),
        ("古河渚の泣き顔.gif", "character:furukawa_nagisa emotion:crying"),
        ("クラナド/渚_号泣.gif", "series:clannad character:furukawa_nagisa emotion:sobbing"),
        ("CLANNAD ～AFTER STORY～/ushio - happy.gif", "series:clannad character:okazaki_ushio emotion:happy"),
        ("NagisaFurukawa_crying.gif", "character:furukawa_nagisa emotion:crying"),
        ("attackontitan/mikasa01.gif", "series:shingeki_no_kyojin character:mikasa_ackerman"),
        ("shingeki no kyojin - armin arlelt.gif", "series:shingeki_no_kyojin character:armin_arlert"),
        (
            "Your Lie in April/Kaori Miyazono/rain at the window.gif",
            "series:shigatsu_wa_kimi_no_uso character:miyazono_kawori",
        ),
        ("Naruto/Hinata Hyuga/he noticed me.gif", "series:naruto character:hyuuga_hinata"),
        ("Naruto/naruto sad.gif", "series:naruto character:uzumaki_naruto emotion:sad"),
        ("Naruto/[Grp] Naruto - 135 [720p].gif", "series:naruto"),
        (
            "Violet Evergarden/Violet Evergarden happy tears.gif",
            "series:violet_evergarden_(series) character:violet_evergarden emotion:happy_tears",
        ),
        ("Sousou no Frieren/Frieren.gif", "series:sousou_no_frieren character:frieren"),
        ("Fate/Zero/Saber - 12.gif", "series:fate/zero character:artoria_pendragon_(fate)"),
        ("Fate Zero/kiritsugu crying.gif", "series:fate/zero character:emiya_kiritsugu emotion:crying"),
        ("Air - 03.gif", "series:air_(visual_novel)"),
        ("Air (2005)/misuzu.gif", "series:air_(visual_novel) character:kamio_misuzu"),
        ("Another/Mei Misaki.jpg", "series:another character:misaki_mei"),
        ("Nana/Nana Osaki - smoking.jpg", "series:nana_(series) character:osaki_nana"),
        ("one piece luffy crying.gif", "series:one_piece character:monkey_d._luffy emotion:crying"),
        ("Happy Sugar Life - 01.gif", "series:happy_sugar_life"),
        (
            "Happy Sugar Life/satou - crying with eyes open.gif",
            "series:happy_sugar_life character:matsuzaka_satou emotion:crying_with_eyes_open",
        ),
        ("True Tears/noe isurugi.png", "series:true_tears character:isurugi_noe"),
        ("steins gate kurisu tears of joy.gif", "series:steins;gate character:makise_kurisu emotion:happy_tears"),
        ("SteinsGate/Okabe Rintarō.webp", "series:steins;gate character:okabe_rintarou"),
        ("Kimi no Na wa/mitsuha_crying.gif", "series:kimi_no_na_wa. character:miyamizu_mitsuha emotion:crying"),
        ("your name - taki.gif", "series:kimi_no_na_wa. character:tachibana_taki"),
        ("Howl's Moving Castle/sophie.jpg", "series:howl_no_ugoku_shiro character:sophie_(howl_no_ugoku_shiro)"),
        ("howls_moving_castle.jpg", "series:howl_no_ugoku_shiro"),
        ("K-ON!/Azusa Nakano (graduation).gif", "series:k-on! character:nakano_azusa emotion:graduation"),
        ("けいおん！/梓 泣.gif", "series:k-on! character:nakano_azusa emotion:crying"),
        ("进击的巨人/三笠.jpg", "series:shingeki_no_kyojin character:mikasa_ackerman"),
        ("AOT - mikasa.jpg", "series:shingeki_no_kyojin character:mikasa_ackerman"),
        ("Madoka Magica/madoka.jpg", "series:mahou_shoujo_madoka_magica character:kaname_madoka"),
        ("進撃の巨人/ミカサ・アッカーマン.jpg", "series:shingeki_no_kyojin character:mikasa_ackerman"),
        (
            "ヴァイオレットエヴァーガーデン_涙.gif",
            "series:violet_evergarden_(series) character:violet_evergarden emotion:tears",
        ),
        ("鬼滅の刃/竈門炭治郎が泣いている.gif", "series:kimetsu_no_yaiba character:kamado_tanjirou emotion:crying"),
        ("Demon Slayer/Tanjiro crying.gif", "series:kimetsu_no_yaiba character:kamado_tanjirou emotion:crying"),
        ("Tohsaka Rin.jpg", "character:tohsaka_rin"),
        ("rin_tousaka blush.jpg", "character:tohsaka_rin emotion:blush"),
        ("Jeanne d'Arc (Fate).jpg", "character:jeanne_d'arc_(fate) series:fate_(series)"),
        ("Clannad/Kyou Fujibayashi & Ryou.jpg", "series:clannad character:fujibayashi_kyou character:fujibayashi_ryou"),
        ("Tomoya Okazaki hugs Ushio.gif", "character:okazaki_tomoya emotion:hug character:okazaki_ushio"),
        ("Death Note/Light - laughing.gif", "series:death_note character:yagami_light emotion:laughing"),
        ("spyxfamily_anya_crying.gif", "series:spy_x_family character:anya_(spy_x_family) emotion:crying"),
        (
            "bocchi the rock/Gotou Hitori panicking.gif",
            "series:bocchi_the_rock! character:gotoh_hitori emotion:panicking",
        ),
        ("Clannad/か\u{3099}/Nagisa's smile.gif", "series:clannad character:furukawa_nagisa emotion:smile"),
        ("Ｃｌａｎｎａｄ/汐.gif", "series:clannad character:okazaki_ushio"),
        ("Grave of the Fireflies/setsuko.gif", "series:hotaru_no_haka character:setsuko_(hotaru_no_haka)"),
        ("Nier Automata - 2B tears.png", "series:nier:automata character:2b_(nier:automata) emotion:tears"),
        ("touhou/Cirno & Reimu.png", "series:touhou character:cirno character:hakurei_reimu"),
        ("wallpapers/Hatsune Miku 1920x1080.png", "character:hatsune_miku"),
        ("Little Busters/Rin Natsume.gif", "series:little_busters! character:natsume_rin"),
        (
            "__l_and_yagami_light_death_note_drawn_by_a__1.jpg",
            "character:l_(death_note) character:yagami_light series:death_note",
        ),
        ("__nami_one_piece_drawn_by_b__1.jpg", "character:nami_(one_piece) series:one_piece"),
        ("__frieren_sousou_no_frieren_drawn_by_c__1.jpg", "character:frieren series:sousou_no_frieren"),
        (
            "Cyberpunk Edgerunners/Lucy & David sad.gif",
            "series:cyberpunk_edgerunners character:lucy_(cyberpunk) character:david_martinez emotion:sad",
        ),
        ("Violet Evergarden/blue sky and happy tears.gif", "series:violet_evergarden_(series) emotion:happy_tears"),
        ("yande.re 9 naruto sakura_petals uchiha_sasuke.jpg", "series:naruto character:uchiha_sasuke"),
        ("sad_smile_2.gif", "emotion:sad_smile"),
        ("emotions/嬉し涙/1.gif", "emotion:happy_tears"),
        // An emotion beside a word for a face, below a folder of anime, or as a whole name.
        ("anime girl crying in class.gif", "emotion:crying"),
        ("泣いてる女の子 01.gif", "emotion:crying"),
        ("悲しい顔.png", "emotion:sad"),
        ("Anime GIFs/unknown show/somebody sobbing 2.gif", "emotion:sobbing"),
        ("sobbing 02.gif", "emotion:sobbing"),
        ("Lonely/001.gif", "emotion:lonely"),
        ("somebody - sobbing.gif", "emotion:sobbing"),
        // Everyday words beside a sign of their series.
        ("Anime/Orange/slice.jpg", "series:orange_(takano_ichigo)"),
        ("アニメ/Another/01.jpg", "series:another"),
        ("Another - 03.gif", "series:another"),
        ("Given ep 3.jpg", "series:given"),
        ("Free S01E02.gif", "series:free!"),
        ("Another/S01E02/12.png", "series:another"),
        ("[Group] Given - 12 [1080p].mkv_snapshot_10.12.jpg", "series:given"),
        ("Bleach (anime).jpg", "series:bleach"),
        ("Bleach anime wallpaper.jpg", "series:bleach"),
        ("Charlotte anime screenshot.jpg", "series:charlotte_(anime)"),
        ("Slam Dunk crying scene.jpg", "series:slam_dunk_(series) emotion:crying"),
        ("Bleach/Ichigo.gif", "series:bleach character:kurosaki_ichigo"),
        // Slugs of wallpaper sites, tenor and giphy; pictures cut from videos.
        (
            "nezuko-kamado-kimetsu-no-yaiba-anime-4k-wallpaper-uhdpaper.com-hd-8.1234.jpg",
            "character:kamado_nezuko series:kimetsu_no_yaiba",
        ),
        ("HD-wallpaper-clannad-nagisa-crying-anime.jpg", "series:clannad character:furukawa_nagisa emotion:crying"),
        ("wallhaven-jzc2jm Steins Gate.png", "series:steins;gate"),
        ("clannad-nagisa-sad-gif-20391234.gif", "series:clannad character:furukawa_nagisa emotion:sad"),
        ("sad-anime-girl-l0MYt5jPR6QX5pnqM.gif", "emotion:sad"),
        ("Violet.Evergarden.S01E08.1080p.BluRay.x265-UTW.mkv_snapshot_20.22.png", "series:violet_evergarden_(series)"),
        ("vlcsnap-2024-03-16-21h44m49s818 Angel Beats! 16.png", "series:angel_beats!"),
        // One slip in a name of eight letters or more, beside its series.
        ("Clannad/Nagisa Furukwa.gif", "series:clannad character:furukawa_nagisa"),
        ("Shingeki no Kyojin/Mikassa Ackermann.gif", "series:shingeki_no_kyojin"),
        ("Shingeki no Kyojin/Miksaa Ackerman.gif", "series:shingeki_no_kyojin character:mikasa_ackerman"),
        ("Steins;Gate/makisekurissu.jpg", "series:steins;gate character:makise_kurisu"),
        // A family name with another given name is somebody else.
        ("Touhou/Kirisame Ran.jpg", "series:touhou"),
        ("Touhou/Kirisame at the shrine.jpg", "series:touhou character:kirisame_marisa"),
        ("Tears of the Kingdom - Link.png", "series:the_legend_of_zelda:_tears_of_the_kingdom character:link"),
        ("Touhou/Kirisame costume.jpg", "series:touhou character:kirisame_marisa"),
        // A given name beside an emotion is a sign of a face; a famous one is the character.
        ("kaori crying.gif", "emotion:crying"),
        ("Reaction GIFs/hinata-chan is crying 2.gif", "emotion:crying"),
        ("rin blush.gif", "emotion:blush"),
        ("zenitsu scared.png", "character:agatsuma_zenitsu emotion:scared"),
        ("mikasa blank stare.png", "character:mikasa_ackerman emotion:blank_stare"),
        ("homura & madoka crying.gif", "character:akemi_homura character:kaname_madoka emotion:crying"),
        // Whose name is that of the series, beside an emotion.
        ("Frieren crying.jpg", "series:sousou_no_frieren character:frieren emotion:crying"),
        ("Frieren - Fern crying.jpg", "series:sousou_no_frieren character:fern_(sousou_no_frieren) emotion:crying"),
        // An everyday word before an emotion.
        ("Chainsaw Man Power crying.png", "series:chainsaw_man character:power_(chainsaw_man) emotion:crying"),
        ("Death Note white smile.png", "series:death_note emotion:smile"),
        // The first and last word of a longer name, and the family's without its particle.
        ("Kokoro Hata angry.png", "character:hata_no_kokoro emotion:angry"),
        ("Alex Armstrong crying.png", "character:alex_louis_armstrong emotion:crying"),
        ("Idolmaster Miki.gif", "series:idolmaster character:hoshii_miki"),
        ("Wang Yuanji crying.png", "character:wang_yuanji_(shin_sangoku_musou) emotion:crying"),
        ("robin from one piece crying.jpg", "character:nico_robin series:one_piece emotion:crying"),
        ("fma envy laughing.gif", "series:fullmetal_alchemist character:envy_(fma) emotion:laughing"),
        // A famous name beside another series is somebody of that.
        ("anya from Code Geass crying.jpg", "character:anya_alstreim series:code_geass emotion:crying"),
        // The name of a character in a costume is the character's; an emotion is one beside another series of a franchise.
        ("Fate Stay Night - Archer.gif", "series:fate/stay_night character:archer_(fate)"),
        ("happy himari arisugawa.jpg", "emotion:happy character:arisugawa_himari"),
        // A name that is rather that of one of those who share it.
        ("Attack on Titan/Eren.png", "series:shingeki_no_kyojin character:eren_yeager"),
        // A phrase that the vocabulary knows as a title is that title.
        ("Zombie Land Saga Revenge - 03.gif", "series:zombie_land_saga"),
    ] {
        let found = names(&vocabulary, path);
        if found != expected {
            wrong.push(format!("{path}\n   found    {found}\n   expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn slugs_hold_characters_and_series() {
    let vocabulary = Vocabulary::built_in();
    for (slug, expected) in [
        ("furukawa_nagisa_clannad_drawn_by_okazaki_tomoya_and_x", "character:furukawa_nagisa series:clannad"),
        ("saber_fate", "character:saber_(fate) series:fate_(series)"),
        ("saber_fate_and_2_more", "character:saber_(fate) series:fate_(series)"),
        ("somebody_given_and_1_more", "series:given"),
        ("given_somebody", ""),
        ("somebody_love_hug", ""),
    ] {
        let found: Vec<String> = vocabulary.recognise_slug(slug).iter().map(ToString::to_string).collect();
        assert_eq!(found.join(" "), expected, "{slug}");
    }
}

#[test]
fn what_is_no_name_is_not_found() {
    let vocabulary = Vocabulary::built_in();
    let mut wrong = Vec::new();
    for path in [
        // Below a folder of anime, a folder may be a series; a file is what it is called.
        "anime/game/Data/ring1.png",
        "anime/game/Data/halo.png",
        // Romaji is folded, English is not.
        "good morning.jpg",
        "good morning girl.jpg",
        "hot pot anime.jpg",
        "shot glass eyes.jpg",
        // Words for emotions in titles and compounds, and beside nothing that shows a face.
        "angry birds anime.gif",
        "Fast & Furious 7 gif.gif",
        "weeping willow eyes.jpg",
        "Tears for Fears - Shout.jpg",
        "Boys Don't Cry - The Cure.jpg",
        "sad dog.jpg",
        "laughing statue of buddha.jpg",
        "Anime/mad father/01.png",
        "Anime/the kiss/01.png",
        "Smiley Face emoji.png",
        "惊讶 表情符号.png",
        "love comedy manga.jpg",
        "crybaby movie 1990.jpg",
        "blush pink wall.jpg",
        "涙そうそう.jpg",
        // A folder of a downloader.
        "gallery-dl/yandere/somebody/yandere_797628_0123456789abcdef0123456789abcdef.png",
        // Films, by their number or year.
        "Scream 6.jpg",
        "Smiling Faces (1998).jpg",
        // Given names that Europeans have, names beside something unknown, and famous names without an emotion.
        "anna crying.jpg",
        "sad rose.jpg",
        "kaori restaurant sad.jpg",
        "Yui's wedding.jpg",
        "Akira Kurosawa serious.jpg",
        "silver fox laughing.jpg",
        "zenitsu.png",
        // Series that are everyday words.
        "Free/001.jpg",
        "Touch/IMG_0010.jpg",
        "Orange/01.jpg",
        "Given/handout.png",
        "Another/folder/scan.jpg",
        "Monster/energy drink.jpg",
        "Working!/desk setup.jpg",
        "free anime wallpaper.jpg",
        "another anime girl.png",
        "monster anime girl.png",
        "slam dunk contest.png",
        "Orange wallpaper.jpg",
        "anime/orange 03.jpg",
        "Naruto Bridge at night.jpg",
        "Frieren im Winter.jpg",
        // Misspelt names count beside their series only.
        "Nagisa Furukwa.gif",
        "hot air balloon.jpg",
        "another sunset.png",
        "monster truck 4k.jpg",
        "bleach bottle.png",
        "lucky star casino chips.jpg",
        "silent voice recorder test.png",
        "special week at nursery.jpg",
        "rice shower for the wedding.jpg",
        "dead or alive poster.png",
        "naruto fish cake slices.jpg",
        "no face no case.jpg",
        "one piece swimsuit.jpg",
        "send me your name.jpg",
        "free wallpaper mountain lake.jpg",
        "orange sky 1920x1080.png",
        "nana.png",
        "nagisa.gif",
        "rei - rin.gif",
        "saber.jpg",
        "バナナ.jpg",
        "涙腺.png",
        "IMG_20240101_123456.jpg",
        "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6.gif",
        "Love Hana - 01.gif",
        "Smile for me/Happy Feet 2.jpg",
        "school days are over.jpg/x.png",
        "golden time of day.jpg",
        "FgSadXkRei_a.jpg",
        "clannadian.gif",
        "touch the sky.jpg",
        "86.gif",
        "drawn by furukawa_nagisa.png",
        "light at the window.png",
        "power lines.jpg",
        "",
        "///",
        "...gif",
        "100%.gif",
    ] {
        let found = names(&vocabulary, path);
        if !found.is_empty() {
            wrong.push(format!("{path}: {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn acronyms_are_whole_names_or_stand_beside_a_character() {
    let words = r#"
        [[series]]
        name = "long_road_home"
        aliases = ["lrh", "the_long_ride"]
        common = ["tlr", "home"]
        weak = ["l5"]
        characters = [{ name = "walker_jane" }]
    "#;
    let vocabulary = Vocabulary::built_in().with(read_toml(words).unwrap()).unwrap();
    for (path, expected) in [
        ("LRH/1.jpg", "series:long_road_home"),
        ("TLR S2/1.jpg", "series:long_road_home"),
        ("tlr jane crying.gif", "series:long_road_home character:walker_jane emotion:crying"),
        ("L5/jane.jpg", "series:long_road_home character:walker_jane"),
        ("lrh.jpg", ""),
        ("L5/1.jpg", ""),
        ("Home/1.jpg", ""),
    ] {
        assert_eq!(names(&vocabulary, path), expected, "{path}");
    }
}

#[test]
fn known_series_are_signs() {
    let vocabulary = Vocabulary::built_in();
    let clannad = Tag::parse("series:clannad").unwrap();
    let found = vocabulary.recognise_among("nagisa 01.gif", &[clannad]);
    assert_eq!(found, [Tag::parse("character:furukawa_nagisa").unwrap()]);
    assert!(vocabulary.recognise("nagisa 01.gif").is_empty());
}

#[test]
fn single_words_of_an_uncurated_list_are_everyday_words() {
    let csv = "grape,3,10,\nlong_strange_title,3,10,\npeel_(grape),4,5,\n";
    let vocabulary = Vocabulary::built_in().with(read_danbooru_csv(csv).unwrap()).unwrap();
    assert_eq!(names(&vocabulary, "a grape and peel.jpg"), "");
    assert_eq!(names(&vocabulary, "Anime/Grape/peel crying.gif"), "series:grape character:peel_(grape) emotion:crying");
    assert_eq!(names(&vocabulary, "a long strange title.gif"), "series:long_strange_title");
}
