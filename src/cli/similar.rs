//! `nakigao similar`

use super::args::{Global, SimilarArgs};
use super::dupes::{match_in_words, with_match};
use super::exit::Failed;
use super::json::Object;
use super::output::Output;
use super::{Done, gallery};
use crate::ops::{self, GroupKind};

pub(super) fn run(global: &Global, args: &SimilarArgs, output: &mut Output) -> Result<Done, Failed> {
    let gallery = gallery::open(global)?;
    let all = ops::similar_to_named(&gallery, &args.path, args.limit)?;
    // A picture of the gallery finds itself.
    if !all.iter().any(|found| found.member.certain && found.kind != GroupKind::Exact) {
        output.remark(if all.iter().all(|found| found.kind == GroupKind::Exact) {
            "nothing looks like it"
        } else {
            "nothing shows the same; these come nearest, the nearest first"
        });
    }
    for found in all {
        let member = &found.member;
        if output.json {
            let object = Object::default().with("kind", found.kind.name()).path("path", &member.path);
            output.object(&with_match(object.with("hash", member.hash.to_string()), member))?;
            continue;
        }
        let kind = if member.certain { found.kind.name() } else { "alike" };
        let said = match_in_words(found.kind, member);
        let said = if said.is_empty() { said } else { format!("  ({said})") };
        output.line(&format!("{kind:5}  {}{said}", output.style.path(&member.path).text))?;
    }
    Ok(Done::All)
}
