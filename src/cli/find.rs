//! `nakigao find`

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::Path;

use super::args::{FindArgs, Global};
use super::exit::Failed;
use super::output::Output;
use super::{Done, escape, gallery, json, words};
use crate::ops::{self, LabelStyle, LabelTemplate};
use crate::query;

pub(super) fn run(global: &Global, args: &FindArgs, output: &mut Output) -> Result<Done, Failed> {
    let mut asked = ops::parse_query(&words::query_text(&args.query.words))?;
    if let Some(order) = &args.order {
        let text = format!("order:{order}");
        asked.query.order = query::parse(&text).map_err(|error| ops::Error::Query { query: text, error })?.order;
    }
    if args.limit.is_some() {
        asked.query.limit = args.limit;
    }
    let template = args.format.as_deref().map(LabelTemplate::parse).transpose()?;
    let end = if args.null { b'\0' } else { b'\n' };
    let gallery = gallery::open(global)?;
    template.iter().try_for_each(|template| template.check(&gallery))?;
    let (mut written, mut n_without_path) = (Ok(()), 0);
    let report = ops::find(&gallery, &asked, |media| {
        written = match &template {
            _ if output.json => output.object(&json::media(&media)),
            Some(template) => output.filled(&template.fill(&media, LabelStyle::Raw), end),
            None => match media.known_path() {
                Some(path) => output.path(path, end),
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
        1 => output.remark("1 media has no file any more, nor a path: --json and --format '{hash}' list it"),
        n => output
            .remark(&format!("{n} media have no file any more, nor a path: --json and --format '{{hash}}' list them")),
    }
    for (tag, near) in &report.near_misses {
        output.warning(&format!("nothing is known of {tag}; did you mean {near}?"));
    }
    if report.found == 0 {
        for word in args.query.words.iter().filter(|word| looks_like_path(word)) {
            let quote = if word.contains(char::is_whitespace) { "\"" } else { "" };
            let word = escape::text(word);
            output.remark(&format!("{word} is looked for among tags; paths are searched by path:{quote}{word}{quote}"));
        }
    }
    Ok(Done::All)
}

/// Whether a word that is no metatag names a file or folder that is there, or has a slash or an extension.
fn looks_like_path(word: &str) -> bool {
    let is_extension = |ext: &str| (3..=4).contains(&ext.len()) && ext.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let path = Path::new(word);
    let is_spelled_so = word.contains('/') || path.extension().and_then(OsStr::to_str).is_some_and(is_extension);
    path.exists() || is_spelled_so && !word.contains(':')
}
