//! How each shell asks, and what it is told.
//!
//! Bash (readline) replaces only a part of the word, by the common beginning of all candidates. It is given text that is
//! quoted as it has to stand on the line, with a blank behind a whole word. Zsh and fish quote by themselves and take a
//! description behind a tab.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{Error, Write};
use std::path::Path;

use clap::Command;
use clap_complete::CompletionCandidate;
use clap_complete::engine;
use clap_complete::env::EnvCompleter;

use super::super::query_words::query_last;
use super::line::{Quote, Word, split};
use super::offers::use_gallery;

/// The `COMP_TYPE` of bash's menu-complete, which puts one candidate after the other on the line.
const MENU: &str = "37";

pub(super) struct Bash;

/// A shell that is told what each candidate means.
pub(super) struct Describing {
    name: &'static str,
    script: &'static str,
}

pub(super) const FISH: Describing = Describing { name: "fish", script: include_str!("nakigao.fish") };
pub(super) const ZSH: Describing = Describing { name: "zsh", script: include_str!("nakigao.zsh") };

impl EnvCompleter for Bash {
    fn name(&self) -> &'static str {
        "bash"
    }

    fn is(&self, name: &str) -> bool {
        name == "bash"
    }

    fn write_registration(&self, _: &str, _: &str, _: &str, completer: &str, buf: &mut dyn Write) -> Result<(), Error> {
        write_script(include_str!("nakigao.bash"), completer, buf)
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> Result<(), Error> {
        let variable = |name| env::var_os(name).unwrap_or_default().to_string_lossy().into_owned();
        let line = variable("COMPLETE_LINE");
        let (words, word) = if line.is_empty() {
            let words = up_to_cursor(words);
            let text = words.last().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
            (words, Word { text, ..Word::default() })
        } else {
            let mut split = split(&line, &variable("COMPLETE_BREAKS"));
            let words = split.iter().map(|word| word.text.clone().into()).collect();
            (words, split.pop().unwrap_or_default())
        };
        let found = candidates(command, words, current_dir)?;
        for text in for_readline(&word, &found, variable("COMPLETE_TYPE") == MENU) {
            writeln!(buf, "{text}")?;
        }
        Ok(())
    }
}

impl EnvCompleter for Describing {
    fn name(&self) -> &'static str {
        self.name
    }

    fn is(&self, name: &str) -> bool {
        name == self.name
    }

    fn write_registration(&self, _: &str, _: &str, _: &str, completer: &str, buf: &mut dyn Write) -> Result<(), Error> {
        write_script(self.script, completer, buf)
    }

    fn write_complete(
        &self,
        command: &mut Command,
        words: Vec<OsString>,
        current_dir: Option<&Path>,
        buf: &mut dyn Write,
    ) -> Result<(), Error> {
        let mut words = up_to_cursor(words);
        // The word being typed comes with its quotes.
        if let Some(raw) = words.pop() {
            words.push(split(&raw.to_string_lossy(), "").pop().unwrap_or_default().text.into());
        }
        for candidate in candidates(command, words, current_dir)? {
            let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
            writeln!(buf, "{}\t{}", value(&candidate), help.lines().next().unwrap_or_default())?;
        }
        Ok(())
    }
}

fn write_script(script: &str, completer: &str, buf: &mut dyn Write) -> Result<(), Error> {
    buf.write_all(script.replace("COMPLETER", &Quote::None.write(completer)).as_bytes())
}

/// The words up to the one being typed.
fn up_to_cursor(mut words: Vec<OsString>) -> Vec<OsString> {
    let index = env::var("_CLAP_COMPLETE_INDEX").ok().and_then(|index| index.parse::<usize>().ok());
    if let Some(index) = index {
        words.truncate(index + 1);
        words.resize(index + 1, OsString::new());
    }
    words
}

/// What the last of some words could become.
fn candidates(
    command: &mut Command,
    words: Vec<OsString>,
    current_dir: Option<&Path>,
) -> Result<Vec<CompletionCandidate>, Error> {
    command.build();
    use_gallery(&words);
    let typed = words.last().map(|word| word.to_string_lossy().into_owned()).unwrap_or_default();
    let (words, home) = without_tilde(words);
    let last = words.len().saturating_sub(1);
    if is_flag(command, &words, &typed, current_dir)? {
        return Ok(vec![CompletionCandidate::new(typed)]);
    }
    // A word that begins with a minus negates a word of a query only where it is known to stand in one: behind the first
    // word a command could still follow.
    let arranged = query_last(words.clone(), command);
    let is_in_query = arranged.len() > words.len() && arranged.last() == words.last() && typed.starts_with('-');
    let found = if is_in_query {
        let last = arranged.len() - 1;
        engine::complete(command, arranged, last, current_dir)?
    } else {
        engine::complete(command, words, last, current_dir)?
    };
    let is_option = |found: &CompletionCandidate| found.get_value().as_encoded_bytes().starts_with(b"-");
    let is_cluster = |found: &CompletionCandidate| {
        let value = found.get_value().as_encoded_bytes();
        found.get_id().is_some() && value.len() > 2 && !value.starts_with(b"--")
    };
    let only_options = found.iter().all(is_option);
    // Options are many: they are offered once a minus is typed. Clusters of flags (`-qv`) are never offered.
    let is_noise = |found: &CompletionCandidate| match typed.as_str() {
        "" => is_option(found) && !only_options,
        _ => typed.starts_with('-') && is_cluster(found),
    };
    let found = found.into_iter().filter(|found| !is_noise(found));
    let found = found.map(|found| match &home {
        Some(home) => with_tilde(found, home),
        None => found,
    });
    Ok(narrowed(&typed, found.collect()))
}

/// Whether the word is a whole short option, such as `-o`: its value is not offered before a blank is typed.
fn is_flag(command: &mut Command, words: &[OsString], typed: &str, current_dir: Option<&Path>) -> Result<bool, Error> {
    if typed.len() != 2 || !typed.starts_with('-') {
        return Ok(false);
    }
    let mut words = words.to_vec();
    let last = words.len() - 1;
    words[last] = "-".into();
    let options = engine::complete(command, words, last, current_dir)?;
    Ok(options.iter().any(|option| option.get_id().is_some() && value(option) == typed))
}

/// Replaces the tilde of a path below `~/` by the home, which is returned too.
fn without_tilde(mut words: Vec<OsString>) -> (Vec<OsString>, Option<OsString>) {
    let home = env::var_os("HOME").filter(|home| !home.is_empty());
    let below = words.last().and_then(|word| word.to_str()).and_then(|word| word.strip_prefix("~/")).map(str::to_owned);
    let (Some(home), Some(below)) = (home, below) else { return (words, None) };
    words.pop();
    let mut path = home.clone();
    path.push("/");
    path.push(below);
    words.push(path);
    (words, Some(home))
}

fn with_tilde(found: CompletionCandidate, home: &OsStr) -> CompletionCandidate {
    match value(&found).strip_prefix(&*home.to_string_lossy()) {
        Some(below) => CompletionCandidate::new(format!("~{below}")).help(found.get_help().cloned()),
        None => found,
    }
}

fn value(candidate: &CompletionCandidate) -> String {
    candidate.get_value().to_string_lossy().into_owned()
}

/// Whether a word goes on: with a value, a name, the rest of a path.
fn is_open(value: &str) -> bool {
    value.ends_with([':', '/', '=', '}'])
}

/// The fewest letters from which on a namespace or metatag is offered alone: `na` could be `name:` or `nagisa`.
const SINGLES_OUT: usize = 3;

/// Keeps only the namespace or metatag that the word begins, if there is one, so that it is completed before tags are listed.
fn narrowed(typed: &str, mut found: Vec<CompletionCandidate>) -> Vec<CompletionCandidate> {
    let letters = typed.chars().filter(|c| c.is_alphanumeric()).count();
    let beginning: Vec<String> = found.iter().map(value).filter(|value| continues(value, typed)).collect();
    let is_name = |one: &&String| one.ends_with(':') && beginning.iter().all(|other| other.starts_with(*one));
    if letters >= SINGLES_OUT
        && let Some(name) = beginning.iter().find(is_name)
    {
        found.retain(|found| value(found) == *name);
    }
    found
}

fn continues(value: &str, typed: &str) -> bool {
    value.to_lowercase().starts_with(&typed.to_lowercase())
}

/// What bash is to put in place of the part of the word that it replaces.
fn for_readline(word: &Word, found: &[CompletionCandidate], is_menu: bool) -> Vec<String> {
    let (kept, typed) = word.text.split_at(word.n_kept);
    let written = |value: &str| {
        let rest = value.strip_prefix(kept)?;
        let end = if word.quote == Quote::None && !is_open(value) { " " } else { "" };
        // A tilde that was typed must not be quoted.
        let (tilde, rest) =
            if rest.starts_with("~/") && typed.starts_with("~/") { rest.split_at(1) } else { ("", rest) };
        Some(format!("{tilde}{}{end}", word.quote.write(rest)))
    };
    let values: Vec<String> = found.iter().map(value).collect();
    let mut texts: Vec<String> = values.iter().filter_map(|value| written(value)).collect();
    if is_menu {
        return texts;
    }
    match values.as_slice() {
        // Readline closes the quote behind an only candidate: a second one keeps it open.
        [one] if word.quote != Quote::None && is_open(one) => {
            texts.extend(texts.first().map(|text| format!("{text}…")))
        }
        [_] => {}
        // Readline would replace the word by the common beginning of all, which does not begin with the word: a blank among
        // them leaves no common beginning.
        _ if !values.iter().all(|value| continues(value, &word.text)) => texts.push(" ".to_owned()),
        _ => {}
    }
    texts
}
