//! `nakigao completions`: the script by which a shell asks the program itself at each press of the tab key, and the answer.
//!
//! `offers` says what could follow, `line` how shells split and quote, `shells` how each of them asks and is told.

mod line;
mod offers;
mod shells;

use clap::CommandFactory;
use clap_complete::CompleteEnv;
use clap_complete::env::{Elvish, EnvCompleter, Powershell, Shells};

use super::Done;
use super::args::{Cli, CompletionsArgs};
use super::exit::Failed;
use super::output::Output;
use shells::{Bash, FISH, ZSH};

pub(super) use offers::{
    complete_character, complete_emotion, complete_fields, complete_folders, complete_namespace, complete_order,
    complete_query, complete_series, complete_tag_arg,
};

const SHELLS: [&dyn EnvCompleter; 5] = [&Bash, &Elvish, &FISH, &Powershell, &ZSH];

/// Answers a shell that asks for completions, and ends the program; does nothing where none asks.
pub(super) fn answer_shell() {
    CompleteEnv::with_factory(Cli::command).shells(Shells(&SHELLS)).complete();
}

pub(super) fn run(args: &CompletionsArgs, output: &mut Output) -> Result<Done, Failed> {
    let shell = args.shell.to_string();
    let shells = Shells(&SHELLS);
    let Some(writer) = shells.completer(&shell) else {
        return Err(Failed::Usage(format!(
            "no completion for {shell}: {}",
            shells.names().collect::<Vec<_>>().join(", ")
        )));
    };
    let mut script = Vec::new();
    writer.write_registration("COMPLETE", "nakigao", "nakigao", "nakigao", &mut script)?;
    output.raw(&script)?;
    Ok(Done::All)
}
