//! `nakigao tags`: the list, and the rules between tags.

use serde_json::json;

use super::args::{Global, PairArgs, TagsArgs, TagsCommand};
use super::count::count;
use super::exit::Failed;
use super::output::Output;
use super::style::{QUIET, Shown};
use super::tag::patterns;
use super::{Done, escape, gallery};
use crate::ops::{self, Display, Gallery, Names, Origin, RuleChange, RuleKind, RuleReport, TagNode};
use crate::tag::Tag;

pub(super) fn run(global: &Global, args: &TagsArgs, output: &mut Output) -> Result<Done, Failed> {
    let Some(command) = &args.command else { return list(global, args, output) };
    let gallery = gallery::open(global)?;
    let report = match command {
        TagsCommand::Alias(pair) => change(&gallery, pair, RuleChange::Alias)?,
        TagsCommand::Imply(pair) => change(&gallery, pair, RuleChange::Imply)?,
        TagsCommand::RemoveAlias(pair) => change(&gallery, pair, RuleChange::RemoveAlias)?,
        TagsCommand::RemoveImplication(pair) => change(&gallery, pair, RuleChange::RemoveImplication)?,
        TagsCommand::Rename(pair) => change(&gallery, pair, RuleChange::Rename)?,
        TagsCommand::Import { file } => ops::import_vocabulary(&gallery, file)?,
        TagsCommand::Tree { tag, display } => return tree(&gallery, tag.as_deref(), &display.names(&gallery)?, output),
        TagsCommand::Display { how } => return display(&gallery, how.as_deref(), output),
        TagsCommand::Export => return export(&gallery, output),
    };
    if let Some((tag, near)) = &report.near_miss {
        super::tag::remark_near_miss(tag, near, false, output);
    }
    let RuleReport { changed, renamed, names, put_on, taken_off, .. } = report;
    if output.json {
        output.object(&json!({"rules": changed, "renamed": renamed, "put_on": put_on, "taken_off": taken_off}))?;
    } else if let Some((from, to)) = names {
        let (from, to) = (escape::text(&from.to_string()), escape::text(&to.to_string()));
        output.line(&format!("{from} is {to} now: {}", count(renamed, "picture")))?;
    } else {
        let changed = count(changed, "rule");
        let joined = if renamed > 0 { format!("{} joined; ", count(renamed, "picture")) } else { String::new() };
        output.line(&format!("{changed} changed; {joined}implied tags: {put_on} put on, {taken_off} taken off"))?;
    }
    Ok(Done::All)
}

fn list(global: &Global, args: &TagsArgs, output: &mut Output) -> Result<Done, Failed> {
    let patterns = args.pattern.as_deref().map_or(Ok(Vec::new()), patterns)?;
    let gallery = gallery::open(global)?;
    let (tags, names) = (ops::tags(&gallery, &patterns)?, args.display.names(&gallery)?);
    if tags.is_empty() {
        let named = patterns.iter().find_map(|pattern| ops::tag_named(&gallery, pattern).transpose()).transpose()?;
        output.remark(&match (args.pattern.as_deref().map(escape::text), named) {
            (None, _) => "nothing has a tag yet: `nakigao tag` puts them on".to_owned(),
            (Some(asked), Some(named)) => format!("{asked} is {} here", escape::text(&named.to_string())),
            (Some(asked), None) if asked.contains('*') => format!("no tag in use fits {asked}"),
            (Some(asked), None) => {
                format!("no tag in use is {asked}: `nakigao tags '*{asked}*'` lists those that hold it")
            }
        });
    }
    let widest = tags.first().map_or(0, |most| most.n_media.to_string().len());
    output.page();
    for counted in tags.into_iter().take(args.limit.unwrap_or(usize::MAX)) {
        if output.json {
            output.object(&json!({"tag": counted.tag.to_string(), "media": counted.n_media}))?;
        } else {
            output.line(&format!("{:widest$}  {}", counted.n_media, output.style.tag(&counted.tag, &names).text))?;
        }
    }
    Ok(Done::All)
}

/// Writes what implies what, indented, with counts and other names.
fn tree(gallery: &Gallery, tag: Option<&str>, names: &Names<'_>, output: &mut Output) -> Result<Done, Failed> {
    let top = tag.map(Tag::parse).transpose()?;
    let nodes = ops::tag_tree(gallery, top.as_ref())?;
    output.page();
    let shown = nodes.iter().map(|node| (node.depth * 2, output.style.tag(&node.tag, names)));
    let shown: Vec<(usize, Shown)> = shown.collect();
    let widest = shown.iter().map(|(indent, tag)| indent + tag.width).max().unwrap_or(0);
    for (node, (indent, tag)) in nodes.iter().zip(&shown) {
        let TagNode { n_media, depth, aliases, .. } = node;
        if output.json {
            let aliases: Vec<String> = aliases.iter().map(ToString::to_string).collect();
            let tag = node.tag.to_string();
            output.object(&json!({"tag": tag, "depth": depth, "media": n_media, "aliases": aliases}))?;
            continue;
        }
        let gap = widest - indent - tag.width;
        let names: Vec<String> = aliases.iter().map(|alias| escape::text(alias.name())).collect();
        let names = output.style.paint(&names.join(", "), QUIET);
        let line = format!("{:indent$}{}{:gap$}  {n_media:6}  {names}", "", tag.text, "");
        output.line(line.trim_end())?;
    }
    Ok(Done::All)
}

/// Chooses how names are shown, if that is given, and writes how they are shown now.
fn display(gallery: &Gallery, how: Option<&str>, output: &mut Output) -> Result<Done, Failed> {
    if let Some(how) = how {
        ops::set_display(gallery, Display::from_name(how))?;
    }
    let display = ops::display(gallery)?;
    if output.json {
        output.object(&json!({"display": display.map(Display::name)}))?;
    } else {
        output.line(display.map_or("default: english on sheets, tag in listings", Display::name))?;
    }
    Ok(Done::All)
}

fn change(gallery: &Gallery, pair: &PairArgs, make: impl Fn(Tag, Tag) -> RuleChange) -> Result<RuleReport, Failed> {
    Ok(ops::change_rule(gallery, &make(Tag::parse(&pair.first)?, Tag::parse(&pair.second)?))?)
}

/// Writes all rules: as JSON, or those of a person in the format of a vocabulary file.
fn export(gallery: &Gallery, output: &mut Output) -> Result<Done, Failed> {
    for rule in ops::list_rules(gallery)? {
        let (child, parent) = (rule.child.to_string(), rule.parent.to_string());
        let origin = if rule.origin == Origin::Person { "person" } else { "vocabulary" };
        let kind = match rule.kind {
            RuleKind::Alias | RuleKind::Renamed => "alias",
            RuleKind::Implication => "implication",
            RuleKind::Unwanted => continue,
        };
        if output.json {
            output.object(&json!({"kind": kind, "tag": child, "to": parent, "origin": origin}))?;
        } else if rule.origin == Origin::Person {
            let (child, parent) = (json!(child), json!(parent));
            output.line(&match kind {
                "alias" => format!("[[alias]]\nalias = {child}\ntag = {parent}\n"),
                _ => format!("[[implication]]\ntag = {child}\nimplies = [{parent}]\n"),
            })?;
        }
    }
    Ok(Done::All)
}
