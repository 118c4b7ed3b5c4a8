//! `nakigao similar`

use serde_json::{Map, Value, json};

use super::args::{Global, SimilarArgs};
use super::dupes::{match_in_words, put_match};
use super::exit::Failed;
use super::json::put_path;
use super::output::Output;
use super::{Done, escape, gallery};
use crate::ops;

pub(super) fn run(global: &Global, args: &SimilarArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    for found in ops::similar(&gallery, &args.path, args.limit)? {
        let member = &found.member;
        if output.json {
            let mut object = Map::new();
            object.insert("kind".to_owned(), json!(found.kind.name()));
            put_path(&mut object, "path", &member.path);
            object.insert("hash".to_owned(), json!(member.hash.to_string()));
            put_match(&mut object, member);
            output.object(&Value::Object(object))?;
            continue;
        }
        let kind = if member.certain { found.kind.name() } else { "alike" };
        let said = match_in_words(found.kind, member);
        let said = if said.is_empty() { said } else { format!("  ({said})") };
        output.line(&format!("{kind:5}  {}{said}", escape::path(&member.path)))?;
    }
    Ok(Done::All)
}
