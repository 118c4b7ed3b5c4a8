//! The terminal's face: arguments in, lines out.
//!
//! Each command is a file: it turns arguments into an operation's options, calls it, and writes its report as lines or,
//! with `--json`, as one object a line. Answers go to standard output, everything else to standard error. What any of
//! them costs, means or changes is decided in `ops`.
//!
//! Start reading at [`run`], then at `args`.

mod adopt;
mod args;
mod ask;
mod backup;
mod base64;
mod completion;
mod count;
mod desktop;
mod dupes;
mod escape;
mod exit;
mod export;
mod find;
mod forget;
mod gallery;
mod help;
mod import;
mod interactive;
mod interrupt;
mod journal;
mod json;
mod man;
mod new_folder;
mod note;
mod output;
mod pager;
mod places;
mod progress;
mod query_words;
mod reading;
mod roots;
mod serve;
mod share;
mod sheet;
mod show;
mod similar;
mod stats;
mod strip;
mod style;
mod subject;
mod suggest;
mod tag;
mod tags;
mod text;
mod thumbs;
mod verify;

use std::error::Error as _;
use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::num::ParseIntError;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use args::{Cli, Command};
use exit::Failed;
use output::Output;

use crate::ops;

/// How a command ended well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    /// Everything was done.
    All,
    /// It finished, but some files could not be read.
    SomeUnreadable,
    /// It was interrupted, or found what it looked for (`verify`): a failure without a message.
    Failed,
}

/// What is to be done after a command line.
pub enum Next {
    /// The program ends.
    Exit(ExitCode),
    /// The gallery is shown in the browser.
    Serve(Box<ops::ServeOptions>),
}

/// Runs one command line, the program's name first, and says how it ended or what is to follow.
pub fn run(arguments: Vec<OsString>) -> Next {
    completion::answer_shell();
    silence_guarded_panics();
    let mut definition = help::with_help(Cli::command());
    definition.build();
    let matches = definition.clone().try_get_matches_from(query_words::query_last(arguments.clone(), &definition));
    let cli = match matches.and_then(|matches| Cli::from_arg_matches(&matches)) {
        Ok(cli) => cli,
        Err(error) => {
            if let Some(message) = suggest::no_such_command(&error, &definition, &arguments) {
                let _ = writeln!(std::io::stderr(), "error: {message}");
                return Next::Exit(ExitCode::from(2));
            }
            if let Some(name) = arguments.iter().skip(1).find(|name| is_file_like_an_option(name))
                && error.kind() == ErrorKind::UnknownArgument
            {
                let name = escape::shell_word(Path::new(name));
                let _ = writeln!(std::io::stderr(), "error: a name that begins with a minus is given as ./{name}");
                return Next::Exit(ExitCode::from(2));
            }
            let mut error = plain(error, &definition);
            // clap suggests "to pass '--x' as a value, use '-- --x'". Where a query ends the line, that would make it part of the query.
            error.remove(ContextKind::Suggested);
            // Help and version come here too; they go to standard output. A closed pipe is no failure.
            let _ = error.print();
            return Next::Exit(ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)));
        }
    };
    let mut output = Output::new(&cli.global);
    let in_gallery = |failed: Failed| match places::places(cli.global.gallery.as_ref()) {
        Ok(places) => failed.in_gallery(&places.dir),
        Err(_) => failed,
    };
    if let Command::Serve(args) = &cli.command {
        return match serve::read(&cli.global, args) {
            Ok(serve) => Next::Serve(Box::new(serve)),
            Err(failed) => Next::Exit(exit::code(Err(in_gallery(failed)), false, &output)),
        };
    }
    let new_folders = new_folder::NewFolders::before(&cli.command);
    let done = command(&cli, &definition, &mut output);
    new_folders.remark(&output);
    let done = done.map(|done| unless_interrupted(done, &output));
    let finished = output.finish();
    let outcome = done.and_then(|done| finished.map(|()| done).map_err(Failed::from)).map_err(in_gallery);
    Next::Exit(exit::code(outcome, cli.command.changes(), &output))
}

/// The outcome of a command, which is a failure after Ctrl-C: its answer is not complete then.
fn unless_interrupted(done: Done, output: &Output) -> Done {
    if !interrupt::was_interrupted() {
        return done;
    }
    output.remark("interrupted: what was done is kept; run the same command again for the rest");
    Done::Failed
}

/// Whether a word that reads as options names a file.
fn is_file_like_an_option(word: &OsStr) -> bool {
    word.as_bytes().starts_with(b"-") && word.len() > 2 && Path::new(word).symlink_metadata().is_ok()
}

/// The error without the message of the standard library, if a value is no number.
fn plain(error: clap::Error, definition: &clap::Command) -> clap::Error {
    if !error.source().is_some_and(|source| source.is::<ParseIntError>()) {
        return error;
    }
    let mut plain = clap::Error::new(ErrorKind::InvalidValue).with_cmd(definition);
    for (kind, value) in error.context() {
        plain.insert(kind, value.clone());
    }
    plain
}

fn command(cli: &Cli, definition: &clap::Command, output: &mut Output) -> Result<Done, Failed> {
    let global = &cli.global;
    match &cli.command {
        Command::Import(args) => import::run(global, args, output),
        Command::Find(args) => find::run(global, args, output),
        Command::Show(args) => show::run(global, args, output),
        Command::Tag(args) => tag::run(global, args, output),
        Command::Tags(args) => tags::run(global, args, output),
        Command::Adopt(args) => adopt::run(global, args, output),
        Command::Note(args) => note::run(global, args, output),
        Command::Log(args) => journal::log(global, args, output),
        Command::Undo(args) => journal::undo(global, args, output),
        Command::Redo(args) => journal::redo(global, args, output),
        Command::Export(args) => export::run(global, args, output),
        Command::Thumbs(args) => thumbs::run(global, args, output),
        Command::Sheet(args) => sheet::run(global, args, output),
        Command::Strip(args) => strip::run(global, args, output),
        Command::Share(args) => share::run(global, args, output),
        Command::Dupes(args) => dupes::run(global, args, output),
        Command::Similar(args) => similar::run(global, args, output),
        Command::Roots(args) => roots::run(global, args, output),
        Command::Forget(args) => forget::run(global, args, output),
        Command::Verify(args) => verify::run(global, args, output),
        Command::Stats => stats::run(global, output),
        Command::Backup(args) => backup::run(global, args, output),
        Command::Completions(args) => completion::run(args, output),
        Command::Man(args) => man::run(global, args, output),
        Command::Help(args) => help::run(args, definition, output),
        // It goes on where this face has ended.
        Command::Serve(_) => Ok(Done::All),
    }
}

/// Suppresses the message of a panic that is caught (a decoder's or a font reader's): the report has a line for it.
fn silence_guarded_panics() {
    let default = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !ops::is_guarded() {
            default(info);
        }
    }));
}
