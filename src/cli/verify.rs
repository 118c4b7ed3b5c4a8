//! `nakigao verify`

use std::path::PathBuf;

use serde_json::json;

use super::args::{Global, VerifyArgs};
use super::count::count;
use super::exit::Failed;
use super::interrupt::was_interrupted;
use super::json::Object;
use super::output::Output;
use super::progress::Bar;
use super::{Done, escape, gallery, reading};
use crate::ops::{self, Damaged, Failure, Finding, Selection, VerifyOptions};

pub(super) fn run(global: &Global, args: &VerifyArgs, output: &mut Output) -> Result<Done, Failed> {
    if args.failures {
        return list_failures(global, output);
    }
    let asked = args.query.parse()?;
    let options = VerifyOptions { rehash: args.rehash, thorough: args.thorough, clean: args.clean };
    let gallery = gallery::open(global)?;
    let asked = reading::understood(&gallery, asked, output)?;
    let selection = Selection::by_query(asked.clone());
    let report = ops::verify(&gallery, &selection, options, &mut Bar::new(global, "verifying"))?;
    if report.media == 0 && !was_interrupted() {
        reading::remark_nothing(&gallery, &asked, output)?;
    }
    for finding in &report.findings {
        let (kind, path, detail) = parts(finding);
        if let Finding::Offline { root, files } = finding {
            if output.json {
                output.object(&Object::default().with("problem", kind).path("path", root).with("files", *files))?;
            } else {
                output.line(&format!("{kind}: {}: {}", escape::path(root), count(*files, "file")))?;
            }
        } else if output.json {
            let object = Object::default().with("problem", kind);
            let object = path.into_iter().fold(object, |object, path| object.path("path", path));
            output.object(&object.with("detail", detail))?;
        } else {
            let shown = path.map(|path| escape::path(path)).unwrap_or_default();
            output.line(&format!(
                "{kind}: {shown}{}{}",
                if shown.is_empty() || detail.is_empty() { "" } else { ": " },
                escape::text(detail)
            ))?;
        }
    }
    if report.findings.iter().any(|finding| matches!(finding, Finding::Offline { .. })) {
        output.remark(
            "`nakigao roots` lists folders that are offline; `nakigao roots move OLD NEW` follows one that was moved",
        );
    }
    if report.findings.iter().any(|finding| matches!(finding, Finding::Missing(_))) {
        output.remark("`nakigao import FOLDER` finds missing files again that were moved within it");
    }
    for Failure { path, reason, .. } in &report.broken {
        if output.json {
            output.object(&Object::default().path("broken", path).with("reason", reason))?;
        } else {
            output.line(&format!("not imported: {}: {}", escape::path(path), escape::text(reason)))?;
        }
    }
    for Damaged { path, damage } in &report.damaged {
        if output.json {
            output.object(&Object::default().path("damaged", path).with("damage", damage))?;
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
        let counts = [
            (report.media, "picture"),
            (report.files, "file"),
            (report.thumbs, "thumbnail"),
            (problems as u64, "problem"),
        ];
        let [pictures, files, thumbs, problems] = counts.map(|(n, noun)| count(n, noun));
        output.line(&format!("checked {pictures}, {files}, {thumbs}: {problems}"))?;
    }
    Ok(verdict(&report.findings))
}

/// `nakigao verify --failures`
fn list_failures(global: &Global, output: &mut Output) -> Result<Done, Failed> {
    for failure in ops::list_failures(&gallery::open(global)?)? {
        if output.json {
            let object = Object::default().path("failed", &failure.path).with("reason", &failure.reason);
            output.object(&object.with("kind", failure.kind.name()))?;
        } else {
            output.line(&format!("{}: {}", escape::path(&failure.path), escape::text(&failure.reason)))?;
        }
    }
    Ok(Done::All)
}

/// A damaged catalogue is a failure; any other finding counts as a file that could not be read.
fn verdict(findings: &[Finding]) -> Done {
    if findings.iter().any(|finding| matches!(finding, Finding::Catalog(_))) {
        Done::Failed
    } else if findings.is_empty() {
        Done::All
    } else {
        Done::SomeUnreadable
    }
}

/// The kind of a finding, its path, and what is wrong or what helps.
fn parts(finding: &Finding) -> (&'static str, Option<&PathBuf>, &str) {
    match finding {
        Finding::Catalog(what) => ("catalogue", None, what),
        Finding::Missing(path) => ("missing", Some(path), ""),
        Finding::Offline { root, .. } => ("offline", Some(root), ""),
        Finding::Changed(path) => ("changed", Some(path), "import it again"),
        Finding::Unreadable { path, reason } => ("unreadable", Some(path), reason),
        Finding::NoThumbnail(path) => ("no thumbnail", Some(path), "`nakigao thumbs` makes it"),
        Finding::BrokenThumbnail(path) => ("broken thumbnail", Some(path), "--clean deletes it"),
        Finding::OrphanThumbnail(path) => ("orphan thumbnail", Some(path), "--clean deletes it"),
    }
}
