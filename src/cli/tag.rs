//! `nakigao tag`

use std::io::{IsTerminal, stderr, stdin};

use serde_json::json;

use super::args::{Global, TagArgs};
use super::count::count;
use super::exit::Failed;
use super::output::Output;
use super::{Done, ask, escape, gallery, interactive, reading};
use crate::ops::{self, Gallery, Selection, TagOptions};
use crate::query;
use crate::query::expr::{Expr, TagPattern};
use crate::tag::{CHARACTER, EMOTION, SERIES, Tag};

/// The most pictures and animations that are changed without a question.
const MANY: usize = 100;

/// How many of them are shown with the question.
const N_EXAMPLES: usize = 5;

pub(super) fn run(global: &Global, args: &TagArgs, output: &mut Output) -> Result<Done, Failed> {
    if args.interactive {
        return walk(global, args, output);
    }
    let add = tags_to_add(args)?;
    let remove = args.remove.iter().map(|text| patterns(text)).collect::<Result<Vec<_>, _>>()?.concat();
    if add.is_empty() && remove.is_empty() && !args.confirm {
        return Err(Failed::Usage("say what to change: -s, -c, -e, -t, --remove or --confirm".to_owned()));
    }
    let query = args.query.as_deref().map(ops::parse_query).transpose()?;
    let gallery = gallery::open(global)?;
    query.iter().try_for_each(|asked| reading::check_words(&gallery, asked))?;
    let Some(add) = settle_new(&gallery, add, args)? else {
        output.remark("nothing was changed");
        return Ok(Done::All);
    };
    let (named, unread) = ops::without_unread(&gallery, &args.named)?;
    let options = TagOptions { add, remove, confirm: args.confirm, dry_run: args.dry_run };
    let selection = Selection { named, query, media: None };
    if !args.yes && !args.dry_run && !is_meant(&gallery, &selection)? {
        output.remark("nothing was changed");
        return Ok(Done::All);
    }
    let report = ops::tag(&gallery, &selection, &options)?;
    unread.iter().for_each(|error| output.warning(&escape::text(&error.to_string())));
    let done = if unread.is_empty() { Done::All } else { Done::SomeUnreadable };
    if let Some(asked) = selection.query.as_ref().filter(|_| report.selected == 0) {
        reading::remark_nothing(&gallery, asked, output)?;
    }
    for (typed, tag) in &report.renamed {
        let whole = typed.namespace() != tag.namespace();
        let (typed, tag) =
            if whole { (typed.to_string(), tag.to_string()) } else { (typed.name().into(), tag.name().into()) };
        output.remark(&format!("{} is {} here", escape::text(&typed), escape::text(&tag)));
    }
    for (tag, near) in &report.near_misses {
        remark_near_miss(tag, near, args.dry_run, output);
    }
    let counts = |list: &[(Tag, u64)]| -> serde_json::Value {
        list.iter().map(|(tag, n)| json!({"tag": tag.to_string(), "media": n})).collect()
    };
    let n_accepted: u64 = report.accepted.iter().map(|(_, n)| n).sum();
    if output.json {
        let (added, removed) = (counts(&report.added), counts(&report.removed));
        output.object(
            &json!({"selected": report.selected, "added": added, "removed": removed, "confirmed": report.confirmed + n_accepted, "dry_run": args.dry_run}),
        )?;
        return Ok(done);
    }
    let would = if args.dry_run { "would be " } else { "" };
    for (list, what) in [(&report.added, "put on"), (&report.removed, "taken off")] {
        for (tag, n) in list {
            let accepted = report.accepted.iter().find(|(accepted, _)| what == "put on" && accepted == tag);
            output.line(&format!(
                "{}: {would}{what} {n} of {}{}",
                escape::text(&tag.to_string()),
                count(report.selected, "picture"),
                accepted.map_or_else(String::new, |(_, n)| format!(", {would}confirmed on {n}"))
            ))?;
        }
    }
    if args.confirm {
        let accepted = if args.dry_run { "would accept" } else { "accepted" };
        output.line(&format!(
            "{accepted} {} on {}",
            count(report.confirmed, "tag"),
            count(report.selected, "picture")
        ))?;
    } else if report.added.is_empty() && report.removed.is_empty() {
        for text in &args.remove {
            reading::remark_wider(&gallery, &ops::parse_query(text)?, output)?;
        }
        output.line(&format!("no such tag on any of {}", count(report.selected, "picture")))?;
    }
    Ok(done)
}

/// Says of a tag that nothing was known of which known one may be meant.
pub(super) fn remark_near_miss(tag: &Tag, near: &Tag, is_planned: bool, output: &Output) {
    let (tag, near) = (escape::text(&tag.to_string()), escape::text(&near.to_string()));
    let way_back = if is_planned { "" } else { " `nakigao undo` takes it back" };
    output.remark(&format!("{tag} is new here; did you mean {near}?{way_back}"));
}

/// The tags to put on, once it is clear of each new one that no tag in use was meant: `--new` says so, and a person at a terminal is
/// asked. None if nothing is to be done.
fn settle_new(gallery: &Gallery, mut add: Vec<Tag>, args: &TagArgs) -> Result<Option<Vec<Tag>>, Failed> {
    if args.new {
        return Ok(Some(add));
    }
    let (mut refused, may_ask) = (Vec::new(), !args.yes && stdin().is_terminal() && stderr().is_terminal());
    for (at, near) in ops::near_known(gallery, &add)? {
        let Some(tag) = add.get_mut(at) else { continue };
        let (new, known) = (escape::text(&tag.to_string()), escape::text(&near.to_string()));
        if !may_ask {
            refused.push(format!("{new} is new here; did you mean {known}? Name that, or add --new"));
            continue;
        }
        let question = format!("{new} is new here. Is {known} meant? [y]es, [n]o: make it new, [q]uit: ");
        match ask::answer(&question)?.as_str() {
            "y" | "yes" => *tag = near,
            "n" | "no" => {}
            _ => return Ok(None),
        }
    }
    if refused.is_empty() { Ok(Some(add)) } else { Err(Failed::Usage(refused.join("\n"))) }
}

/// Asks a person at a terminal whether all that a query finds is meant, if that is much or the query looks at paths. Where nobody can
/// answer, much is refused.
fn is_meant(gallery: &Gallery, selection: &Selection) -> Result<bool, Failed> {
    let Some(asked) = &selection.query else { return Ok(true) };
    let may_ask = stdin().is_terminal() && stderr().is_terminal();
    let media = ops::list_hashes(gallery, selection)?;
    if media.is_empty() || media.len() <= MANY && !(may_ask && asks_for_paths(&asked.query.expr)) {
        return Ok(true);
    }
    if !may_ask {
        return Err(Failed::Usage(format!(
            "the query finds {} pictures and animations, and nobody can be asked here whether all are meant: add --yes to \
             change their tags, or --dry-run to see what would change",
            media.len()
        )));
    }
    let examples = media.get(..N_EXAMPLES).unwrap_or(&media);
    let mut question = String::new();
    for example in ops::describe_all(gallery, examples)? {
        question.extend(["  ", &escape::path(&example.path), "\n"]);
    }
    if media.len() > examples.len() {
        question.push_str("  …\n");
    }
    let pictures = if media.len() == 1 { "picture or animation" } else { "pictures and animations" };
    question.push_str(&format!("change the tags of {} {pictures}? [y]es, [n]o: ", media.len()));
    Ok(matches!(ask::answer(&question)?.as_str(), "y" | "yes"))
}

/// Whether a query looks at names of files or folders.
fn asks_for_paths(expr: &Expr) -> bool {
    match expr {
        Expr::And(inner) | Expr::Or(inner) => inner.iter().any(asks_for_paths),
        Expr::Not(inner) => asks_for_paths(inner),
        Expr::Path(_) | Expr::Name(_) => true,
        _ => false,
    }
}

/// `nakigao tag --interactive`
fn walk(global: &Global, args: &TagArgs, output: &mut Output) -> Result<Done, Failed> {
    let query = args.query.as_deref().map(ops::parse_query).transpose()?;
    let gallery = gallery::open(global)?;
    let query = query.map(|asked| reading::understood(&gallery, asked, output)).transpose()?;
    query.iter().try_for_each(|asked| reading::remark_if_nothing(&gallery, asked, output))?;
    let (named, unread) = ops::without_unread(&gallery, &args.named)?;
    unread.iter().for_each(|error| output.warning(&escape::text(&error.to_string())));
    let media = ops::list_hashes(&gallery, &Selection { named, query, media: None })?;
    if media.is_empty() {
        output.remark("there is nothing to walk through");
        return Ok(Done::All);
    }
    let summary = interactive::run(&gallery, &media, args.pictures)?;
    output.line(&summary.line())?;
    Ok(if summary.was_interrupted { Done::Failed } else { Done::All })
}

fn tags_to_add(args: &TagArgs) -> Result<Vec<Tag>, Failed> {
    let mut tags = Vec::new();
    for (namespace, names) in [(SERIES, &args.series), (CHARACTER, &args.character), (EMOTION, &args.emotion)] {
        for name in names {
            tags.push(Tag::parse_in(namespace, name)?);
        }
    }
    for text in &args.tag {
        tags.push(Tag::parse(text)?);
    }
    Ok(tags)
}

/// Reads a tag with wildcards as the query language does, where one word may stand for several tags.
pub(super) fn patterns(text: &str) -> Result<Vec<TagPattern>, Failed> {
    let joined = text.trim().replace(' ', "_");
    let parsed =
        query::parse(&joined).map_err(|error| ops::Error::Query { query: joined.clone(), error: error.into() })?;
    let readings = match parsed.expr {
        Expr::Or(readings) => readings,
        one => vec![one],
    };
    let as_pattern = |expr| match expr {
        Expr::Tag(pattern) => Some(pattern),
        _ => None,
    };
    let patterns: Option<Vec<TagPattern>> = readings.into_iter().map(as_pattern).collect();
    patterns.ok_or_else(|| Failed::Usage(format!("{text:?} is not one tag: give each with its own option")))
}
