//! Suggestions for an unknown command.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{Command, Error};

use super::escape;
use crate::query::nearest;

/// Other programs' names of what a command does.
const MEANT: [(&str, &str); 35] = [
    ("search", "find"),
    ("list", "find"),
    ("ls", "find"),
    ("query", "find"),
    ("add", "import"),
    ("scan", "import"),
    ("index", "import"),
    ("init", "import"),
    ("update", "import"),
    ("rescan", "import"),
    ("refresh", "import"),
    ("info", "show"),
    ("view", "show"),
    ("open", "show"),
    ("count", "find"),
    ("gallery", "sheet"),
    ("contact", "sheet"),
    ("contact-sheet", "sheet"),
    ("montage", "sheet"),
    ("grid", "sheet"),
    ("thumbnails", "thumbs"),
    ("duplicates", "dupes"),
    ("dup", "dupes"),
    ("dedupe", "dupes"),
    ("compare", "similar"),
    ("remove", "forget"),
    ("rm", "forget"),
    ("delete", "forget"),
    ("history", "log"),
    ("check", "verify"),
    ("fsck", "verify"),
    ("caption", "note"),
    ("quote", "note"),
    ("status", "stats"),
    ("untag", "tag"),
];

/// The message for an unknown command; none for other errors.
pub(super) fn no_such_command(error: &Error, root: &Command, arguments: &[OsString]) -> Option<String> {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    let words = || arguments.iter().skip(1).filter_map(|word| word.to_str());
    let outer = |word: &str| root.find_subcommand(word).filter(|command| command.has_subcommands());
    let Some((at, parent)) = words().enumerate().find_map(|(at, word)| Some((at, outer(word)?))) else {
        return Some(no_such_word(word, &[], root));
    };
    // In `tags ali a b` the parser takes `ali` for the pattern of a list and refuses `a`; `ali` is the word to mend.
    let word = words().skip(at + 1).find(|word| !word.starts_with('-')).unwrap_or(word);
    Some(no_such_inner(word, parent))
}

/// The message for an unknown command within another, such as `tags alias`.
fn no_such_inner(word: &str, parent: &Command) -> String {
    let outer = parent.get_name();
    let names: Vec<&str> = parent.get_subcommands().map(Command::get_name).filter(|name| *name != "help").collect();
    let near = names.iter().copied().find(|name| name.starts_with(word)).or_else(|| nearest(word, &names));
    let tip = match near {
        Some(near) => format!("did you mean `nakigao {outer} {near}`?"),
        None => match names.as_slice() {
            [only] => format!("there is `nakigao {outer} {only}`"),
            _ => format!("there are {}", names.join(", ")),
        },
    };
    format!("there is no command {outer} {}: {tip}", escape::text(word))
}

/// The message for a word that is neither a command of `root` nor a topic of its help.
pub(super) fn no_such_word(word: &str, topics: &[&'static str], root: &Command) -> String {
    let commands = || root.get_subcommands().filter(|command| !command.is_hide_set());
    let names: Vec<&str> = topics.iter().copied().chain(commands().map(Command::get_name)).collect();
    let words: Vec<&str> = names.iter().copied().chain(MEANT.iter().map(|(other, _)| *other)).collect();
    let near = words.iter().copied().find(|known| *known == word).or_else(|| nearest(word, &words));
    let meant = near.map(|near| MEANT.iter().find(|(other, _)| *other == near).map_or(near, |(_, name)| *name));
    let meant = meant.filter(|name| names.contains(name));
    let about = |name: &str| commands().find(|command| command.get_name() == name).and_then(Command::get_about);
    let tip = match meant {
        Some(name) => match about(name) {
            Some(about) => format!("did you mean `nakigao {name}`? ({about})"),
            None => format!("did you mean `nakigao help {name}`?"),
        },
        None => "`nakigao help` lists all".to_owned(),
    };
    format!("there is no command {}: {tip}", escape::text(word))
}
