//! The program `nakigao`: the words of the command line go to [`nakigao::cli`], its verdict to the shell. What is shown in the
//! browser is handed on to [`nakigao::web`].

use std::process::ExitCode;

use nakigao::cli::{self, Next};
use nakigao::web;

fn main() -> ExitCode {
    match cli::run(std::env::args_os().collect()) {
        Next::Exit(code) => code,
        Next::Serve(options) => web::run(*options),
    }
}
