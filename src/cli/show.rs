//! `nakigao show`

use serde_json::{Value, json};

use super::args::{Global, ShowArgs};
use super::exit::Failed;
use super::output::Output;
use super::style::{BAD, GOOD, NUMBER, QUIET, Shown};
use super::{Done, escape, gallery, json as view};
use crate::ops::{self, Described, LabelStyle, LabelTemplate, Names, PerceptualHash, Source, State};

pub(super) fn run(global: &Global, args: &ShowArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let media = ops::show(&gallery, &ops::hash_of(&gallery, &args.named)?)?;
    if output.json {
        let hashes = ops::perceptual_hashes(&gallery, &media)?.into_iter().map(|PerceptualHash { frame, hash }| {
            json!({"frame": frame.number, "at_ms": frame.at.as_millis(), "hash": format!("{hash:016x}")})
        });
        output.object(&view::media(&media).with("perceptual_hashes", hashes.collect::<Value>()))?;
        return Ok(Done::All);
    }
    let names = args.display.names(&gallery)?;
    let facts =
        LabelTemplate::parse("{format}, {size}, {bytes}, dated {date}")?.fill(&media, LabelStyle::Spoken, &names);
    output.page();
    let hash = output.style.paint(&media.hash.to_string(), NUMBER);
    output.line(&format!("{hash}  {facts}"))?;
    if media.facts.frames > 1 {
        output.line(&animation(&media, &names)?)?;
    }
    if let Some(damage) = &media.facts.damage {
        output.line(&format!("  damaged  {}", escape::text(damage)))?;
    }
    for file in &media.files {
        let state = format!("{:8}", file.state.name());
        let state = output.style.paint(&state, if file.state == State::Present { GOOD } else { BAD });
        output.line(&format!("  {state} {}", output.style.path(&file.path).text))?;
    }
    let tags: Vec<Shown> = media.tags.iter().map(|tagged| output.style.tag(&tagged.tag, &names)).collect();
    for (tagged, tag) in media.tags.iter().zip(&tags) {
        let doubt = if tagged.confirmed { "" } else { ", unconfirmed" };
        let why = if tagged.source == Source::Implied {
            let reasons = ops::reasons(&gallery, &media, &tagged.tag)?;
            format!("implied by {}", reasons.iter().map(|tag| names.whole(tag)).collect::<Vec<_>>().join(", "))
        } else {
            format!("by {}", tagged.source)
        };
        let gap = output.style.gap(tags.iter().map(|tag| tag.width), tag.width);
        let why = output.style.paint(&format!("({}{doubt})", escape::text(&why)), QUIET);
        output.line(&format!("  tag      {}{gap}  {why}", tag.text))?;
    }
    for quote in &media.quotes {
        output.line(&format!("  note     {}", escape::text(quote)))?;
    }
    Ok(Done::All)
}

fn animation(media: &Described, names: &Names<'_>) -> Result<String, Failed> {
    let times = match media.facts.loop_count {
        Some(0) => "for ever".to_owned(),
        Some(1) | None => "once".to_owned(),
        Some(n) => format!("{n} times"),
    };
    let closes = media.looping.map(|looping| {
        let back = if looping.runs_back { "; it runs back and forth" } else { "" };
        format!(", loop score {}{back}", looping.score())
    });
    let alike = if media.facts.animated { "" } else { "; its frames look all alike" };
    let text = LabelTemplate::parse("  {frames} frames in {duration}")?.fill(media, LabelStyle::Spoken, names);
    Ok(format!("{text}, runs {times}{}{alike}", closes.unwrap_or_default()))
}
