//! `nakigao export`

use std::ops::ControlFlow;

use serde_json::json;

use super::args::{ExportArgs, Global};
use super::count::count;
use super::exit::{Failed, warn_of_refused};
use super::interrupt::was_interrupted;
use super::json::Object;
use super::output::Output;
use super::progress::Bar;
use super::{Done, escape, gallery, json as view, reading};
use crate::ops::{self, BoundQuery, Event, ExportOptions, Gallery, Outputs, Progress, Selection, SidecarFormat};

pub(super) fn run(global: &Global, args: &ExportArgs, output: &mut Output) -> Result<Done, Failed> {
    let asked = if args.query.text().trim().is_empty() { None } else { Some(args.query.parse()?) };
    let gallery = gallery::open(global)?;
    let asked = asked.map(|asked| reading::understood(&gallery, asked, output)).transpose()?;
    asked.iter().try_for_each(|asked| reading::remark_if_nothing(&gallery, asked, output))?;
    let format = match args.to.as_str() {
        "hydrus" => SidecarFormat::Hydrus,
        "kohya" => SidecarFormat::Kohya,
        "xmp" => SidecarFormat::Xmp,
        _ => return listing(&gallery, asked, args, global, output),
    };
    if args.out.is_none() && !args.beside {
        return Err(Failed::Usage("say where: --out DIR, or --beside to write beside the files".to_owned()));
    }
    if let Some(out) = args.out.as_ref().filter(|out| out.is_file()) {
        let out = escape::path(out);
        return Err(Failed::Usage(format!("{out} is a file, and sidecars are many: --out FOLDER")));
    }
    let options = ExportOptions { format, out: args.out.clone(), implied: args.implied, force: args.over.force };
    let selection = Selection { query: asked, ..Selection::default() };
    let report = ops::export(&gallery, &selection, &options, &mut Bar::new(global, "writing"))?;
    report.refused.iter().for_each(|refused| warn_of_refused(refused, output));
    remark_guessed(report.guessed, output);
    output.line(&format!(
        "{} written, {} unchanged, {} without tags to write, {} refused",
        count(report.written, "sidecar"),
        report.unchanged,
        count(report.untagged, "file"),
        report.refused.len()
    ))?;
    Ok(if report.refused.is_empty() { Done::All } else { Done::SomeUnreadable })
}

/// Says that guessed tags were left out, and of how many pictures.
fn remark_guessed(n: u64, output: &Output) {
    if n > 0 {
        output.remark(&format!(
            "the guessed tags of {} are left out: `nakigao tag --where is:unconfirmed --confirm` accepts them",
            count(n, "picture")
        ));
    }
}

/// One line a media, on standard output or in a file.
fn listing(
    gallery: &Gallery,
    asked: Option<BoundQuery>,
    args: &ExportArgs,
    global: &Global,
    output: &mut Output,
) -> Result<Done, Failed> {
    let mut outputs = Outputs::new(Some(gallery), args.over.force)?.given_up_when(was_interrupted);
    if let Some(out) = &args.out {
        if out.is_dir() {
            let (folder, file) = (escape::path(out), escape::path(&out.join(format!("tags.{}", args.to))));
            return Err(Failed::Usage(format!("{folder} is a folder, and a listing is one file: --out {file}")));
        }
        outputs.admit(out)?;
    } else if args.beside {
        return Err(Failed::Usage(format!("a listing has no place beside files: --out FILE.{}", args.to)));
    }
    // A bar would catch Ctrl-C; on standard output it ends the program as it does others.
    let mut bar = args.out.as_ref().map(|_| Bar::new(global, "writing"));
    let (mut text, mut written, is_csv) = (String::new(), Ok(()), args.to == "csv");
    let mut put = |line: &str| match &args.out {
        Some(_) => {
            text.extend([line, "\n"]);
            Ok(())
        }
        None if is_csv => output.filled(line, b'\n'),
        None => output.line(line),
    };
    if is_csv {
        put(ops::csv_header().trim_end())?;
    }
    let mut n_guessed = 0;
    let n_media = ops::find(gallery, &asked.unwrap_or_else(BoundQuery::everything), |mut media| {
        let done = Event::Done { path: &media.path, bytes: 0 };
        let flow = bar.as_mut().map_or(ControlFlow::Continue(()), |bar| bar.on(done));
        n_guessed += u64::from(media.tags.iter().any(|tagged| !tagged.confirmed));
        written = if is_csv {
            let path = media.known_path().map(view::path_text).unwrap_or_default();
            put(ops::csv_row(&media, &path, args.implied).trim_end_matches(['\r', '\n']))
        } else {
            media.tags.retain(|tagged| ops::goes_out(tagged, args.implied));
            put(&json!(view::media(&media)).to_string())
        };
        if written.is_ok() { flow } else { ControlFlow::Break(()) }
    })?;
    drop(bar);
    written?;
    remark_guessed(n_guessed, output);
    let Some(out) = args.out.as_ref().filter(|_| !was_interrupted()) else { return Ok(Done::All) };
    outputs.write(out, text.as_bytes())?;
    let said = format!("{} in {}", count(n_media, "line"), escape::path(out));
    if outputs.has_stream() {
        output.remark(&said);
    } else if output.json {
        output.object(&Object::default().path("listing", out).with("media", n_media))?;
    } else {
        output.line(&said)?;
    }
    Ok(Done::All)
}
