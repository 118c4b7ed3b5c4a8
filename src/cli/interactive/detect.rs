//! Which pictures a terminal can show, from what its environment says of it.
//!
//! Pure: the values are passed in. The terminal itself is not asked (DA1, XTGETTCAP): an answer that comes late would be
//! read as keys. Inside tmux and screen only half blocks are safe: these swallow the other protocols or take them for a
//! window's title. Sixel, which newer versions of tmux draw, is used when it is asked for by name.

use clap::ValueEnum;

use super::picture::{Colours, Protocol};

/// How pictures are asked to be shown: a [`Protocol`], whatever the terminal can show, or not at all. The variants have no
/// texts of their own, since clap would list them in the help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Pictures {
    Auto,
    Kitty,
    Iterm,
    Sixel,
    Blocks,
    None,
}

/// Environment variables that tell something of a terminal; one that is not set is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Environment {
    /// `TERM`
    pub(super) term: String,
    /// `TERM_PROGRAM`
    pub(super) term_program: String,
    /// `KITTY_WINDOW_ID`
    pub(super) kitty_window_id: String,
    /// `TMUX`
    pub(super) tmux: String,
    /// `COLORTERM`
    pub(super) colorterm: String,
}

/// Returns the protocol by which pictures are shown.
///
/// # Errors
/// If the terminal cannot place text at all, or what was asked for would not come through; in words for a person.
pub(super) fn protocol(environment: &Environment, asked: Pictures) -> Result<Protocol, String> {
    if matches!(environment.term.as_str(), "" | "dumb") {
        return Err("this terminal cannot place text on its screen (TERM is empty or dumb)".to_owned());
    }
    let multiplexer = multiplexer(environment);
    let through = |protocol, name: &str| match multiplexer {
        Some(multiplexer) => Err(format!("{name} pictures do not come through {multiplexer}: use --pictures blocks")),
        None => Ok(protocol),
    };
    let blocks = Protocol::Blocks(colours(environment));
    match asked {
        Pictures::Kitty => through(Protocol::Kitty, "kitty"),
        Pictures::Iterm => through(Protocol::Iterm, "iterm"),
        Pictures::Sixel => Ok(Protocol::Sixel),
        Pictures::Blocks => Ok(blocks),
        Pictures::None => Ok(Protocol::Nothing),
        Pictures::Auto if multiplexer.is_some() => Ok(blocks),
        Pictures::Auto => Ok(native(environment).unwrap_or(blocks)),
    }
}

fn multiplexer(environment: &Environment) -> Option<&'static str> {
    let is = |name: &str| environment.term.split('-').next() == Some(name);
    if !environment.tmux.is_empty() || is("tmux") {
        Some("tmux")
    } else if is("screen") {
        Some("screen")
    } else {
        None
    }
}

/// The protocol that the terminal is known to have. `TERM_PROGRAM` goes before `KITTY_WINDOW_ID`, since other terminals that
/// are started from kitty inherit the latter.
fn native(environment: &Environment) -> Option<Protocol> {
    let term = environment.term.as_str();
    match environment.term_program.as_str() {
        "iTerm.app" | "WezTerm" | "mintty" => return Some(Protocol::Iterm),
        "kitty" | "ghostty" => return Some(Protocol::Kitty),
        "Apple_Terminal" | "vscode" => return None,
        _ => {}
    }
    if term.contains("kitty") || term.contains("ghostty") {
        Some(Protocol::Kitty)
    } else if ["foot", "mlterm", "yaft", "contour"].iter().any(|name| term.starts_with(name)) {
        Some(Protocol::Sixel)
    } else {
        (!environment.kitty_window_id.is_empty()).then_some(Protocol::Kitty)
    }
}

fn colours(environment: &Environment) -> Colours {
    let is_true = matches!(environment.colorterm.as_str(), "truecolor" | "24bit")
        || environment.term.ends_with("-direct")
        || native(environment).is_some();
    if is_true { Colours::True } else { Colours::Palette }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(words: &str) -> Environment {
        let value =
            |name: &str| words.split(' ').find_map(|word| word.strip_prefix(name)?.strip_prefix('=')).unwrap_or("");
        Environment {
            term: value("TERM").to_owned(),
            term_program: value("TERM_PROGRAM").to_owned(),
            kitty_window_id: value("KITTY_WINDOW_ID").to_owned(),
            tmux: value("TMUX").to_owned(),
            colorterm: value("COLORTERM").to_owned(),
        }
    }

    #[test]
    fn terminals_are_known_by_their_environment() {
        let (truecolor, palette) = (Protocol::Blocks(Colours::True), Protocol::Blocks(Colours::Palette));
        for (words, expected) in [
            ("TERM=xterm-kitty KITTY_WINDOW_ID=1 COLORTERM=truecolor", Protocol::Kitty),
            ("TERM=xterm-256color KITTY_WINDOW_ID=1", Protocol::Kitty),
            ("TERM=xterm-ghostty TERM_PROGRAM=ghostty", Protocol::Kitty),
            ("TERM=xterm-256color TERM_PROGRAM=iTerm.app", Protocol::Iterm),
            ("TERM=xterm-256color TERM_PROGRAM=WezTerm KITTY_WINDOW_ID=1", Protocol::Iterm),
            ("TERM=xterm-256color TERM_PROGRAM=vscode KITTY_WINDOW_ID=1 COLORTERM=truecolor", truecolor),
            ("TERM=foot COLORTERM=truecolor", Protocol::Sixel),
            ("TERM=xterm-256color COLORTERM=truecolor", truecolor),
            ("TERM=xterm-256color", palette),
            ("TERM=xterm-direct", truecolor),
            ("TERM=tmux-256color TMUX=socket,1,0 KITTY_WINDOW_ID=1", truecolor),
            ("TERM=screen-256color TMUX=socket,1,0 TERM_PROGRAM=tmux", palette),
            ("TERM=screen KITTY_WINDOW_ID=1 COLORTERM=24bit", truecolor),
            ("TERM=linux", palette),
        ] {
            assert_eq!(protocol(&environment(words), Pictures::Auto), Ok(expected), "{words}");
        }
    }

    #[test]
    fn what_is_asked_for_is_done_or_refused_with_a_reason() {
        let plain = environment("TERM=xterm-256color");
        let tmux = environment("TERM=screen-256color TMUX=x");
        for (given, asked, expected) in [
            (&plain, Pictures::Kitty, Some(Protocol::Kitty)),
            (&plain, Pictures::None, Some(Protocol::Nothing)),
            (&tmux, Pictures::Sixel, Some(Protocol::Sixel)),
            (&tmux, Pictures::Blocks, Some(Protocol::Blocks(Colours::Palette))),
            (&tmux, Pictures::Kitty, None),
            (&tmux, Pictures::Iterm, None),
            (&environment("TERM=dumb"), Pictures::Blocks, None),
            (&environment(""), Pictures::Auto, None),
        ] {
            assert_eq!(protocol(given, asked).ok(), expected, "{given:?} {asked:?}");
        }
    }
}
