//! `nakigao find`

use std::ops::ControlFlow;

use serde_json::Value;

use super::args::{FindArgs, Global};
use super::exit::Failed;
use super::output::Output;
use super::{Done, json, places, words};
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
    let gallery = places::open(global)?;
    let mut written = Ok(());
    let report = ops::find(&gallery, &asked, |media| {
        written = match &template {
            _ if output.json => output.object(&Value::Object(json::media(&media))),
            Some(template) => output.filled(&template.fill(&media, LabelStyle::Raw), end),
            None => output.path(&media.path, end),
        };
        if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    written?;
    for (tag, near) in &report.near_misses {
        output.warning(&format!("nothing is known of {tag}; did you mean {near}?"));
    }
    Ok(Done::All)
}
