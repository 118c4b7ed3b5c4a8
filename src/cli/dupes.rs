//! `nakigao dupes`

use indicatif::BinaryBytes;
use serde_json::{Map, Value, json};

use super::args::{DupesArgs, Global};
use super::exit::Failed;
use super::json::put_path;
use super::output::Output;
use super::{Done, escape, places, words};
use crate::ops::{self, DuplicateGroup};

pub(super) fn run(global: &Global, args: &DupesArgs, output: &mut Output) -> Result<Done, Failed> {
    let asked = ops::parse_query(&words::query_text(&args.query.words))?;
    let gallery = places::open(global)?;
    let groups = ops::dupes(&gallery, &asked)?;
    let mut spare_bytes = 0;
    for group in &groups {
        spare_bytes += group.bytes * (group.members.len() as u64 - 1);
        if output.json {
            output.object(&json_group(group))?;
            continue;
        }
        output.line(&format!("keep  {}  ({})", escape::path(&group.keep), group.reason))?;
        for member in group.members.iter().filter(|member| member.path != group.keep) {
            let remark = if member.offline { "  (offline)" } else { "" };
            output.line(&format!("  same  {}{remark}", escape::path(&member.path)))?;
        }
    }
    if !output.json {
        let plural = if groups.len() == 1 { "" } else { "s" };
        output.remark(&format!("{} group{plural}; the copies take {}", groups.len(), BinaryBytes(spare_bytes)));
    }
    Ok(Done::All)
}

fn json_group(group: &DuplicateGroup) -> Value {
    let members = group.members.iter().map(|member| {
        let mut object = Map::new();
        put_path(&mut object, "path", &member.path);
        object.insert("hash".to_owned(), json!(group.hash.to_string()));
        object.insert("distance".to_owned(), json!(0));
        object.insert("bytes".to_owned(), json!(group.bytes));
        Value::Object(object)
    });
    let mut object = Map::new();
    object.insert("kind".to_owned(), json!("exact"));
    put_path(&mut object, "keep", &group.keep);
    object.insert("reason".to_owned(), json!(group.reason));
    object.insert("members".to_owned(), members.collect());
    Value::Object(object)
}
