//! Which tags an import would put where: a few examples for each source, or all as JSON.

use serde_json::{Value, json};

use super::super::count::count;
use super::super::escape;
use super::super::exit::Failed;
use super::super::json::Object;
use super::super::output::Output;
use crate::ops::PutOn;

/// Files that are shown for each source.
const N_EXAMPLES: usize = 3;

/// Writes the tags of each file as an object.
pub(super) fn write_objects(would_put_on: &[PutOn], output: &mut Output) -> Result<(), Failed> {
    for of_file in would_put_on.chunk_by(|a, b| a.path == b.path) {
        let tags: Value =
            of_file.iter().map(|one| json!({"tag": one.tag.to_string(), "source": one.source.name()})).collect();
        let Some(first) = of_file.first() else { continue };
        output.object(&Object::default().path("plan", &first.path).with("tags", tags))?;
    }
    Ok(())
}

/// Writes how many files get tags of each source, and the first of them.
pub(super) fn write_examples(would_put_on: &[PutOn], output: &mut Output) -> Result<(), Failed> {
    let mut by_source: Vec<&PutOn> = would_put_on.iter().collect();
    by_source.sort_by(|a, b| (a.source, &a.path).cmp(&(b.source, &b.path)));
    for of_source in by_source.chunk_by(|a, b| a.source == b.source) {
        let files: Vec<&[&PutOn]> = of_source.chunk_by(|a, b| a.path == b.path).collect();
        let (source, n_tags) = (of_source.first().map_or("", |one| one.source.name()), of_source.len() as u64);
        output.line(&format!(
            "{source}: {} on {}, such as",
            count(n_tags, "tag"),
            count(files.len() as u64, "file")
        ))?;
        for file in files.iter().take(N_EXAMPLES) {
            let tags: Vec<String> = file.iter().map(|one| escape::text(&one.tag.to_string())).collect();
            let path = file.first().map(|one| escape::path(&one.path)).unwrap_or_default();
            output.line(&format!("  {path}: {}", tags.join(", ")))?;
        }
    }
    Ok(())
}
