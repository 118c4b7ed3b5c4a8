//! `nakigao share`

use super::args::{Global, ShareArgs};
use super::exit::{Failed, warn_of_refused};
use super::interrupt::was_interrupted;
use super::json::Object;
use super::output::Output;
use super::progress::Bar;
use super::sheet::{font_sources, remark_undrawn};
use super::subject::subject;
use super::{Done, escape, gallery, reading};
use crate::ops::{self, Gallery, Outputs, ShareFormat, ShareLoop, ShareOptions, ShareReport, SharedCopy};

pub(super) fn run(global: &Global, args: &ShareArgs, output: &mut Output) -> Result<Done, Failed> {
    if args.from.zip(args.to_time).is_some_and(|(from, to)| from >= to) {
        return Err(Failed::Usage("--from is not before --to-time".to_owned()));
    }
    if args.loop_asked() == ShareLoop::Best && (args.scene.is_some() || args.from.is_some() || args.to_time.is_some()) {
        return Err(Failed::Usage(
            "--loop best finds a stretch by itself: leave out --from, --to-time and --scene".to_owned(),
        ));
    }
    let named = ShareFormat::of_name(&args.output).filter(|_| !args.output.is_dir());
    if let Some((named, asked)) = named.zip(args.format_asked()).filter(|(named, asked)| named != asked) {
        let (path, named, asked) = (escape::path(&args.output), named.label(), asked.label());
        return Err(Failed::Usage(format!(
            "{path} is a {named} by its name, and --format says {asked}: leave one out"
        )));
    }
    let gallery = gallery::open(global)?;
    let options = options(&gallery, args)?;
    let (selection, asked) = subject(&gallery, &args.words, output)?;
    let mut outputs = Outputs::new(Some(&gallery), args.over.force)?.given_up_when(was_interrupted);
    let report = ops::share(&gallery, &selection, &options, &mut outputs, &mut Bar::new(global, "making copies"))?;
    report.refused.iter().for_each(|refused| warn_of_refused(refused, output));
    say(&report, outputs.has_stream(), output)?;
    remark_undrawn(&report.undrawn, output);
    let n_copies = report.copies.len();
    if n_copies > 1 && !output.json && !outputs.has_stream() {
        output.line(&format!("{n_copies} copies in {}", escape::path(&args.output)))?;
    }
    if let Some(asked) = asked.filter(|_| n_copies == 0 && report.refused.is_empty() && !was_interrupted()) {
        reading::remark_nothing(&gallery, &asked, output)?;
        return Ok(Done::Failed);
    }
    let is_unread = |refused: &ops::Refused| matches!(refused.error, ops::Error::Unseen(_));
    Ok(match report.refused.as_slice() {
        [] => Done::All,
        refused if report.copies.is_empty() && !refused.iter().any(is_unread) => Done::Failed,
        _ => Done::SomeUnreadable,
    })
}

fn options(gallery: &Gallery, args: &ShareArgs) -> Result<ShareOptions, Failed> {
    Ok(ShareOptions {
        output: args.output.clone(),
        service: args.service(),
        max_bytes: args.max_size,
        width: args.width,
        from: args.from,
        to: args.to_time,
        scene: args.scene.as_deref().map(|other| ops::hash_of(gallery, other)).transpose()?,
        speed: Some(args.speed),
        repeats: args.loop_asked(),
        format: args.format_asked(),
        caption: args.caption.clone().filter(|caption| !caption.trim().is_empty()),
        dither: Some(args.dither_asked()),
        tags: args.tags,
        fonts: font_sources(&args.fonts),
    })
}

fn say(report: &ShareReport, has_stream: bool, output: &mut Output) -> Result<(), Failed> {
    for copy in &report.copies {
        if has_stream {
            output.remark(&line(copy));
        } else if output.json {
            output.object(&json(copy))?;
        } else {
            output.line(&line(copy))?;
        }
    }
    Ok(())
}

fn line(copy: &SharedCopy) -> String {
    let (width, height) = copy.size;
    let mut parts = vec![format!("{}: {}", escape::path(&copy.path), size(copy.bytes)), format!("{width}×{height}")];
    parts.extend(copy.moves.map(|(n_frames, length)| {
        let seconds = length.as_secs_f64();
        format!("{seconds:.1} s at {:.1} frames a second", n_frames as f64 / seconds.max(0.001))
    }));
    parts.extend(copy.loop_score.map(|score| format!("loop score {score:.2}")));
    parts.extend(copy.quality.map(|quality| format!("quality {quality}")));
    parts.join(", ")
}

fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{:.2} MB", bytes as f64 / 1e6),
    }
}

fn json(copy: &SharedCopy) -> Object {
    let object = Object::default().path("copy", &copy.path).with("hash", copy.hash.to_string());
    let object = match &copy.source {
        Some(source) => object.path("path", source),
        None => object.with("path", serde_json::Value::Null),
    };
    let moves = copy.moves.map(|(n_frames, length)| (n_frames, length.as_millis() as u64));
    let object = object
        .with("format", copy.format.extension())
        .with("bytes", copy.bytes)
        .with("width", copy.size.0)
        .with("height", copy.size.1)
        .with("frames", moves.map_or(1, |(n_frames, _)| n_frames))
        .with("duration_ms", moves.map(|(_, ms)| ms))
        .with("quality", copy.quality)
        .with("encodings", copy.n_encodings)
        .with_some("loop_score", copy.loop_score.map(|score| (score * 100.0).round() / 100.0));
    match &copy.sidecar {
        Some(sidecar) => object.path("sidecar", sidecar),
        None => object,
    }
}
