//! `nakigao man`

use clap::{Command, CommandFactory};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, roman};

use super::args::{Cli, Global, ManArgs};
use super::exit::Failed;
use super::output::Output;
use super::{Done, escape, gallery, help};
use crate::ops::Outputs;

pub(super) fn run(global: &Global, args: &ManArgs, output: &mut Output) -> Result<Done, Failed> {
    let dir = args.dir();
    let mut command = help::with_help(Cli::command());
    command.build();
    let mut pages = Vec::new();
    render(&command, &mut pages)?;
    for (topic, text) in help::TOPICS {
        pages.push(Page { name: format!("nakigao-{topic}.7"), text: topic_page(topic, &text())? });
    }
    // If there is a gallery, its imported folders take no pages either.
    let gallery = gallery::open(global).ok();
    let mut outputs = Outputs::new(gallery.as_ref(), args.over.force)?;
    pages.iter().try_for_each(|page| outputs.admit(&dir.join(&page.name)))?;
    for page in &pages {
        outputs.write_page(&dir.join(&page.name), &page.text)?;
    }
    output.line(&format!("manual pages in {}: man -l {}/nakigao.1", escape::path(dir), escape::path(dir)))?;
    Ok(Done::All)
}

/// A manual page of one command.
struct Page {
    name: String,
    text: Vec<u8>,
}

/// The page of what is no command: its lines as they are.
fn topic_page(topic: &str, text: &str) -> Result<Vec<u8>, Failed> {
    let mut page = Roff::new();
    page.control("TH", [&format!("nakigao-{topic}"), "7"]).control("nf", []).text([roman(text)]).control("fi", []);
    let mut bytes = Vec::new();
    page.to_writer(&mut bytes)?;
    Ok(bytes)
}

/// Adds the pages of a command and of those below it.
fn render(command: &Command, pages: &mut Vec<Page>) -> Result<(), Failed> {
    for below in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        render(below, pages)?;
    }
    let man = Man::new(command.clone());
    let mut text = Vec::new();
    man.render(&mut text)?;
    pages.push(Page { name: man.get_filename(), text });
    Ok(())
}
