//! `nakigao verify`

use std::path::PathBuf;

use serde_json::{Map, Value, json};

use super::args::{Global, VerifyArgs};
use super::count::count;
use super::exit::Failed;
use super::json::put_path;
use super::output::Output;
use super::progress::Bar;
use super::{Done, escape, gallery, words};
use crate::ops::{self, Finding, Selection, VerifyOptions};

pub(super) fn run(global: &Global, args: &VerifyArgs, output: &mut Output) -> Result<Done, Failed> {
    let selection = Selection::by_query(ops::parse_query(&words::query_text(&args.query.words))?);
    let options = VerifyOptions { rehash: args.rehash, thorough: args.thorough, clean: args.clean };
    let gallery = gallery::open(global)?;
    let mut bar = Bar::new(global, "verifying");
    let report = ops::verify(&gallery, &selection, options, &mut bar);
    bar.finish();
    let report = report?;
    for finding in &report.findings {
        let (kind, path, detail) = parts(finding);
        if output.json {
            let mut object = Map::new();
            object.insert("problem".to_owned(), json!(kind));
            if let Some(path) = path {
                put_path(&mut object, "path", path);
            }
            object.insert("detail".to_owned(), json!(detail));
            output.object(&Value::Object(object))?;
        } else {
            let shown = path.map(|path| escape::path(path)).unwrap_or_default();
            output.line(&format!(
                "{kind}: {shown}{}{}",
                if shown.is_empty() || detail.is_empty() { "" } else { ": " },
                escape::text(detail)
            ))?;
        }
    }
    for (path, why) in &report.broken {
        if output.json {
            let mut object = Map::new();
            put_path(&mut object, "broken", path);
            object.insert("reason".to_owned(), json!(why));
            output.object(&Value::Object(object))?;
        } else {
            output.line(&format!("not imported: {}: {}", escape::path(path), escape::text(why)))?;
        }
    }
    for (path, damage) in &report.damaged {
        if output.json {
            let mut object = Map::new();
            put_path(&mut object, "damaged", path);
            object.insert("damage".to_owned(), json!(damage));
            output.object(&Value::Object(object))?;
        } else {
            output.line(&format!("damaged: {}: {}", escape::path(path), escape::text(damage)))?;
        }
    }
    let problems = report.findings.len();
    if output.json {
        output.object(&json!({
            "media": report.media, "files": report.files, "bytes": report.bytes, "thumbs": report.thumbs,
            "cleaned": report.cleaned, "problems": problems, "broken": report.broken.len(),
            "damaged": report.damaged.len(),
        }))?;
    } else {
        let (media, files, thumbs) = (report.media, report.files, report.thumbs);
        let [files, thumbs, problems] =
            [(files, "file"), (thumbs, "thumbnail"), (problems as u64, "problem")].map(|(n, noun)| count(n, noun));
        output.line(&format!("checked {media} media, {files}, {thumbs}: {problems}"))?;
    }
    Ok(verdict(&report.findings))
}

/// A damaged catalogue is a failure; files that are not as they were are files that could not be read.
fn verdict(findings: &[Finding]) -> Done {
    if findings.iter().any(|finding| matches!(finding, Finding::Catalog(_))) {
        Done::Failed
    } else if findings.is_empty() {
        Done::All
    } else {
        Done::SomeUnreadable
    }
}

fn parts(finding: &Finding) -> (&'static str, Option<&PathBuf>, &str) {
    match finding {
        Finding::Catalog(what) => ("catalogue", None, what),
        Finding::Missing(path) => ("missing", Some(path), ""),
        Finding::Offline(path) => ("offline", Some(path), ""),
        Finding::Changed(path) => ("changed", Some(path), "import it again"),
        Finding::Unreadable(path, why) => ("unreadable", Some(path), why),
        Finding::NoThumbnail(path) => ("no thumbnail", Some(path), "`nakigao thumbs` makes it"),
        Finding::BrokenThumbnail(path) => ("broken thumbnail", Some(path), "--clean deletes it"),
        Finding::OrphanThumbnail(path) => ("orphan thumbnail", Some(path), "--clean deletes it"),
    }
}
