//! Query words that begin with a minus, told apart from options before the argument parser sees them.
//!
//! `nakigao find crying -happy_tears --limit 5` has to work without quotes, but the parser would take `-happy_tears` for a
//! cluster of options. The words of a query therefore go to the end, behind a `--`, and everything else stays in front of
//! it, each in the order it was typed. Which words are options, which options take a value, and which command has a query
//! is asked of the parser's own definition of the command line.

use std::ffi::{OsStr, OsString};

use clap::{Arg, ArgAction, Command};

use super::args::QUERY;

/// What a word on the command line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Options.
    Options,
    /// Options, of which the last has its value in the next word.
    OptionsBeforeValue,
    /// Anything else: a command, a path, a part of a query.
    Free,
}

/// Moves the words of a query behind a `--`; other command lines are left as they are. `root` is built.
pub(super) fn query_last(arguments: Vec<OsString>, root: &Command) -> Vec<OsString> {
    let mut command = root;
    let (mut front, mut free) = (Vec::new(), Vec::new());
    let mut words = arguments.iter();
    front.extend(words.next());
    while let Some(word) = words.next() {
        if word == "--" {
            free.extend(words);
            break;
        }
        match role(word, command, &arguments) {
            Role::Options => front.push(word),
            Role::OptionsBeforeValue => {
                front.push(word);
                front.extend(words.next());
            }
            Role::Free => match command.find_subcommand(word).filter(|_| free.is_empty()) {
                Some(inner) => {
                    command = inner;
                    front.push(word);
                }
                None => free.push(word),
            },
        }
    }
    let has_query = command.get_positionals().any(|arg| arg.get_value_names().is_some_and(|names| names == [QUERY]));
    if !has_query || free.is_empty() {
        return arguments;
    }
    let separator = OsString::from("--");
    front.into_iter().chain([&separator]).chain(free).cloned().collect()
}

fn role(word: &OsStr, command: &Command, all: &[OsString]) -> Role {
    let text = word.to_string_lossy();
    if let Some(long) = text.strip_prefix("--") {
        let name = long.split('=').next().unwrap_or_default();
        let option = command.get_arguments().find(|arg| has_long(arg, name));
        let takes_next = name == long && option.is_some_and(takes_value);
        return if takes_next { Role::OptionsBeforeValue } else { Role::Options };
    }
    match text.strip_prefix('-') {
        Some(cluster) if !cluster.is_empty() => short_role(cluster, command, all),
        _ => Role::Free,
    }
}

/// The role of a minus and some characters. `-q0` are options if each is one, and so is `-oFILE` where the file must be
/// named. Anything else is a negated word of a query, apart from a single letter or digit that is no option: the parser
/// refuses it, since it is a slip more often than a tag.
fn short_role(cluster: &str, command: &Command, all: &[OsString]) -> Role {
    let option = |letter: char| command.get_arguments().find(|arg| has_short(arg, letter));
    let mut letters = cluster.chars();
    let Some(last) = letters.next_back() else { return Role::Free };
    let are_flags = letters.all(|letter| option(letter).is_some_and(|arg| !takes_value(arg)));
    if are_flags && let Some(arg) = option(last) {
        return if takes_value(arg) { Role::OptionsBeforeValue } else { Role::Options };
    }
    let first = cluster.chars().next().and_then(option).filter(|arg| takes_value(arg));
    let is_value = |arg: &&Arg| arg.is_required_set() && !is_given_apart(arg, all);
    if first.as_ref().is_some_and(is_value) || cluster.len() == 1 { Role::Options } else { Role::Free }
}

/// Whether an option that can be given only once has its value in another word: in `sheet -o a.png -original`, the last
/// word cannot be `-o riginal`.
fn is_given_apart(arg: &Arg, all: &[OsString]) -> bool {
    let is_it = |word: &OsString| {
        let text = word.to_string_lossy();
        match text.strip_prefix("--") {
            Some(long) => has_long(arg, long.split('=').next().unwrap_or_default()),
            None => {
                text.strip_prefix('-').is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| has_short(arg, c)))
            }
        }
    };
    matches!(arg.get_action(), ArgAction::Set) && all.iter().any(is_it)
}

fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

fn has_long(arg: &Arg, name: &str) -> bool {
    arg.get_long() == Some(name) || arg.get_all_aliases().is_some_and(|aliases| aliases.contains(&name))
}

fn has_short(arg: &Arg, letter: char) -> bool {
    arg.get_short() == Some(letter) || arg.get_all_short_aliases().is_some_and(|aliases| aliases.contains(&letter))
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::super::args::Cli;
    use super::*;

    fn arranged(line: &str) -> Vec<OsString> {
        let mut root = Cli::command();
        root.build();
        query_last(line.split(' ').map(OsString::from).collect(), &root)
    }

    #[test]
    fn words_of_a_query_go_behind_the_options_and_all_else_stays() {
        for (line, expected) in [
            ("find crying -happy_tears --limit 5", "find --limit 5 -- crying -happy_tears"),
            ("find -0 -crying", "find -0 -- -crying"),
            ("find -q0 --json -0 -v", "find -q0 --json -0 -v"),
            ("find -(a or b) -0", "find -0 -- -(a or b)"),
            ("find -涙 -e -5", "find -e -5 -- -涙"),
            ("find -- -crying --limit", "find -- -crying --limit"),
            ("find solo -- -crying", "find -- solo -crying"),
            ("find --format -x -crying", "find --format -x -- -crying"),
            ("find --format=-x -crying", "find --format=-x -- -crying"),
            ("--gallery find find -crying", "--gallery find find -- -crying"),
            ("--gallery=find --json find -crying", "--gallery=find --json find -- -crying"),
            ("--gallery thumbs tag sheet -tfoo", "--gallery thumbs tag sheet -tfoo"),
            ("tag thumbs -tfoo", "tag thumbs -tfoo"),
            ("tag find verify -sclannad --where -crying", "tag find verify -sclannad --where -crying"),
            ("note dupes -text", "note dupes -text"),
            ("import sheet -v", "import sheet -v"),
            ("thumbs -crying --out -d", "thumbs --out -d -- -crying"),
            ("dupes -original", "dupes -- -original"),
            ("thumbs -original -o d", "thumbs -o d -- -original"),
            ("sheet crying -oout.png", "sheet -oout.png -- crying"),
            ("sheet -vo out.png -void", "sheet -vo out.png -- -void"),
            ("sheet -original", "sheet -original"),
            ("sheet -original -o out.png", "sheet -o out.png -- -original"),
            ("sheet --output=out.png -original", "sheet --output=out.png -- -original"),
            ("export --to csv -solo", "export --to csv -- -solo"),
            ("export --to csv solo -crying --implied", "export --to csv --implied -- solo -crying"),
            ("dupes -crying --near", "dupes --near -- -crying"),
            ("dupes resolve --kind near -crying", "dupes resolve --kind near -- -crying"),
            ("dupes crying resolve -solo", "dupes -- crying resolve -solo"),
            ("dupes reject find -x", "dupes reject find -x"),
            ("verify -crying --rehash", "verify --rehash -- -crying"),
            ("frobnicate -crying", "frobnicate -crying"),
        ] {
            let expected: Vec<OsString> = format!("nakigao {expected}").split(' ').map(OsString::from).collect();
            assert_eq!(arranged(&format!("nakigao {line}")), expected, "{line}");
        }
    }

    #[test]
    fn what_is_not_utf8_passes_through() {
        use std::os::unix::ffi::OsStringExt;
        let word = OsString::from_vec(b"-\xff\xfe".to_vec());
        let mut root = Cli::command();
        root.build();
        let arguments = vec!["nakigao".into(), "find".into(), word.clone()];
        assert_eq!(query_last(arguments, &root), ["nakigao".into(), "find".into(), "--".into(), word]);
    }

    #[test]
    fn every_command_with_a_query_takes_negated_words_and_text_with_a_minus() {
        for line in [
            "find -crying_hard --format -x --order id",
            "thumbs -crying_hard",
            "sheet -crying_hard -o a.png --title -x- --label -x --cell 8x8",
            "dupes -crying_hard",
            "dupes resolve -crying_hard",
            "verify -crying_hard",
            "export --to csv -crying_hard",
            "tag --where -crying_hard -tx",
            "note a.png -crying_hard",
            "import a --template -x",
        ] {
            assert!(Cli::try_parse_from(arranged(&format!("nakigao {line}"))).is_ok(), "{line}");
        }
        for line in ["sheet -o -x.png", "thumbs --out --size 8", "--gallery -x stats", "sheet -o a.png --map -x"] {
            let error = Cli::try_parse_from(arranged(&format!("nakigao {line}"))).unwrap_err().to_string();
            assert!(error.contains("begins with a minus: write ./-"), "{line}: {error}");
        }
    }
}
