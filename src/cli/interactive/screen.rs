//! What stands where: the state and the size of a terminal in, pieces of text out. Pure.
//!
//! ```text
//! 3 of 128  …/clannad/nagisa.gif          1920×1080  24 frames
//! ┌ picture ────────────────────────┐ series:clannad
//! │                                 │ ? emotion:happy  (guess)     ? is not confirmed
//! └─────────────────────────────────┘ “what is said in it”
//! 1 emotion:crying  2 series:clannad                     the number keys
//! tag: emo▏                                              what is typed
//! emotion:crying  emotion:happy                          what it can become, or a message
//! t tag  1-9 recent  …
//! ```
//! On narrow terminals the tags stand below the picture. Pieces fill their width with blanks, so that drawing over an
//! older screen needs no clearing, and never touch the picture. All text is escaped here, and only here.

mod flow;
#[cfg(test)]
mod tests;

use std::ops::RangeInclusive;

use super::super::text::{clip, clip_start, pad, width, wrap};
use super::keys::Mode;
use super::picture::Area;
use super::piece::{Piece, Style};
use super::session::Session;
use crate::cli::escape;
use crate::tag::Tag;

/// All of a screen but the picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Screen {
    pub(super) pieces: Vec<Piece>,
    /// Where the picture goes; empty if there is no room.
    pub(super) picture: Area,
    /// Where text is typed, if it is.
    pub(super) cursor: Option<(u16, u16)>,
}

const KEYS: &str = "t tag  r remove  a accept  u undo  n next  p back  o open  ? help  q quit";
const KEYS_TYPING: &str = "Enter put on  Tab choose  Ctrl-T new tag as typed  Esc leave  Ctrl-U clear";
const KEYS_JUMPING: &str = "Enter go there  Esc leave";
const KEYS_REMOVING: &str = "Enter take off  Tab/↑↓ choose  Esc leave";

const HELP: [&str; 15] = [
    "t Enter  put on a tag",
    "1-9      put on recent tag",
    "r x Del  take a tag off",
    "a        accept the ? tags",
    "u        undo",
    "n l → ↓  next; Space too",
    "p h ← ↑  previous",
    "PgUp/Dn  ten at once",
    "g/G      first/last",
    ": #      go to a number",
    "o        open the file",
    "f        picture in full",
    "Ctrl-L   draw again",
    "q        quit: all saved",
    "any key  leave this help",
];

const LEAST_COLUMNS: u16 = 20;
const LEAST_ROWS: u16 = 8;
/// From this width on the tags stand beside the picture.
const SIDE_BY_SIDE: u16 = 64;
/// Columns of the tags there: a third of all, within these limits. Less cuts most tags, more leaves blanks.
const SIDE_COLUMNS: RangeInclusive<u16> = 24..=44;
/// From this height on the number keys have two rows.
const TWO_ROWS_OF_KEYS: u16 = 16;
/// The fewest cells in which a path is shown beside the facts.
const LEAST_PATH: usize = 12;

/// Lays out the state on a terminal of some columns and rows.
pub(super) fn draw(session: &Session, columns: u16, rows: u16) -> Screen {
    let mut screen = Screen::default();
    if columns < LEAST_COLUMNS || rows < LEAST_ROWS {
        screen.put(0, 0, columns, "the terminal is too small (q quits)", Style::Bold);
        return screen;
    }
    // The number keys, the typed text, the message and the keys.
    let below = if rows >= TWO_ROWS_OF_KEYS { 5 } else { 4 };
    let middle = Area { column: 0, row: 1, columns, rows: rows - 1 - below };
    let side = if session.is_wide && matches!(session.mode, Mode::Browse | Mode::Tag | Mode::Jump) {
        screen.picture = middle;
        Area::default()
    } else if columns >= SIDE_BY_SIDE {
        let side = (columns / 3).clamp(*SIDE_COLUMNS.start(), *SIDE_COLUMNS.end());
        screen.picture = Area { columns: columns - side - 1, ..middle };
        Area { column: columns - side, columns: side, ..middle }
    } else {
        let side = (middle.rows / 3).max(1);
        screen.picture = Area { rows: middle.rows - side, ..middle };
        Area { row: middle.row + middle.rows - side, rows: side, ..middle }
    };
    screen.header(session, columns);
    screen.side(session, side);
    screen.recent(session, rows - below, columns, below - 3);
    screen.prompt(session, rows - 3, columns);
    screen.remark(session, rows - 2, columns);
    let keys = match session.mode {
        Mode::Tag => KEYS_TYPING,
        Mode::Remove => KEYS_REMOVING,
        Mode::Jump => KEYS_JUMPING,
        Mode::Browse | Mode::Help => KEYS,
    };
    // The lower right cell stays empty: some terminals scroll when it is written.
    screen.put(0, rows - 1, columns - 1, keys, Style::Dim);
    screen
}

impl Screen {
    /// Puts a text at a place, cut or filled to a width.
    fn put(&mut self, column: u16, row: u16, columns: u16, text: &str, style: Style) {
        if columns > 0 {
            self.pieces.push(Piece::filling(column, row, columns, text, style));
        }
    }

    fn header(&mut self, session: &Session, columns: u16) {
        let place = format!("{} of {}", session.position + 1, session.n_media);
        let (path, facts) = match &session.media {
            Some(Ok(media)) => {
                let frames = if media.frames > 1 { format!("  {} frames", media.frames) } else { String::new() };
                (escape::path(&media.path), format!("{}×{}{frames}", media.width, media.height))
            }
            Some(Err(_)) | None => (String::new(), String::new()),
        };
        let columns = usize::from(columns);
        let room = columns.saturating_sub(width(&place) + width(&facts) + 4);
        let line = if room >= LEAST_PATH {
            format!("{place}  {}  {facts}", pad(&clip_start(&path, room), room))
        } else {
            format!("{place}  {}", clip_start(&path, columns.saturating_sub(width(&place) + 2)))
        };
        self.put(0, 0, columns as u16, &line, Style::Bold);
    }

    /// The tags and the quote, the tags to choose from, or the help.
    fn side(&mut self, session: &Session, area: Area) {
        let room = usize::from(area.rows);
        let mut lines: Vec<(String, Style)> = match session.mode {
            Mode::Help => HELP.iter().map(|line| ((*line).to_owned(), Style::Plain)).collect(),
            Mode::Remove => flow::window(session.offers.len(), session.chosen, room)
                .filter_map(|at| {
                    let style = if session.chosen == Some(at) { Style::Reverse } else { Style::Plain };
                    Some((shown(session.offers.get(at)?), style))
                })
                .collect(),
            Mode::Browse | Mode::Tag | Mode::Jump => about(session, usize::from(area.columns)),
        };
        if lines.len() > room && room > 0 {
            let more = lines.len() - room + 1;
            lines.truncate(room - 1);
            lines.push((format!("… {more} more"), Style::Dim));
        }
        lines.resize(room, (String::new(), Style::Plain));
        for (row, (text, style)) in (area.row..).zip(lines) {
            self.put(area.column, row, area.columns, &text, style);
        }
    }

    fn recent(&mut self, session: &Session, row: u16, columns: u16, rows: u16) {
        let tags: Vec<String> = session.recent.tags().map(shown).collect();
        let mut lines = flow::number_keys(&tags, usize::from(columns), usize::from(rows));
        lines.resize(usize::from(rows), String::new());
        for (row, line) in (row..).zip(lines) {
            self.put(0, row, columns, &line, Style::Plain);
        }
    }

    fn prompt(&mut self, session: &Session, row: u16, columns: u16) {
        let label = match session.mode {
            Mode::Tag => "tag: ",
            Mode::Remove => "remove: ",
            Mode::Jump => "go to: ",
            Mode::Browse | Mode::Help => "",
        };
        let shown = clip_start(&escape::text(&session.typed), usize::from(columns).saturating_sub(label.len() + 1));
        let line = format!("{label}{shown}");
        if session.mode.is_typing() {
            self.cursor = Some((u16::try_from(width(&line)).unwrap_or(0), row));
        }
        self.put(0, row, columns, &line, Style::Plain);
    }

    /// A message, or else what the typed text can become.
    fn remark(&mut self, session: &Session, row: u16, columns: u16) {
        if let Some(message) = &session.message {
            let style = if message.is_error { Style::Bold } else { Style::Plain };
            self.put(0, row, columns, &escape::text(&message.text), style);
            return;
        }
        let mut column = 0;
        if session.mode == Mode::Tag {
            let offers: Vec<String> = session.offers.iter().map(shown).collect();
            let start = flow::first_visible(&offers, session.taken(), usize::from(columns));
            for (at, offer) in offers.iter().enumerate().skip(start) {
                let left = columns.saturating_sub(column);
                if left < 4 {
                    break;
                }
                let wide = u16::try_from(width(offer)).unwrap_or(left).min(left);
                let style = if session.taken() == Some(at) { Style::Reverse } else { Style::Dim };
                self.put(column, row, wide, offer, style);
                self.put(column + wide, row, 2.min(left - wide), "", Style::Plain);
                column += wide + 2;
            }
        }
        self.put(column, row, columns.saturating_sub(column), "", Style::Plain);
    }
}

fn shown(tag: &Tag) -> String {
    escape::text(&tag.to_string())
}

/// The tags of the media, then its quote, as lines of some cells.
fn about(session: &Session, cells: usize) -> Vec<(String, Style)> {
    let media = match &session.media {
        Some(Ok(media)) => media,
        Some(Err(reason)) => {
            return wrap(&escape::text(reason), cells).into_iter().map(|line| (line, Style::Bold)).collect();
        }
        None => return Vec::new(),
    };
    let mut lines = Vec::new();
    for on_card in session.tags() {
        let tag = shown(&on_card.tag);
        if on_card.confirmed {
            lines.push((tag, Style::Plain));
        } else {
            let sources = on_card.sources.iter().map(|source| source.name()).collect::<Vec<_>>().join(", ");
            let room = cells.saturating_sub(width(&sources) + 6);
            lines.push((format!("? {}  ({sources})", clip(&tag, room.max(cells / 2))), Style::Dim));
        }
    }
    if lines.is_empty() {
        lines.push(("no tags yet".to_owned(), Style::Dim));
    }
    if let Some(quote) = &media.quote {
        lines.push((String::new(), Style::Plain));
        let quoted = format!("“{}”", escape::text(quote));
        lines.extend(wrap(&quoted, cells).into_iter().map(|line| (line, Style::Plain)));
    }
    lines
}
