//! The program `nakigao`: the words of the command line go to [`nakigao::cli`], its verdict to the shell. What is shown in the
//! browser is handed on to [`nakigao::web`].

use std::process::ExitCode;

use nakigao::cli::{self, Next, Serve};
use nakigao::web;

fn main() -> ExitCode {
    match cli::run(std::env::args_os().collect()) {
        Next::Exit(code) => code,
        Next::Serve(serve) => {
            let Serve { gallery, name, port, bind, hosts, open, read_only, quiet } = *serve;
            web::run(web::Options { gallery, name, port, bind, hosts, open, read_only, quiet })
        }
    }
}
