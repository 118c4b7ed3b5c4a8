//! `nakigao tag --interactive`: a walk through the result of a query, with a picture of each media and tags on the keys.
//!
//! `keys` turns keys into actions, `session` actions into a new state and what is left to do, `screen` the state into
//! text, `picture` pixels into a terminal's bytes: all of them are pure. This file alone calls `ops` and moves data
//! between them. `stage` draws, and `terminal` alone touches the terminal; `dupes resolve --interactive` uses both too.
//!
//! A change is in the catalogue before its key is answered, so that there is nothing to save at the end. A picture is read
//! and drawn only when no key is waiting, so that nobody who holds `n` down waits for decoders. The list of media is fixed
//! at the start: one that no longer fits the query stays.
//!
//! Start reading at [`run`], then at `session`.

pub(in crate::cli) mod detect;
mod keys;
pub(in crate::cli) mod picture;
pub(in crate::cli) mod piece;
mod recent;
mod screen;
mod session;
pub(in crate::cli) mod stage;
mod terminal;

use image::RgbaImage;

use super::desktop;
use super::exit::Failed;
use super::journal::phrase;
use crate::ops::{self, ContentHash, Gallery, JournalId, TagCheck, TagEdit};
use detect::Pictures;
use picture::{Area, Cell};
use piece::notice;
use session::{Change, Effect, Session};
use stage::{Place, Stage};

/// What was changed, less what was taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cli) struct Summary {
    /// Tags put on.
    pub(in crate::cli) put_on: usize,
    /// Tags taken off.
    pub(in crate::cli) taken_off: usize,
    /// Tags accepted.
    pub(in crate::cli) accepted: usize,
    /// The walk was ended by a signal or Ctrl-C.
    pub(in crate::cli) was_interrupted: bool,
}

impl Summary {
    /// The summary as a line for a person.
    pub(in crate::cli) fn line(&self) -> String {
        let counts = [(self.put_on, "put on"), (self.taken_off, "taken off"), (self.accepted, "accepted")];
        let parts: Vec<String> = counts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}")).collect();
        if parts.is_empty() { "no tags changed".to_owned() } else { format!("tags: {}", parts.join(", ")) }
    }
}

/// Walks through some media in the terminal until the person ends it; at once if there are none.
///
/// # Errors
/// If there is no terminal to walk in, it cannot show what was asked for, or it goes away. What fails for one media is
/// shown in the walk instead.
pub(in crate::cli) fn run(gallery: &Gallery, media: &[ContentHash], pictures: Pictures) -> Result<Summary, Failed> {
    let protocol = stage::protocol(pictures)?;
    if media.is_empty() {
        return Ok(Summary::default());
    }
    let session = Session::new(media.len());
    let stage = Stage::open(protocol)?;
    let mut walk = Walk { gallery, media, session, entries: Vec::new(), stage, cached: None };
    let was_interrupted = walk.go()?;
    Ok(Summary { was_interrupted, ..walk.session.summary() })
}

/// The picture of the media at a position, or the reason why it cannot be read.
struct Cached {
    position: usize,
    /// The longer side that was asked for, in pixels.
    edge: u32,
    picture: Result<RgbaImage, String>,
}

struct Walk<'a> {
    gallery: &'a Gallery,
    media: &'a [ContentHash],
    session: Session,
    /// The journal's entries of this walk that were not taken back, newest last.
    entries: Vec<JournalId>,
    stage: Stage,
    cached: Option<Cached>,
}

impl Walk<'_> {
    /// Walks to the end; returns whether a signal or Ctrl-C ended it.
    fn go(&mut self) -> Result<bool, Failed> {
        self.act(Effect::Load);
        loop {
            self.draw()?;
            let Some(event) = self.stage.event()? else { return Ok(true) };
            let Some(action) = keys::action(self.session.mode, &event) else { continue };
            let effect = self.session.apply(action);
            match self.act(effect) {
                Effect::Quit => return Ok(false),
                Effect::Interrupt => return Ok(true),
                _ => {}
            }
        }
    }

    /// Carries out an effect and those that follow from it; returns the last, which may end the loop.
    fn act(&mut self, effect: Effect) -> Effect {
        let mut next = effect;
        loop {
            next = match next {
                Effect::None | Effect::Quit | Effect::Interrupt => return next,
                Effect::Load => {
                    let card = self.here().and_then(|hash| ops::card(self.gallery, &hash).map_err(in_words));
                    self.session.loaded(card);
                    Effect::None
                }
                Effect::Complete(typed) => {
                    let offers = ops::complete_word(self.gallery, &typed)
                        .and_then(|offers| Ok((offers, ops::is_known_tag(self.gallery, &typed)?)));
                    self.answer(offers.map_err(in_words), |session, (offers, is_known)| {
                        session.offered(offers, is_known)
                    })
                }
                Effect::Check(typed) => {
                    let check = ops::check_tag(self.gallery, &typed).map_err(in_words);
                    self.answer(check, Session::checked)
                }
                Effect::CheckNew(typed) => {
                    let check = ops::check_tag(self.gallery, &typed).map_err(in_words);
                    self.answer(check, |session, check| {
                        session.checked(match check {
                            TagCheck::NearMiss { tag, .. } => TagCheck::Usable(tag),
                            other => other,
                        })
                    })
                }
                Effect::Open => {
                    let opened = match &self.session.media {
                        Some(Ok(card)) => desktop::open(&card.path),
                        _ => Err("there is nothing here to open".to_owned()),
                    };
                    self.answer(opened, |session, ()| session.opened())
                }
                Effect::Change(change) => {
                    let made = self.change(&change);
                    self.answer(made, |session, ()| session.changed(change))
                }
                Effect::Undo => {
                    let command = self.undo();
                    self.answer(command, |session, command| session.undone(command.as_deref()))
                }
                Effect::Redraw => {
                    self.stage.forget();
                    Effect::None
                }
            }
        }
    }

    /// Hands the session the result of an effect, or the reason why it failed.
    fn answer<T>(&mut self, asked: Result<T, String>, take: impl FnOnce(&mut Session, T) -> Effect) -> Effect {
        match asked {
            Ok(answer) => take(&mut self.session, answer),
            Err(reason) => self.session.failed(reason),
        }
    }

    fn change(&mut self, change: &Change) -> Result<(), String> {
        let edit = match change {
            Change::PutOn(tag) => TagEdit::PutOn(tag.clone()),
            Change::TakeOff(tag) => TagEdit::TakeOff(tag.clone()),
            Change::Accept(_) => TagEdit::Accept,
        };
        let entry = ops::edit_tags(self.gallery, &self.here()?, &edit).map_err(in_words)?;
        self.entries.extend(entry);
        Ok(())
    }

    /// Takes back the last change of this walk, and nobody else's.
    fn undo(&mut self) -> Result<Option<String>, String> {
        let Some(&entry) = self.entries.last() else { return Ok(None) };
        let undone = ops::undo_entries(self.gallery, &[entry]).map_err(in_words)?;
        self.entries.pop();
        Ok(undone.first().map(|entry| phrase(&entry.action)))
    }

    fn here(&self) -> Result<ContentHash, String> {
        self.media.get(self.session.position).copied().ok_or_else(|| "there is no such picture".to_owned())
    }

    /// Draws the text, and the picture too if it is not there yet and no key is waiting.
    fn draw(&mut self) -> Result<(), Failed> {
        let size = self.stage.size()?;
        let screen = screen::draw(&self.session, size.columns, size.rows);
        let place = Place { position: self.session.position, area: screen.picture, cell: size.cell };
        if self.stage.write(place, &screen.pieces, screen.cursor)? {
            let bytes = self.picture(screen.picture, size.cell);
            self.stage.paint(place, bytes, screen.cursor)?;
        }
        Ok(())
    }

    /// The picture of the media for an area, or the reason why there is none.
    fn picture(&mut self, area: Area, cell: Cell) -> Vec<u8> {
        let edge = picture::edge(self.stage.protocol, area, cell);
        let position = self.session.position;
        if edge == 0 || !matches!(self.session.media, Some(Ok(_))) {
            return Vec::new();
        }
        if !self.cached.as_ref().is_some_and(|cached| cached.position == position && cached.edge >= edge) {
            let read = self.here().and_then(|hash| ops::card_picture(self.gallery, &hash, edge).map_err(in_words));
            self.cached = Some(Cached { position, edge, picture: read });
        }
        match self.cached.as_ref().map(|cached| &cached.picture) {
            Some(Ok(pixels)) => picture::encode(pixels, self.stage.protocol, area, cell),
            Some(Err(reason)) => notice(reason, area),
            None => Vec::new(),
        }
    }
}

/// Why something failed, to be shown on the screen.
pub(in crate::cli) fn in_words(error: ops::Error) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_names_what_there_is() {
        let summary = Summary { put_on: 2, accepted: 1, ..Summary::default() };
        assert_eq!(
            (summary.line().as_str(), Summary::default().line().as_str()),
            ("tags: 2 put on, 1 accepted", "no tags changed")
        );
    }
}
