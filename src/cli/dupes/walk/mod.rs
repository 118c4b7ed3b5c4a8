//! `nakigao dupes resolve --interactive`: both pictures of each pair beside each other, and a key for what becomes of them.
//!
//! `choice` knows which file is kept and which goes, `screen` lays it out; both are pure. Nothing is moved here: the decisions
//! are returned, and confirmed as a whole once the terminal is given back. Only "both are wanted" is written down at once,
//! as `dupes reject` does it; undo takes it back.

mod choice;
mod screen;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use image::RgbaImage;
use indicatif::BinaryBytes;

use super::super::count::count;
use super::super::desktop;
use super::super::exit::Failed;
use super::super::interactive::detect::Pictures;
use super::super::interactive::in_words;
use super::super::interactive::picture::{self, Area, Cell, halves, side_by_side};
use super::super::interactive::piece::notice;
use super::super::interactive::stage::{self, Place, Stage};
use super::view::match_in_words;
use crate::ops::{self, Card, ContentHash, DuplicateGroup, Gallery, JournalId};
use choice::{Answer, Choices, Pair};
use screen::{Side, View};

/// What was decided.
pub(super) struct Decided {
    /// The files that go, in groups by the one that is kept for them.
    pub(super) groups: Vec<DuplicateGroup>,
    /// The walk was ended by a signal or Ctrl-C.
    pub(super) was_interrupted: bool,
}

/// Shows the pairs of some groups until the person ends it; at once if there are none.
///
/// # Errors
/// If there is no terminal to do so in, it cannot show what was asked for, or it goes away.
pub(super) fn run(gallery: &Gallery, groups: Vec<DuplicateGroup>, pictures: Pictures) -> Result<Decided, Failed> {
    let protocol = stage::protocol(pictures)?;
    let choices = Choices::new(groups);
    if choices.n_pairs() == 0 {
        return Ok(Decided { groups: Vec::new(), was_interrupted: false });
    }
    let (stage, message) = (Stage::open(protocol)?, String::new());
    let mut walk = Walk { gallery, choices, stage, rejected: Vec::new(), sides: None, message, is_helping: false };
    let was_interrupted = walk.go()?;
    Ok(Decided { groups: walk.choices.decided(), was_interrupted })
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Answer(Answer),
    Undo,
    Open,
    Redraw,
    Help,
    End,
    Interrupt,
}

fn action(event: &Event) -> Option<Action> {
    let key = match event {
        Event::Resize(..) => return Some(Action::Redraw),
        Event::Key(key) if key.kind != KeyEventKind::Release => *key,
        _ => return None,
    };
    let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
    match key {
        KeyEvent { code: KeyCode::Char('c'), .. } if is_control => Some(Action::Interrupt),
        KeyEvent { code: KeyCode::Char('l'), .. } if is_control => Some(Action::Redraw),
        _ if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => None,
        KeyEvent { code, .. } => Some(match code {
            KeyCode::Left | KeyCode::Char('1' | 'h') => Action::Answer(Answer::Left),
            KeyCode::Right | KeyCode::Char('2' | 'l') => Action::Answer(Answer::Right),
            KeyCode::Char('b') => Action::Answer(Answer::Both),
            KeyCode::Char('s' | 'n' | ' ') => Action::Answer(Answer::Skip),
            KeyCode::Char('u' | 'p') | KeyCode::Backspace => Action::Undo,
            KeyCode::Char('o') => Action::Open,
            KeyCode::Char('?') | KeyCode::F(1) => Action::Help,
            KeyCode::Char('q') => Action::End,
            _ => return None,
        }),
    }
}

/// What was read of the two files of a pair.
struct Sides {
    position: usize,
    cards: [Result<Card, String>; 2],
    /// The longer side in pixels that was asked for, and their pictures.
    pictures: Option<(u32, [Result<RgbaImage, String>; 2])>,
}

struct Walk<'a> {
    gallery: &'a Gallery,
    choices: Choices,
    stage: Stage,
    /// The journal's entries of pairs that are both wanted, each with how many answers there were before it.
    rejected: Vec<(usize, JournalId)>,
    sides: Option<Sides>,
    message: String,
    /// The keys are explained, until the next one is pressed.
    is_helping: bool,
}

impl Walk<'_> {
    /// Goes to the end; returns whether a signal or Ctrl-C ended it.
    fn go(&mut self) -> Result<bool, Failed> {
        loop {
            self.draw()?;
            let Some(event) = self.stage.event()? else { return Ok(true) };
            let Some(action) = self.asked(&event) else { continue };
            self.message.clear();
            let done = match action {
                Action::End => return Ok(false),
                Action::Interrupt => return Ok(true),
                Action::Redraw => {
                    self.stage.forget();
                    Ok(())
                }
                Action::Help => {
                    self.is_helping = !self.is_helping;
                    Ok(())
                }
                Action::Answer(answer) => self.answer(answer),
                Action::Undo => self.undo(),
                Action::Open => self.open(),
            };
            if let Err(reason) = done {
                self.message = super::super::escape::text(&reason);
            }
        }
    }

    /// What an event asks for; a key that leaves the help decides nothing.
    fn asked(&self, event: &Event) -> Option<Action> {
        let is_press = matches!(event, Event::Key(key) if key.kind != KeyEventKind::Release);
        match action(event) {
            None | Some(Action::Answer(_) | Action::Undo | Action::Open) if self.is_helping && is_press => {
                Some(Action::Help)
            }
            action => action,
        }
    }

    fn answer(&mut self, answer: Answer) -> Result<(), String> {
        let Some(pair) = self.choices.pair() else { return Ok(()) };
        if answer == Answer::Both {
            let (left, right) = (pair.left.hash, pair.right.hash);
            if left == right {
                self.message = "both stay; they hold the same bytes, so they will be listed again".to_owned();
            } else if let Some(entry) = ops::reject(self.gallery, &left, &right).map_err(in_words)? {
                self.rejected.push((self.choices.n_answers(), entry));
            }
        }
        self.choices.answer(answer);
        Ok(())
    }

    /// Takes the last answer back, and its entry in the journal if it has one.
    fn undo(&mut self) -> Result<(), String> {
        let n_before = self.choices.n_answers().checked_sub(1).ok_or("nothing was answered yet")?;
        if let Some(&(n, entry)) = self.rejected.last()
            && n == n_before
        {
            ops::undo_entries(self.gallery, &[entry]).map_err(in_words)?;
            self.rejected.pop();
        }
        self.choices.undo();
        Ok(())
    }

    fn open(&self) -> Result<(), String> {
        let Some(Pair { left, right, .. }) = self.choices.pair() else { return Ok(()) };
        desktop::open(&left.path)?;
        desktop::open(&right.path)
    }

    fn draw(&mut self) -> Result<(), Failed> {
        let size = self.stage.size()?;
        self.read_cards();
        let screen = if self.is_helping {
            screen::help(size.columns, size.rows)
        } else {
            screen::draw(&self.view(), size.columns, size.rows)
        };
        let place = Place { position: self.choices.position(), area: screen.picture, cell: size.cell };
        if self.stage.write(place, &screen.pieces, None)? {
            let bytes = self.picture(screen.picture, size.cell);
            self.stage.paint(place, bytes, None)?;
        }
        Ok(())
    }

    fn view(&self) -> View<'_> {
        let n_pairs = self.choices.n_pairs();
        let (n_files, bytes) = self.choices.total();
        let total = match n_files {
            0 => "nothing goes so far".to_owned(),
            n => format!("so far {}, {} to the trash", count(n, "file"), BinaryBytes(bytes)),
        };
        let (Some(pair), Some(read)) = (self.choices.pair(), &self.sides) else {
            let message = "that was the last pair: q ends and asks once more, u takes the last answer back".to_owned();
            return View { place: format!("{n_pairs} of {n_pairs}"), total, sides: None, message };
        };
        let place = format!("{} of {n_pairs}  {}", self.choices.position() + 1, pair.group.kind.name());
        let whys = if pair.left.hash == pair.right.hash {
            [pair.group.reason.clone(), "the same bytes".to_owned()]
        } else if pair.is_as_found() {
            [pair.group.reason.clone(), match_in_words(pair.group.kind, pair.right)]
        } else {
            ["it won over another".to_owned(), String::new()]
        };
        let [why_left, why_right] = whys;
        let [card_left, card_right] = &read.cards;
        let left = Side { path: &pair.left.path, why: why_left, card: card_left };
        let right = Side { path: &pair.right.path, why: why_right, card: card_right };
        View { place, total, sides: Some([left, right]), message: self.message.clone() }
    }

    fn read_cards(&mut self) {
        let position = self.choices.position();
        if self.sides.as_ref().is_some_and(|read| read.position == position) {
            return;
        }
        let card = |hash: &ContentHash| ops::card(self.gallery, hash).map_err(in_words);
        self.sides = self.choices.pair().map(|pair| Sides {
            position,
            cards: [card(&pair.left.hash), card(&pair.right.hash)],
            pictures: None,
        });
    }

    /// Both pictures for an area, or the reasons why there is none of them.
    fn picture(&mut self, area: Area, cell: Cell) -> Vec<u8> {
        let areas = halves(area);
        let edge = picture::edge(self.stage.protocol, areas[0], cell);
        let (Some(pair), Some(read)) = (self.choices.pair(), &mut self.sides) else { return Vec::new() };
        if edge == 0 {
            return Vec::new();
        }
        if read.pictures.as_ref().is_none_or(|(known, _)| *known < edge) {
            let one = |hash: &ContentHash| ops::card_picture(self.gallery, hash, edge).map_err(in_words);
            read.pictures = Some((edge, [one(&pair.left.hash), one(&pair.right.hash)]));
        }
        let Some((_, pictures)) = &read.pictures else { return Vec::new() };
        let [left, right] = pictures.each_ref().map(|picture| picture.as_ref().ok());
        let both = side_by_side([left, right], area, cell);
        let mut bytes = picture::encode(&both, self.stage.protocol, area, cell);
        for (picture, half) in pictures.iter().zip(areas) {
            bytes.extend(picture.as_ref().err().map(|reason| notice(reason, half)).unwrap_or_default());
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_answers() {
        let press = |code, modifiers| action(&Event::Key(KeyEvent::new(code, modifiers)));
        for (code, modifiers, expected) in [
            (KeyCode::Left, KeyModifiers::NONE, Some(Action::Answer(Answer::Left))),
            (KeyCode::Char('2'), KeyModifiers::NONE, Some(Action::Answer(Answer::Right))),
            (KeyCode::Char('b'), KeyModifiers::NONE, Some(Action::Answer(Answer::Both))),
            (KeyCode::Char(' '), KeyModifiers::NONE, Some(Action::Answer(Answer::Skip))),
            (KeyCode::Char('u'), KeyModifiers::NONE, Some(Action::Undo)),
            (KeyCode::Char('?'), KeyModifiers::SHIFT, Some(Action::Help)),
            (KeyCode::Char('q'), KeyModifiers::NONE, Some(Action::End)),
            (KeyCode::Char('c'), KeyModifiers::CONTROL, Some(Action::Interrupt)),
            (KeyCode::Char('l'), KeyModifiers::CONTROL, Some(Action::Redraw)),
            (KeyCode::Char('b'), KeyModifiers::CONTROL, None),
            (KeyCode::Enter, KeyModifiers::NONE, None),
        ] {
            assert_eq!(press(code, modifiers), expected, "{code:?}");
        }
    }
}
