//! What a key means, given what is going on.
//!
//! While nothing is typed every key is a command, on the home row and on the arrows alike; while a tag is typed every
//! character is a character, and only Ctrl and the keys without one are commands. No state is kept here.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// What keys are taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Commands.
    Browse,
    /// A tag to put on is typed.
    Tag,
    /// A tag to take off is chosen.
    Remove,
    /// The number of a media to go to is typed.
    Jump,
    /// The keys are explained.
    Help,
}

impl Mode {
    /// Whether characters are text.
    pub(super) fn is_typing(self) -> bool {
        matches!(self, Self::Tag | Self::Remove | Self::Jump)
    }
}

/// What a person wants done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Go forward or back by so many media.
    Move(isize),
    /// Go to the first media.
    First,
    /// Go to the last media.
    Last,
    /// Put on the tag of a number key.
    Recent(usize),
    /// Begin to type a tag to put on.
    Tag,
    /// Begin to choose a tag to take off.
    Remove,
    /// Begin to type the number of a media to go to.
    Jump,
    /// Open the file with the desktop's program.
    Open,
    /// Give the picture all of the room, or the tags some of it again.
    Widen,
    /// Accept the unconfirmed tags.
    Confirm,
    /// Take back the last change.
    Undo,
    /// Show or hide what the keys do.
    Help,
    /// Add to the typed text.
    Insert(String),
    /// Take the last character off the typed text.
    Erase,
    /// Take the last word off the typed text.
    EraseWord,
    /// Take everything off the typed text.
    EraseAll,
    /// Choose the next (1) or previous (-1) of what is offered.
    Choose(isize),
    /// Do what was typed or chosen, or what is offered first.
    Enter,
    /// Put on a new tag as it was typed.
    Force,
    /// Leave without doing it.
    Leave,
    /// Draw everything anew.
    Redraw,
    /// End.
    Quit,
    /// End at once, as a signal would.
    Interrupt,
}

/// Reads an event of the terminal; none if it means nothing now.
pub(super) fn action(mode: Mode, event: &Event) -> Option<Action> {
    match event {
        Event::Key(key) if key.kind != KeyEventKind::Release => key_action(mode, *key),
        Event::Paste(text) if mode.is_typing() => insert(text.lines().next().unwrap_or("")),
        Event::Resize(..) => Some(Action::Redraw),
        _ => None,
    }
}

fn key_action(mode: Mode, key: KeyEvent) -> Option<Action> {
    if key.modifiers.contains(KeyModifiers::CONTROL) {
        return match key.code {
            KeyCode::Char('c') => Some(Action::Interrupt),
            KeyCode::Char('d') if !mode.is_typing() => Some(Action::Quit),
            KeyCode::Char('l') => Some(Action::Redraw),
            KeyCode::Char('o') => Some(Action::Open),
            KeyCode::Char('t') if mode == Mode::Tag => Some(Action::Force),
            KeyCode::Char('w') if mode.is_typing() => Some(Action::EraseWord),
            KeyCode::Char('u') if mode.is_typing() => Some(Action::EraseAll),
            KeyCode::Char('n') if mode.is_typing() => Some(Action::Choose(1)),
            KeyCode::Char('p') if mode.is_typing() => Some(Action::Choose(-1)),
            KeyCode::Char('h') if mode.is_typing() => Some(Action::Erase),
            _ => None,
        };
    }
    if key.modifiers.contains(KeyModifiers::ALT) {
        return None;
    }
    match mode {
        Mode::Browse => browsing(key.code),
        Mode::Tag | Mode::Remove | Mode::Jump => typing(key.code),
        Mode::Help => match key.code {
            KeyCode::Char('q') => Some(Action::Quit),
            _ => Some(Action::Help),
        },
    }
}

fn browsing(code: KeyCode) -> Option<Action> {
    Some(match code {
        KeyCode::Char('n' | 'l' | 'j' | ' ') | KeyCode::Right | KeyCode::Down => Action::Move(1),
        KeyCode::Char('p' | 'h' | 'k') | KeyCode::Left | KeyCode::Up | KeyCode::Backspace => Action::Move(-1),
        KeyCode::PageDown => Action::Move(10),
        KeyCode::PageUp => Action::Move(-10),
        KeyCode::Home | KeyCode::Char('g') => Action::First,
        KeyCode::End | KeyCode::Char('G') => Action::Last,
        KeyCode::Char(digit @ '1'..='9') => Action::Recent(digit.to_digit(10)? as usize),
        KeyCode::Char('t' | '/') | KeyCode::Enter => Action::Tag,
        KeyCode::Char('r' | 'x') | KeyCode::Delete => Action::Remove,
        KeyCode::Char(':' | '#') => Action::Jump,
        KeyCode::Char('o') => Action::Open,
        KeyCode::Char('f') => Action::Widen,
        KeyCode::Char('a') => Action::Confirm,
        KeyCode::Char('u') => Action::Undo,
        KeyCode::Char('?') | KeyCode::F(1) => Action::Help,
        KeyCode::Char('q') => Action::Quit,
        _ => return None,
    })
}

fn typing(code: KeyCode) -> Option<Action> {
    Some(match code {
        KeyCode::Char(c) => return insert(c.encode_utf8(&mut [0; 4])),
        KeyCode::Backspace => Action::Erase,
        KeyCode::Tab | KeyCode::Down => Action::Choose(1),
        KeyCode::BackTab | KeyCode::Up => Action::Choose(-1),
        KeyCode::Enter => Action::Enter,
        KeyCode::Esc => Action::Leave,
        _ => return None,
    })
}

fn insert(text: &str) -> Option<Action> {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    (!text.is_empty()).then_some(Action::Insert(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn a_key_means_what_the_mode_makes_of_it() {
        let plain = KeyModifiers::NONE;
        let control = KeyModifiers::CONTROL;
        for (mode, code, modifiers, expected) in [
            (Mode::Browse, KeyCode::Char('n'), plain, Some(Action::Move(1))),
            (Mode::Tag, KeyCode::Char('n'), plain, Some(Action::Insert("n".to_owned()))),
            (Mode::Tag, KeyCode::Char('泣'), plain, Some(Action::Insert("泣".to_owned()))),
            (Mode::Browse, KeyCode::Char('7'), plain, Some(Action::Recent(7))),
            (Mode::Browse, KeyCode::Char('0'), plain, None),
            (Mode::Tag, KeyCode::Char('7'), plain, Some(Action::Insert("7".to_owned()))),
            (Mode::Browse, KeyCode::Char('G'), KeyModifiers::SHIFT, Some(Action::Last)),
            (Mode::Browse, KeyCode::Tab, plain, None),
            (Mode::Tag, KeyCode::Tab, plain, Some(Action::Choose(1))),
            (Mode::Remove, KeyCode::BackTab, KeyModifiers::SHIFT, Some(Action::Choose(-1))),
            (Mode::Browse, KeyCode::Esc, plain, None),
            (Mode::Tag, KeyCode::Esc, plain, Some(Action::Leave)),
            (Mode::Tag, KeyCode::Char('u'), control, Some(Action::EraseAll)),
            (Mode::Browse, KeyCode::Char('u'), plain, Some(Action::Undo)),
            (Mode::Browse, KeyCode::Char('u'), control, None),
            (Mode::Tag, KeyCode::Char('d'), control, None),
            (Mode::Browse, KeyCode::Char('d'), control, Some(Action::Quit)),
            (Mode::Tag, KeyCode::Char('x'), KeyModifiers::ALT, None),
            (Mode::Tag, KeyCode::Char('o'), plain, Some(Action::Insert("o".to_owned()))),
            (Mode::Tag, KeyCode::Char('o'), control, Some(Action::Open)),
            (Mode::Browse, KeyCode::Char('o'), plain, Some(Action::Open)),
            (Mode::Tag, KeyCode::Char('t'), control, Some(Action::Force)),
            (Mode::Browse, KeyCode::Char('t'), control, None),
            (Mode::Jump, KeyCode::Char('7'), plain, Some(Action::Insert("7".to_owned()))),
            (Mode::Help, KeyCode::Char('n'), plain, Some(Action::Help)),
            (Mode::Help, KeyCode::Char('q'), plain, Some(Action::Quit)),
        ] {
            assert_eq!(action(mode, &press(code, modifiers)), expected, "{mode:?} {code:?} {modifiers:?}");
        }
        for mode in [Mode::Browse, Mode::Tag, Mode::Remove, Mode::Help] {
            assert_eq!(action(mode, &press(KeyCode::Char('c'), control)), Some(Action::Interrupt));
        }
    }

    #[test]
    fn pasted_text_is_one_line_without_control_characters() {
        let paste = |text: &str| Event::Paste(text.to_owned());
        assert_eq!(action(Mode::Tag, &paste("emo\u{1b}\ttion\r\nq")), Some(Action::Insert("emotion".to_owned())));
        assert_eq!(action(Mode::Tag, &paste("\u{1b}")), None);
        assert_eq!(action(Mode::Browse, &paste("q")), None, "a paste is no series of commands");
        let release = KeyEvent::new_with_kind(KeyCode::Char('q'), KeyModifiers::NONE, KeyEventKind::Release);
        assert_eq!(action(Mode::Browse, &Event::Key(release)), None);
    }
}
