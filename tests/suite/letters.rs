//! Labels, titles and notes in any script: drawn where a font has the letters, said where none has.

use std::fs;
use std::path::PathBuf;

use nakigao::ops::{
    self, FontSources, ImportOptions, LabelTemplate, Outputs, Selection, SheetOptions, SheetReport, SheetStyle,
    Unwatched,
};

use super::support::{Place, fixtures};

/// A gallery of one picture for each name.
fn place(name: &str, pictures: &[&str]) -> Place {
    let place = Place::new(name);
    for (fixture, picture) in
        ["still/rgb.png", "still/420.jpg", "anim/first-blank.gif", "still/orientation-6.jpg"].iter().zip(pictures)
    {
        place.put(fixture, picture);
    }
    place.import(&ImportOptions { names: false, ..ImportOptions::default() });
    place
}

fn sheet(place: &Place, label: &str, fonts: FontSources, style: SheetStyle) -> SheetReport {
    let label = LabelTemplate::parse(label).unwrap();
    let style = SheetStyle { label_lines: label.n_lines(), ..style };
    let output = place.path("sheet.png");
    let options = SheetOptions {
        output,
        style,
        label,
        display: None,
        grows_for_quotes: true,
        fonts,
        group_by: None,
        is_justified: false,
        motion: None,
    };
    let gallery = place.gallery();
    let all = Selection { named: vec![place.pictures().into_os_string()], ..Selection::default() };
    let mut outputs = Outputs::new(Some(&gallery), false).unwrap();
    ops::sheet(&gallery, &all, &options, &mut outputs, &mut Unwatched).unwrap()
}

fn folders(folders: &[PathBuf]) -> FontSources {
    FontSources { named: Vec::new(), folders: Some(folders.to_vec()) }
}

fn drawn(place: &Place) -> Vec<u8> {
    fs::read(place.path("sheet.png")).unwrap()
}

#[test]
fn letters_that_the_embedded_fonts_lack_come_from_the_fonts_of_the_machine() {
    let place = place("letters-fonts", &["귀멸의 칼날 눈물.png", "العربية دموع.jpg", "😭💧.gif", "鷗 𠮷.jpg"]);
    let style = || SheetStyle { title: Some("Νέα δάκρυα".to_owned()), ..SheetStyle::default() };
    let without = sheet(&place, "{name}", folders(&[]), style());
    let boxes = drawn(&place);
    assert_eq!(without.undrawn[0].labels, 5);
    assert!(['鷗', '𠮷', '귀', '😭', 'ع', 'έ'].iter().all(|c| without.undrawn[0].characters.contains(c)));

    // A folder may hold what is no font, or was one.
    let fonts = place.path("fonts");
    fs::create_dir_all(fonts.join("below")).unwrap();
    for file in ["arabic.ttf", "greek.ttf", "cjk.otf", "emoji.ttf"] {
        fs::copy(fixtures().join("font").join(file), fonts.join("below").join(file)).unwrap();
    }
    let whole = fs::read(fixtures().join("font/arabic.ttf")).unwrap();
    fs::write(fonts.join("cut.ttf"), &whole[..whole.len() / 2]).unwrap();
    fs::write(fonts.join("empty.otf"), "").unwrap();
    fs::write(fonts.join("text.ttc"), "no font at all").unwrap();
    let with = sheet(&place, "{name}", folders(std::slice::from_ref(&fonts)), style());
    assert_eq!(with.undrawn[0], ops::Undrawn::default());
    let letters = drawn(&place);
    assert_ne!(letters, boxes);
    sheet(&place, "{name}", folders(&[place.path("no-such-folder"), fonts]), style());
    assert_eq!(drawn(&place), letters, "the same fonts give the same bytes");
}

#[test]
fn a_sheet_in_embedded_letters_does_not_depend_on_the_machine() {
    let place = place("letters-embedded", &["泣き顔.png", "ñandú Ж.jpg", "ガ\u{200D}ギ ★♪.gif", "慟哭.jpg"]);
    let style = || SheetStyle { title: Some("泣き顔 — crying".to_owned()), ..SheetStyle::default() };
    sheet(&place, "{name}", folders(&[]), style());
    let without = drawn(&place);
    sheet(&place, "{name}", folders(&[fixtures().join("font")]), style());
    assert_eq!(drawn(&place), without);
    let named = FontSources { named: vec![fixtures().join("font/greek.ttf")], folders: None };
    sheet(&place, "{name}", named, style());
    assert_eq!(drawn(&place), without, "neither on fonts that are named nor on those of the system");
}

#[test]
fn a_name_that_was_taken_apart_is_written_as_a_whole() {
    let fonts = || folders(&[fixtures().join("font")]);
    let apart = place("letters-apart", &["\u{110F}\u{1161}\u{11AF}\u{1102}\u{1161}\u{11AF} か\u{3099}.png"]);
    assert_eq!(sheet(&apart, "{name}", fonts(), SheetStyle::default()).undrawn[0].labels, 0);
    let whole = place("letters-whole", &["칼날 が.png"]);
    sheet(&whole, "{name}", fonts(), SheetStyle::default());
    assert_eq!(drawn(&apart), drawn(&whole));
}

#[test]
fn a_font_can_be_named_and_what_none_has_is_said() {
    let place = place("letters-named", &["鷗外.png", "\u{E123}\u{378}.jpg", "plain.gif"]);
    let font = fixtures().join("font/cjk.otf");
    // A configuration with one folder, which is empty, so that no system's fonts are found.
    let conf = place.path("fonts.conf");
    fs::create_dir_all(place.path("no-fonts")).unwrap();
    fs::write(&conf, format!("<fontconfig><dir>{}</dir></fontconfig>", place.path("no-fonts").display())).unwrap();
    let said = |arguments: &[&str]| {
        let mut command = place.program();
        command.env("FONTCONFIG_FILE", &conf).env("HOME", place.path("no-fonts"));
        let ran = command.args(["--gallery", "gallery", "sheet", "-o", "s.png"]).args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (ran.status.code().unwrap(), text(ran.stdout), text(ran.stderr))
    };
    let (code, out, err) = said(&["--label", "{name}"]);
    assert_eq!((code, out.as_str()), (0, "3 pictures on s.png\n"));
    assert!(err.contains("2 labels have characters that no font here can draw: "), "{err}");
    assert!(
        err.contains('鷗') && err.contains("U+E123") && err.contains("U+0378") && err.contains("--font FILE"),
        "{err}"
    );
    let (_, out, _) = said(&["--json", "--label", "{name}"]);
    assert!(out.contains("\"undrawn\":{\"labels\":2,\"characters\":\""), "{out}");

    let (code, _, err) = said(&["--label", "{name}", "--font", font.to_str().unwrap()]);
    assert!(code == 0 && err.contains("1 label has") && !err.contains('鷗'), "{err}");
    let (_, out, err) = said(&["--json", "--label", "plain", "--title", "泣き顔"]);
    assert!(!out.contains("undrawn") && !err.contains("no font"), "{err}");

    fs::write(place.path("text.ttf"), "no font at all").unwrap();
    for (file, why) in [("gone.ttf", "it does not exist"), ("text.ttf", "is not a font"), ("no-fonts", "is not a font")]
    {
        let (code, _, err) = said(&["--font", file]);
        assert!(code == 1 && err.contains(file) && err.contains(why), "{err}");
    }
}

#[test]
fn labels_wrap_and_quotes_are_read_whole() {
    let place = place("letters-wrap", &["a quiet snow falls on all the roofs of the town.png", "b.jpg"]);
    let height = |arguments: &[&str]| {
        place.ok(&[&["sheet", "-o", "s.png", "--cell", "160x90", "--columns", "2"], arguments].concat());
        image::open(place.path("s.png")).unwrap().height()
    };
    let line = 20; // 14 pixels an em, 1.4 ems apart
    let one = height(&["--label", "{name}"]);
    assert_eq!(height(&["--label", "{name}", "--label-lines", "3"]), one + 2 * line);
    assert_eq!(height(&["--label", "{name|quote}"]), one, "without quotes nothing grows");
    place.ok(&["note", "pictures/b.jpg", "It begins to snow again, and she has no words for it"]);
    let whole = height(&["--label", "{quote}"]);
    assert!(whole >= one + 2 * line, "{whole} {one}");
    place.ok(&["note", "pictures/b.jpg", "--replace", &"snow ".repeat(5_000)]);
    assert_eq!(height(&["--label", "{quote}"]), one + 5 * line, "a quote takes 6 lines at most");
    assert_eq!(height(&["--label", "{quote}", "--label-lines", "1"]), one);
    let titled = height(&["--label", "", "--title", "snow"]);
    let long = height(&["--label", "", "--title", "It begins to snow again, and nobody has any words for it"]);
    assert!(long > titled, "a title goes on in a second line");
    let (code, _, err) = place.said(&["sheet", "-o", "s.png", "--label-lines", "99"]);
    assert!(code == 2 && err.contains("--label-lines"), "{err}");
}
