//! `nakigao stats`

use indicatif::BinaryBytes;
use serde_json::{Map, Value, json};

use super::Done;
use super::args::Global;
use super::count::count;
use super::exit::Failed;
use super::gallery;
use super::output::Output;
use crate::ops;

pub(super) fn run(global: &Global, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let report = ops::stats(&gallery)?;
    let totals = &report.totals;
    let unread: Vec<(String, u64)> = report.unread.iter().map(|(kind, n)| (kind.name().to_owned(), *n)).collect();
    if output.json {
        let object =
            |list: Vec<(String, u64)>| -> Map<String, Value> { list.into_iter().map(|(k, n)| (k, json!(n))).collect() };
        output.object(&json!({
            "media": totals.media, "animated": totals.animated, "absent": totals.absent, "untagged": totals.untagged,
            "files": totals.files, "missing_files": totals.missing_files, "bytes": totals.bytes,
            "duplicate_bytes": totals.duplicate_bytes, "names": report.names, "tags": totals.tags, "tag_links": totals.tag_links,
            "formats": object(report.formats), "namespaces": object(report.namespaces), "unread": object(unread),
            "catalog_bytes": report.catalog_bytes, "thumbs": report.thumbs, "thumbs_bytes": report.thumbs_bytes,
        }))?;
        return Ok(Done::All);
    }
    let list = |items: &[(String, u64)]| items.iter().map(|(k, n)| format!("{n} {k}")).collect::<Vec<_>>().join(", ");
    let namespaces: Vec<(String, u64)> = report
        .namespaces
        .iter()
        .map(|(name, n)| (if name.is_empty() { "general".to_owned() } else { name.clone() }, *n))
        .collect();
    let lines = [
        (
            "pictures",
            format!(
                "{} ({} animated, {} untagged, {} without a file)",
                totals.media, totals.animated, totals.untagged, totals.absent
            ),
        ),
        (
            "files",
            format!(
                "{} ({} missing), {}, copies {}{}",
                totals.files,
                totals.missing_files,
                BinaryBytes(totals.bytes),
                BinaryBytes(totals.duplicate_bytes),
                if report.names > 0 {
                    format!(", {} of a file", count(report.names, "further name"))
                } else {
                    String::new()
                }
            ),
        ),
        ("formats", list(&report.formats)),
        (
            "tags",
            match totals.tags {
                0 => String::new(),
                n => format!("{n} put on {}: {}", count(totals.tag_links, "time"), list(&namespaces)),
            },
        ),
        ("not read", list(&unread)),
        ("catalogue", BinaryBytes(report.catalog_bytes).to_string()),
        ("thumbnails", format!("{}, {}", report.thumbs, BinaryBytes(report.thumbs_bytes))),
    ];
    for (name, value) in lines {
        output.line(&format!("{name:10}  {}", if value.is_empty() { "none" } else { &value }))?;
    }
    Ok(Done::All)
}
