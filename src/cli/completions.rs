//! `nakigao completions`: the script by which a shell asks the program itself at each press of the tab key.

use clap_complete::env::Shells;

use super::Done;
use super::args::CompletionsArgs;
use super::exit::Failed;
use super::output::Output;

pub(super) fn run(args: &CompletionsArgs, output: &mut Output) -> Result<Done, Failed> {
    let shell = args.shell.to_string();
    let shells = Shells::builtins();
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
