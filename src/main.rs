//! The program `nakigao`: the words of the command line go to [`nakigao::cli`], its verdict to the shell.

use std::process::ExitCode;

fn main() -> ExitCode {
    nakigao::cli::run(std::env::args_os().collect())
}
