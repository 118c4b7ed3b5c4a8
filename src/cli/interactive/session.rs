//! The state of a walk: which media is shown, what is typed, what was changed. Pure; nothing is read, written or drawn here.
//!
//! ```text
//! key ─keys─▶ Action ─apply─▶ Effect ─the caller does it with ops─▶ loaded, offered, checked, changed, undone, failed
//! ```
//! Undo goes no further back than this session's own changes, so that a stray `u` does not undo yesterday's import. A tag
//! that is on already is not put on again: each change is one entry of the journal and one step of undo.
//!
//! Start reading at [`Session::apply`].

#[cfg(test)]
mod tests;

use super::Summary;
use super::keys::{Action, Mode};
use super::recent::Recent;
use crate::ops::{Card, CardTag, TagCheck};
use crate::tag::Tag;

/// The most characters that can be typed: the longest namespace and name fit.
const MOST_TYPED: usize = 400;

/// What the caller has to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Nothing but draw.
    None,
    /// Describe the media at the position, and report it with [`Session::loaded`].
    Load,
    /// List what a text can become, and report it with [`Session::offered`].
    Complete(String),
    /// Check a typed tag, and report it with [`Session::checked`].
    Check(String),
    /// Check a typed tag that may be new, and report it with [`Session::checked`].
    CheckNew(String),
    /// Open the file of the media at the position, and report it with [`Session::opened`].
    Open,
    /// Make a change, and report it with [`Session::changed`] or [`Session::failed`].
    Change(Change),
    /// Take back the last change, and report it with [`Session::undone`] or [`Session::failed`].
    Undo,
    /// Draw all of the screen again.
    Redraw,
    /// End.
    Quit,
    /// End as if by a signal.
    Interrupt,
}

/// A change to the tags of the media at the position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// A tag is put on.
    PutOn(Tag),
    /// A tag is taken off.
    TakeOff(Tag),
    /// All unconfirmed tags are accepted; holds how many.
    Accept(usize),
}

/// What is said of the last action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) text: String,
    pub(super) is_error: bool,
}

/// The state of a walk through some media.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) n_media: usize,
    pub(super) position: usize,
    /// The media at the position, or why it cannot be described; none until it is loaded.
    pub(super) media: Option<Result<Card, String>>,
    pub(super) mode: Mode,
    pub(super) typed: String,
    /// What the typed text can become; while removing, the tags of the media that fit it.
    pub(super) offers: Vec<Tag>,
    pub(super) chosen: Option<usize>,
    /// What is typed is a tag in use or of the vocabulary itself.
    is_known: bool,
    /// The picture takes the room of the tags too.
    pub(super) is_wide: bool,
    pub(super) recent: Recent,
    pub(super) message: Option<Message>,
    /// This session's changes, each with the position it was made at.
    done: Vec<(usize, Change)>,
}

impl Session {
    /// A walk from the first of some media (one at least).
    pub(super) fn new(n_media: usize) -> Self {
        Self {
            n_media,
            position: 0,
            media: None,
            mode: Mode::Browse,
            typed: String::new(),
            offers: Vec::new(),
            chosen: None,
            is_known: false,
            is_wide: false,
            recent: Recent::default(),
            message: None,
            done: Vec::new(),
        }
    }

    /// Applies an action to the state, and returns what the caller has to do for it.
    pub(super) fn apply(&mut self, action: Action) -> Effect {
        if action != Action::Redraw {
            self.message = None;
        }
        match action {
            Action::Move(by) => return self.go_to(self.position.saturating_add_signed(by), by > 0),
            Action::First => return self.go_to(0, false),
            Action::Last => return self.go_to(self.n_media.saturating_sub(1), true),
            Action::Recent(key) => match self.recent.on_key(key).cloned() {
                Some(tag) => return self.put_on(tag),
                None => self.refuse(format!("no tag is on {key} yet: those you put on come here")),
            },
            Action::Tag => return self.open(Mode::Tag),
            Action::Remove if self.tags().is_empty() => self.refuse("it has no tags".to_owned()),
            Action::Remove => return self.open(Mode::Remove),
            Action::Jump => return self.open(Mode::Jump),
            Action::Open => return Effect::Open,
            Action::Widen => self.is_wide = !self.is_wide,
            Action::Confirm => match self.tags().iter().filter(|line| !line.confirmed).count() {
                0 => self.refuse("all of its tags are confirmed".to_owned()),
                n => return Effect::Change(Change::Accept(n)),
            },
            Action::Undo if self.done.is_empty() => {
                self.refuse("nothing was changed here yet, and undo goes no further back".to_owned());
            }
            Action::Undo => return Effect::Undo,
            Action::Help => self.mode = if self.mode == Mode::Help { Mode::Browse } else { Mode::Help },
            Action::Insert(text) => {
                let room = MOST_TYPED.saturating_sub(self.typed.chars().count());
                self.typed.extend(text.chars().take(room));
                return self.typed_changed();
            }
            Action::Erase => {
                self.typed.pop();
                return self.typed_changed();
            }
            Action::EraseWord => {
                let is_between = |c: char| c == ' ' || c == '_' || c == ':';
                let kept = self.typed.trim_end_matches(is_between).rfind(is_between).map_or(0, |at| at + 1);
                self.typed.truncate(kept);
                return self.typed_changed();
            }
            Action::EraseAll => {
                self.typed.clear();
                return self.typed_changed();
            }
            Action::Choose(by) => self.choose(by),
            Action::Enter => return self.enter(),
            Action::Force if self.typed.trim().is_empty() => self.close(),
            Action::Force => return Effect::CheckNew(self.typed.clone()),
            Action::Leave => self.close(),
            Action::Redraw => return Effect::Redraw,
            Action::Quit => return Effect::Quit,
            Action::Interrupt => return Effect::Interrupt,
        }
        Effect::None
    }

    /// Takes the media at the position, or why it cannot be described.
    pub(super) fn loaded(&mut self, media: Result<Card, String>) {
        self.media = Some(media);
    }

    /// Takes what the typed text can become, and whether it is a known tag itself.
    pub(super) fn offered(&mut self, offers: Vec<Tag>, is_known: bool) -> Effect {
        (self.offers, self.is_known, self.chosen) = (offers, is_known, None);
        Effect::None
    }

    /// Which of the offers Enter takes: the chosen one, or else the first for a text that is no known tag.
    pub(super) fn taken(&self) -> Option<usize> {
        let first =
            || self.mode == Mode::Tag && !self.typed.trim().is_empty() && !self.is_known && !self.offers.is_empty();
        self.chosen.or_else(|| first().then_some(0))
    }

    /// Notes that the file was handed to the desktop.
    pub(super) fn opened(&mut self) -> Effect {
        self.tell("opened with the desktop's program".to_owned());
        Effect::None
    }

    /// Takes what the typed tag is; if it cannot be put on, the text stays to be mended.
    pub(super) fn checked(&mut self, check: TagCheck) -> Effect {
        match check {
            TagCheck::Usable(tag) => {
                self.close();
                self.put_on(tag)
            }
            TagCheck::NearMiss { tag, near } => {
                let text = format!("{tag} is not known: Enter takes {near}, Ctrl-T makes {tag} a new tag");
                (self.offers, self.chosen) = (vec![near], None);
                self.failed(text)
            }
            TagCheck::Malformed(error) => self.failed(error.to_string()),
        }
    }

    /// Notes that a change was made; the media is to be loaded again.
    pub(super) fn changed(&mut self, change: Change) -> Effect {
        let text = match &change {
            Change::PutOn(tag) => {
                self.recent.note(tag);
                format!("{tag} put on")
            }
            Change::TakeOff(tag) => format!("{tag} taken off"),
            Change::Accept(n) => format!("{n} accepted"),
        };
        self.tell(text);
        self.done.push((self.position, change));
        Effect::Load
    }

    /// Notes that the last change was taken back, by what the journal calls it; goes to where it had been made.
    pub(super) fn undone(&mut self, command: Option<&str>) -> Effect {
        let Some(command) = command else {
            self.done.clear();
            return self.failed("the journal has nothing to take back".to_owned());
        };
        if let Some((position, _)) = self.done.pop() {
            self.position = position;
        }
        self.tell(format!("undone: {command}"));
        Effect::Load
    }

    /// Notes that something could not be done.
    pub(super) fn failed(&mut self, reason: String) -> Effect {
        self.refuse(reason);
        Effect::None
    }

    /// The tags of the media.
    pub(super) fn tags(&self) -> &[CardTag] {
        match &self.media {
            Some(Ok(card)) => &card.tags,
            _ => &[],
        }
    }

    /// What was changed and not taken back.
    pub(super) fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for (_, change) in &self.done {
            match change {
                Change::PutOn(_) => summary.put_on += 1,
                Change::TakeOff(_) => summary.taken_off += 1,
                Change::Accept(n) => summary.accepted += n,
            }
        }
        summary
    }

    fn go_to(&mut self, position: usize, is_forward: bool) -> Effect {
        let position = position.min(self.n_media.saturating_sub(1));
        if position == self.position {
            let end = match (position + 1 == self.n_media, is_forward) {
                (true, true) => "this is the last; q ends",
                (false, true) => "this is it",
                (_, false) => "this is the first",
            };
            self.tell(end.to_owned());
            return Effect::None;
        }
        self.position = position;
        self.media = None;
        Effect::Load
    }

    fn put_on(&mut self, tag: Tag) -> Effect {
        if !matches!(self.media, Some(Ok(_))) {
            return self.failed("there is nothing here to put it on".to_owned());
        }
        if self.tags().iter().any(|line| line.tag == tag && line.confirmed) {
            self.recent.note(&tag);
            self.tell(format!("{tag} is on it already"));
            return Effect::None;
        }
        Effect::Change(Change::PutOn(tag))
    }

    fn open(&mut self, mode: Mode) -> Effect {
        self.mode = mode;
        self.typed.clear();
        self.typed_changed()
    }

    fn close(&mut self) {
        self.mode = Mode::Browse;
        self.typed.clear();
        self.offers.clear();
        (self.chosen, self.is_known) = (None, false);
    }

    fn typed_changed(&mut self) -> Effect {
        match self.mode {
            Mode::Tag => return Effect::Complete(self.typed.clone()),
            Mode::Jump => self.typed.retain(|c| c.is_ascii_digit()),
            Mode::Remove => self.narrow(),
            Mode::Browse | Mode::Help => {}
        }
        Effect::None
    }

    /// Offers the tags of the media that hold what is typed.
    fn narrow(&mut self) {
        let part = self.typed.to_lowercase().replace(' ', "_");
        let tags = self.tags().iter().map(|on_card| &on_card.tag);
        self.offers = tags.filter(|tag| tag.to_string().contains(&part)).cloned().collect();
        self.chosen = (!self.offers.is_empty()).then_some(0);
    }

    fn choose(&mut self, by: isize) {
        let n = self.offers.len();
        if n == 0 {
            return;
        }
        let next = match self.chosen {
            None if by < 0 => n - 1,
            None => 0,
            Some(at) => (at + n).saturating_add_signed(by) % n,
        };
        self.chosen = Some(next);
        if self.mode == Mode::Tag
            && let Some(offer) = self.offers.get(next)
        {
            self.typed = offer.to_string();
        }
    }

    fn enter(&mut self) -> Effect {
        if self.mode == Mode::Remove {
            let Some(tag) = self.chosen.and_then(|at| self.offers.get(at)).cloned() else {
                return self.failed("none of its tags is like that".to_owned());
            };
            self.close();
            return Effect::Change(Change::TakeOff(tag));
        }
        if self.typed.trim().is_empty() {
            self.close();
            return Effect::None;
        }
        if self.mode == Mode::Jump {
            return self.jump();
        }
        match self.taken().and_then(|at| self.offers.get(at)) {
            Some(offer) => Effect::Check(offer.to_string()),
            None => Effect::Check(self.typed.clone()),
        }
    }

    fn jump(&mut self) -> Effect {
        let number = self.typed.parse::<usize>().unwrap_or(usize::MAX);
        self.close();
        if number == 0 || number > self.n_media {
            return self.failed(format!("the numbers go from 1 to {}", self.n_media));
        }
        self.go_to(number - 1, true)
    }

    fn tell(&mut self, text: String) {
        self.message = Some(Message { text, is_error: false });
    }

    fn refuse(&mut self, reason: String) {
        self.message = Some(Message { text: reason, is_error: true });
    }
}
