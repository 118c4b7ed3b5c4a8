//! What stands where while pairs are decided. Pure.
//!
//! ```text
//! 3 of 30  near                                       so far 4 files, 12.10 MiB to the trash
//! ← it has the most pixels                            → distance 3, mirrored
//! ┌ picture ──────────────────────┐                   ┌ picture ──────────────────────┐
//! └───────────────────────────────┘                   └───────────────────────────────┘
//! …/clannad/nagisa.png                                …/new folder/nagisa (1).jpg
//! 1920×1080  png  2.10 MiB                            1280×720  jpeg  310.00 KiB
//! tags it alone has: rain                             tags it alone has: emotion:crying
//! message
//! ← keep left  → keep right  …
//! ```
//! Facts in which the two differ are set off from those that they share.

use std::path::Path;

use indicatif::BinaryBytes;

use crate::cli::escape;
use crate::cli::interactive::picture::{Area, halves};
use crate::cli::interactive::piece::{Piece, Style};
use crate::cli::text::{clip_start, width};
use crate::ops::Card;

/// One of the two files of a pair.
pub(super) struct Side<'a> {
    pub(super) path: &'a Path,
    /// Why it is proposed, or how it was found to be like the other.
    pub(super) why: String,
    /// What is known of it, or why nothing is.
    pub(super) card: &'a Result<Card, String>,
}

/// What is to be shown.
pub(super) struct View<'a> {
    /// `3 of 30  near`
    pub(super) place: String,
    /// How many files go so far, and their bytes.
    pub(super) total: String,
    /// None when all pairs were answered.
    pub(super) sides: Option<[Side<'a>; 2]>,
    pub(super) message: String,
}

/// All of a screen but the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Screen {
    pub(super) pieces: Vec<Piece>,
    /// Where both pictures go; empty if there is no room.
    pub(super) picture: Area,
}

const KEYS: &str = "← keep left  → keep right  b keep both  s skip  u undo  o open  ? help  q end";

/// A line less than the smallest terminal that pairs are shown on has.
const HELP: [&str; LEAST_ROWS as usize - 1] = [
    "← 1 h  keep the left one",
    "→ 2 l  keep the right one",
    "b      keep both: not the same",
    "s n    skip; Space too",
    "u p    take the last answer back",
    "o      open both files",
    "Ctrl-L draw again",
    "q      end: you are asked once more",
    "any other key  leave this help",
];

const LEAST_COLUMNS: u16 = 40;
const LEAST_ROWS: u16 = 10;
/// Two lines above the pictures; path, facts, tags, message and keys below them.
const ROWS_ABOVE: u16 = 2;
const ROWS_BELOW: u16 = 5;

/// Lays out a pair on a terminal of some columns and rows.
pub(super) fn draw(view: &View<'_>, columns: u16, rows: u16) -> Screen {
    let mut screen = Screen::default();
    if columns < LEAST_COLUMNS || rows < LEAST_ROWS {
        screen.put((0, 0), columns, "the terminal is too small (q ends)", Style::Bold);
        return screen;
    }
    screen.picture = Area { column: 0, row: ROWS_ABOVE, columns, rows: rows - ROWS_ABOVE - ROWS_BELOW };
    let total = u16::try_from(width(&view.total)).unwrap_or(columns).min(columns / 2);
    screen.put((0, 0), columns - total, &view.place, Style::Bold);
    screen.put((columns - total, 0), total, &view.total, Style::Plain);
    // Wipes what an earlier pair left in the gap between the halves.
    for row in (1..ROWS_ABOVE).chain(rows - ROWS_BELOW..rows - 2) {
        screen.put((0, row), columns, "", Style::Plain);
    }
    if let Some(sides) = &view.sides {
        let areas = halves(screen.picture);
        let [left, right] = sides;
        for (side, other, area, arrow) in [(left, right, areas[0], "←"), (right, left, areas[1], "→")] {
            screen.put((area.column, 1), area.columns, &format!("{arrow} {}", side.why), Style::Dim);
            screen.facts(side, other, Area { row: rows - ROWS_BELOW, ..area });
        }
    }
    screen.put((0, rows - 2), columns, &view.message, Style::Bold);
    // The lower right cell stays empty: some terminals scroll when it is written.
    screen.put((0, rows - 1), columns - 1, KEYS, Style::Dim);
    screen
}

/// Lays out what the keys do.
pub(super) fn help(columns: u16, rows: u16) -> Screen {
    let mut screen = Screen::default();
    for (row, line) in (0..rows.saturating_sub(1)).zip(HELP) {
        screen.put((0, row), columns, line, Style::Plain);
    }
    screen
}

impl Screen {
    fn put(&mut self, (column, row): (u16, u16), columns: u16, text: &str, style: Style) {
        if columns > 0 {
            self.pieces.push(Piece::filling(column, row, columns, text, style));
        }
    }

    /// Path, facts and tags of one side in three lines.
    fn facts(&mut self, side: &Side<'_>, other: &Side<'_>, area: Area) {
        let path = clip_start(&escape::path(side.path), usize::from(area.columns));
        self.put((area.column, area.row), area.columns, &path, Style::Bold);
        let Ok(card) = side.card else { return };
        let other = other.card.as_ref().ok();
        let facts = facts(card);
        let other_facts = other.map(self::facts);
        let mut column = area.column;
        for (at, fact) in facts.iter().enumerate() {
            let left = area.column + area.columns - column;
            let is_shared = other_facts.as_ref().is_some_and(|others| others.get(at) == Some(fact));
            let style = if is_shared { Style::Dim } else { Style::Bold };
            let wide = u16::try_from(width(fact)).unwrap_or(left).min(left);
            self.put((column, area.row + 1), wide, fact, style);
            column = (column + wide + 2).min(area.column + area.columns);
        }
        let n_of_other = other.map_or(0, |other| other.tags.len());
        let own: Vec<String> = card
            .tags
            .iter()
            .filter(|line| other.is_none_or(|other| other.tags.iter().all(|of_other| of_other.tag != line.tag)))
            .map(|line| escape::text(&line.tag.to_string()))
            .collect();
        let (tags, style) = match (own.is_empty(), card.tags.len()) {
            (false, _) => (format!("tags it alone has: {}", own.join(" ")), Style::Bold),
            (true, 0) => ("no tags".to_owned(), Style::Dim),
            (true, n) if n == n_of_other => ("the same tags".to_owned(), Style::Dim),
            (true, _) => ("the other has all of its tags".to_owned(), Style::Dim),
        };
        self.put((area.column, area.row + 2), area.columns, &tags, style);
    }
}

/// Size in pixels, format, size in bytes and length, in this order.
fn facts(card: &Card) -> [String; 4] {
    let length = match card.duration_ms {
        Some(ms) if card.frames > 1 => format!("{} frames, {:.1} s", card.frames, ms as f64 / 1000.0),
        _ if card.frames > 1 => format!("{} frames", card.frames),
        _ => String::new(),
    };
    let bytes = BinaryBytes(card.bytes).to_string();
    [format!("{}×{}", card.width, card.height), escape::text(&card.format), bytes, length]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::{CardTag, ContentHash, Source};
    use crate::tag::Tag;

    fn card(width: u32, tags: &[&str]) -> Result<Card, String> {
        Ok(Card {
            path: "/a.png".into(),
            hash: ContentHash::of(b""),
            format: "png".to_owned(),
            width,
            height: 600,
            bytes: 2048,
            frames: 1,
            duration_ms: None,
            tags: tags
                .iter()
                .map(|tag| CardTag { tag: Tag::parse(tag).unwrap(), sources: vec![Source::Hand], confirmed: true })
                .collect(),
            quote: None,
        })
    }

    #[test]
    fn facts_that_differ_are_set_off_and_nothing_touches_the_pictures() {
        let (left, right) = (card(800, &["rain", "emotion:crying"]), card(400, &["rain"]));
        let side = |path, why: &str, card| Side { path: Path::new(path), why: why.to_owned(), card };
        let view = |sides| View {
            place: "3 of 30  near".into(),
            total: "no file goes so far".into(),
            sides,
            message: String::new(),
        };
        for (columns, rows) in [(100, 30), (40, 10), (300, 90)] {
            let sides =
                Some([side("/a/nagisa.png", "proposed", &left), side("/b/泣き顔 (1).png", "distance 3", &right)]);
            let screen = draw(&view(sides), columns, rows);
            for piece in &screen.pieces {
                let area = screen.picture;
                assert!(piece.row < area.row || piece.row >= area.row + area.rows, "{piece:?}");
                assert!(usize::from(piece.column) + width(&piece.text) <= usize::from(columns), "{piece:?}");
            }
            let styled = |style| {
                let set = screen.pieces.iter().filter(|piece| piece.style == style);
                set.map(|piece| piece.text.trim()).collect::<Vec<_>>().join("|")
            };
            let (bold, dim) = (styled(Style::Bold), styled(Style::Dim));
            assert!(bold.contains("800×600") && bold.contains("400×600") && !bold.contains("2.00 KiB"), "{bold}");
            assert!(dim.contains("png|2.00"), "{dim}");
            assert!(columns == 40 || bold.contains("tags it alone has: emotion:crying"), "{bold}");
        }
        assert!(HELP.iter().all(|line| width(line) < usize::from(LEAST_COLUMNS)));
        let end = draw(&view(None), 80, 24);
        assert!(end.pieces.iter().any(|piece| piece.text.starts_with("← keep left")));
        assert_eq!(draw(&view(None), 20, 5).picture, Area::default());
    }
}
