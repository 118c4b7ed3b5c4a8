//! Screens of several sizes, read as a person would read them.
//!
//! A property holds every screen, of any size and any text, to its borders and to characters that a terminal does not obey.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;
use crate::cli::interactive::keys::Action;
use crate::ops::{Card, CardTag, ContentHash, Source};
use crate::tag::Tag;

fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

/// The screen as rows of text; wide characters are followed by a NUL that is left out again.
fn rows(screen: &Screen, columns: u16, rows: u16) -> Vec<String> {
    let mut cells = vec![vec![' '; usize::from(columns)]; usize::from(rows)];
    for piece in &screen.pieces {
        let mut column = usize::from(piece.column);
        for c in piece.text.chars() {
            let wide = width(&c.to_string());
            cells[usize::from(piece.row)][column] = c;
            if wide == 2 {
                cells[usize::from(piece.row)][column + 1] = '\0';
            }
            column += wide;
        }
    }
    cells.iter().map(|row| row.iter().filter(|c| **c != '\0').collect::<String>().trim_end().to_owned()).collect()
}

fn session() -> Session {
    let mut session = Session::new(3);
    ["emotion:crying", "rain"].into_iter().for_each(|text| session.recent.note(&tag(text)));
    session.loaded(Ok(Card {
        path: PathBuf::from("/pictures/clannad/泣き顔 nagisa.gif"),
        hash: ContentHash::of(b""),
        width: 640,
        height: 360,
        frames: 24,
        duration_ms: None,
        bytes: 1,
        format: String::new(),
        tags: vec![
            CardTag { tag: tag("series:clannad"), sources: vec![Source::Folder], confirmed: true },
            CardTag { tag: tag("emotion:happy"), sources: vec![Source::Name], confirmed: false },
        ],
        quote: Some("だんご大家族".to_owned()),
    }));
    session
}

#[test]
fn a_wide_screen_has_the_tags_beside_the_picture() {
    let screen = draw(&session(), 80, 20);
    let lines = rows(&screen, 80, 20);
    assert_eq!(screen.picture, Area { column: 0, row: 1, columns: 53, rows: 14 });
    assert_eq!(lines[0], "1 of 3  /pictures/clannad/泣き顔 nagisa.gif                   640×360  24 frames");
    assert_eq!(lines[1].trim_start(), "series:clannad");
    assert_eq!(lines[2].trim_start(), "? emotion:happy  (name)");
    assert_eq!(lines[4].trim_start(), "“だんご大家族”");
    assert_eq!(lines[15], "1 emotion:crying  2 rain");
    assert_eq!(lines[19], KEYS, "all of the keys are told on the narrowest usual terminal");
    assert_eq!(screen.cursor, None);
    let mut wide = session();
    wide.apply(Action::Widen);
    assert_eq!(draw(&wide, 80, 20).picture, Area { column: 0, row: 1, columns: 80, rows: 14 });
}

#[test]
fn a_narrow_screen_has_them_below() {
    let screen = draw(&session(), 40, 12);
    let lines = rows(&screen, 40, 12);
    assert_eq!(screen.picture, Area { column: 0, row: 1, columns: 40, rows: 5 });
    assert_eq!(lines[0], "1 of 3  … nagisa.gif  640×360  24 frames");
    assert_eq!(lines[6], "series:clannad");
    assert_eq!(lines[7], "… 3 more");
    assert_eq!(rows(&draw(&session(), 19, 30), 19, 30)[0], "the terminal is to…");
}

#[test]
fn typing_shows_the_text_its_end_and_what_it_can_become() {
    let mut session = session();
    session.apply(Action::Tag);
    session.apply(Action::Insert("泣".to_owned()));
    session.offered(vec![tag("泣き顔"), tag("泣き虫")], true);
    session.apply(Action::Choose(1));
    let screen = draw(&session, 80, 20);
    let lines = rows(&screen, 80, 20);
    assert_eq!((lines[17].as_str(), lines[18].as_str()), ("tag: 泣き顔", "泣き顔  泣き虫"));
    assert_eq!(screen.cursor, Some((11, 17)));
    let chosen: Vec<&str> =
        screen.pieces.iter().filter(|piece| piece.style == Style::Reverse).map(|piece| piece.text.as_str()).collect();
    assert_eq!(chosen, ["泣き顔"]);
    session.apply(Action::Leave);
    session.apply(Action::Tag);
    session.apply(Action::Insert("lain".to_owned()));
    session.offered(vec![tag("character:iwakura_lain")], false);
    let pieces = draw(&session, 80, 20).pieces;
    let taken = pieces.iter().find(|piece| piece.style == Style::Reverse).unwrap();
    assert_eq!((taken.text.as_str(), taken.row), ("character:iwakura_lain", 18), "what Enter takes is seen");
    session.apply(Action::Leave);
    session.apply(Action::Remove);
    session.apply(Action::Choose(1));
    let screen = draw(&session, 80, 20);
    let chosen = screen.pieces.iter().find(|piece| piece.style == Style::Reverse).unwrap();
    assert_eq!((chosen.text.trim(), chosen.row), ("emotion:happy", 2));
}

proptest! {
    #[test]
    fn pieces_stay_on_the_screen_off_the_picture_and_hold_nothing_that_a_terminal_obeys(
        (columns, rows) in (1u16..200, 1u16..60),
        keys in "[trna1?:f]{0,6}",
        tag in "\\PC{0,30}|[\u{0}-\u{20}\u{7f}-\u{9f}泣き\u{202e}a-z]{0,30}",
        quote in "(.|\\s){0,200}",
        n_tags in 0usize..60,
    ) {
        let any = |name: &str| Tag::from_parts("", name);
        let mut session = Session::new(3);
        session.recent.note(&any(&tag));
        session.recent.note(&any("another"));
        session.loaded(Ok(Card {
            path: PathBuf::from(format!("/{tag}\u{1b}[2J")),
            hash: ContentHash::of(b""),
            width: 1,
            height: 2,
            frames: 3,
            duration_ms: None,
            bytes: 1,
            format: String::new(),
            tags: (0..n_tags)
                .map(|n| CardTag { tag: any(&format!("{tag}{n}")), sources: Source::ALL.to_vec(), confirmed: n % 2 == 0 })
                .collect(),
            quote: Some(quote),
        }));
        for key in keys.chars() {
            let action = match key {
                't' => Action::Tag,
                'r' => Action::Remove,
                'n' => Action::Choose(1),
                'a' => Action::Insert(tag.clone()),
                '1' => Action::Recent(9),
                ':' => Action::Jump,
                'f' => Action::Widen,
                _ => Action::Help,
            };
            session.apply(action);
            if session.mode == Mode::Tag {
                session.offered(vec![any(&tag), any(&"泣き顔".repeat(9))], tag.len() % 2 == 0);
            }
        }
        let screen = draw(&session, columns, rows);
        let picture = screen.picture;
        for piece in &screen.pieces {
            let end = usize::from(piece.column) + width(&piece.text);
            prop_assert!(piece.row < rows && end <= usize::from(columns), "{piece:?}");
            prop_assert!(!piece.text.chars().any(char::is_control), "{piece:?}");
            let beside = piece.column >= picture.column + picture.columns || end <= usize::from(picture.column);
            let above_or_below = piece.row < picture.row || piece.row >= picture.row + picture.rows;
            prop_assert!(beside || above_or_below, "{piece:?} {picture:?}");
        }
        if let Some((column, row)) = screen.cursor {
            prop_assert!(column < columns && row < rows);
        }
    }
}
