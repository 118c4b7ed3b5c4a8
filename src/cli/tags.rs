//! `nakigao tags`

use serde_json::json;

use super::args::{Global, TagsArgs};
use super::exit::Failed;
use super::output::Output;
use super::tag::patterns;
use super::{Done, escape, places};
use crate::ops;

pub(super) fn run(global: &Global, args: &TagsArgs, output: &mut Output) -> Result<Done, Failed> {
    let patterns = args.pattern.as_deref().map_or(Ok(Vec::new()), patterns)?;
    let gallery = places::open(global)?;
    let tags = ops::tags(&gallery, &patterns)?;
    let widest = tags.first().map_or(0, |most| most.n_media.to_string().len());
    for counted in tags {
        if output.json {
            output.object(&json!({"tag": counted.tag.to_string(), "media": counted.n_media}))?;
        } else {
            output.line(&format!("{:widest$}  {}", counted.n_media, escape::text(&counted.tag.to_string())))?;
        }
    }
    Ok(Done::All)
}
