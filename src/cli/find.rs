//! `nakigao find`

use std::io::{IsTerminal, stdout};
use std::ops::ControlFlow;
use std::path::Path;

use serde_json::json;

use super::args::{FindArgs, Global};
use super::exit::Failed;
use super::output::Output;
use super::{Done, desktop, escape, gallery, json as view, reading};
use crate::ops::{self, BoundQuery, Display, Gallery, LabelStyle, LabelTemplate, Names, State};
use crate::query;
use crate::query::expr::{Expr, Property};

/// The most pictures that `--open` opens at once: a desktop has no room for more.
const MOST_OPENED: usize = 20;

pub(super) fn run(global: &Global, args: &FindArgs, output: &mut Output) -> Result<Done, Failed> {
    let mut asked = args.query.parse()?;
    if let Some(order) = &args.order {
        let text = format!("order:{order}");
        asked.query.order =
            query::parse(&text).map_err(|error| ops::Error::Query { query: text, error: error.into() })?.order;
    }
    if args.limit.is_some() {
        asked.query.limit = args.limit;
    }
    let template = args.format.as_deref().map(LabelTemplate::parse).transpose()?;
    let end = if args.null { b'\0' } else { b'\n' };
    let gallery = gallery::open(global)?;
    template.iter().try_for_each(|template| template.check(&gallery))?;
    // The choice of `tags display` is for people: programs get tags as they are spelt.
    let names = match args.display.asked() {
        None if !stdout().is_terminal() => Names::new(&gallery, Display::Tag)?,
        _ => args.display.names(&gallery)?,
    };
    let asked = reading::understood(&gallery, asked, output)?;
    if args.count {
        return count(&gallery, &asked, output);
    }
    if !args.null && !args.open {
        output.page();
    }
    let (mut written, mut n_without_path, mut to_open) = (Ok(()), 0, Vec::new());
    // A program that reads paths opens them; JSON and formats have a field for the state.
    let leaves_out =
        !output.json && template.is_none() && !output.is_for_person() && !asks_for_missing(&asked.query.expr);
    let mut n_left_out = 0;
    let n_found = ops::find(&gallery, &asked, |media| {
        let is_opened = args.open && to_open.len() < MOST_OPENED;
        // Only what a person reads: asking the disk for a million files takes seconds. A pager takes a page at a time.
        let media = if is_opened || output.is_for_person() { media.as_on_disk() } else { media };
        if is_opened {
            to_open.extend(media.known_path().map(Path::to_owned));
        }
        written = match &template {
            _ if output.json => output.object(&view::media(&media)),
            Some(template) => output.filled(&template.fill(&media, LabelStyle::Raw, &names), end),
            None => match media.known_path() {
                Some(_) if leaves_out && media.state == State::Missing => {
                    n_left_out += 1;
                    Ok(())
                }
                Some(path) if args.null => output.path(path, end),
                Some(path) => output.listed(path, media.state),
                None => {
                    n_without_path += 1;
                    Ok(())
                }
            },
        };
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    match n_without_path {
        0 => {}
        1 => output.remark("1 picture has no file any more, nor a path: --json and --format '{hash}' list it"),
        n => output.remark(&format!(
            "{n} pictures have no file any more, nor a path: --json and --format '{{hash}}' list them"
        )),
    }
    if n_left_out > 0 {
        let (n, are) = (super::count::count(n_left_out, "picture"), if n_left_out == 1 { "is" } else { "are" });
        output.remark(&format!("{n} whose files are missing {are} left out: is:missing lists what is"));
    }
    let mut n_failed = 0;
    for path in &to_open {
        if let Err(reason) = desktop::open(path) {
            n_failed += 1;
            output.warning(&format!("{}: not opened: {reason}", escape::path(path)));
        }
    }
    if n_failed > 0 && n_failed == to_open.len() {
        return Ok(Done::Failed);
    }
    if n_found == 0 && asked.query.limit != Some(0) {
        reading::remark_nothing(&gallery, &asked, output)?;
        reading::remark_paths(&args.query.words, output);
    }
    Ok(Done::All)
}

/// Whether a query asks if files are there, so that what is missing is listed as well.
fn asks_for_missing(expr: &Expr) -> bool {
    match expr {
        Expr::And(inner) | Expr::Or(inner) => inner.iter().any(asks_for_missing),
        Expr::Not(inner) => asks_for_missing(inner),
        Expr::Is(property) => matches!(property, Property::Missing),
        _ => false,
    }
}

/// `nakigao find --count`
fn count(gallery: &Gallery, asked: &BoundQuery, output: &mut Output) -> Result<Done, Failed> {
    let n_found = ops::count_found(gallery, asked)?;
    if output.json {
        output.object(&json!({"count": n_found}))?;
    } else {
        output.line(&n_found.to_string())?;
    }
    if n_found == 0 {
        reading::remark_nothing(gallery, asked, output)?;
    }
    Ok(Done::All)
}
