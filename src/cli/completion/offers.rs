//! What is offered while a person types: tags of the gallery, then of the vocabulary with all names it knows, metatags, and
//! the words of options. Completion never fails: without a gallery it offers no tags.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::OnceLock;

use clap_complete::CompletionCandidate;

use super::super::count::count;
use super::super::places::places;
use crate::ops::{self, Completion, Gallery};
use crate::query::{self, Expected};
use crate::tag::{CHARACTER, EMOTION, SERIES, canonical_namespace, normalise};

/// The most tags that are offered at once.
const MOST: usize = 200;

/// The most tags that are offered where nothing is typed yet.
const MOST_AT_FIRST: usize = 30;

/// The gallery that the line being completed names.
static NAMED_GALLERY: OnceLock<PathBuf> = OnceLock::new();

/// Where tags come from: the gallery, if there is one.
struct Known(Option<Gallery>);

impl Known {
    fn open() -> Self {
        let places = places(NAMED_GALLERY.get()).ok();
        Self(places.and_then(|places| Gallery::open(&places.dir, &places.thumbs).ok()))
    }

    fn namespaces(&self) -> Vec<String> {
        self.0.as_ref().and_then(|gallery| ops::namespaces(gallery).ok()).unwrap_or_default()
    }

    fn tags(&self, typed: &str) -> Vec<Completion> {
        let most = if typed.is_empty() { MOST_AT_FIRST } else { MOST };
        self.0.as_ref().and_then(|gallery| ops::complete_tag(gallery, typed, most).ok()).unwrap_or_default()
    }

    /// The tags that some media have; where there are none, those that are known.
    fn tags_in_use(&self, typed: &str) -> Vec<Completion> {
        let mut found = self.tags(typed);
        if found.iter().any(|found| found.n_media > 0) {
            found.retain(|found| found.n_media > 0);
        }
        found
    }
}

/// Completes from the gallery that `--gallery` among some words names, if it does.
pub(super) fn use_gallery(words: &[OsString]) {
    const OPTION: &str = "--gallery";
    let behind = words.windows(2).find(|pair| pair[0] == OPTION).map(|pair| pair[1].to_string_lossy().into_owned());
    let joined =
        || words.iter().find_map(|word| Some(word.to_str()?.strip_prefix(OPTION)?.strip_prefix('=')?.to_owned()));
    if let Some(dir) = behind.or_else(joined) {
        let home = dir.strip_prefix("~/").and_then(|below| Some(PathBuf::from(std::env::var_os("HOME")?).join(below)));
        // Set once: a process completes one line.
        let _ = NAMED_GALLERY.set(home.unwrap_or_else(|| dir.into()));
    }
}

/// Offers whole tags.
pub(in crate::cli) fn complete_tag_arg(typed: &OsStr) -> Vec<CompletionCandidate> {
    let (typed, known) = (typed.to_string_lossy(), Known::open());
    namespaces(&known, &typed, "").chain(tags(known.tags(&typed), &typed, "")).collect()
}

/// Offers the names of series.
pub(in crate::cli) fn complete_series(typed: &OsStr) -> Vec<CompletionCandidate> {
    tag_names(SERIES, typed)
}

/// Offers the names of characters.
pub(in crate::cli) fn complete_character(typed: &OsStr) -> Vec<CompletionCandidate> {
    tag_names(CHARACTER, typed)
}

/// Offers the names of emotions.
pub(in crate::cli) fn complete_emotion(typed: &OsStr) -> Vec<CompletionCandidate> {
    tag_names(EMOTION, typed)
}

/// Offers namespaces.
pub(in crate::cli) fn complete_namespace(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    Known::open()
        .namespaces()
        .into_iter()
        .filter(|name| name.starts_with(&*typed))
        .map(CompletionCandidate::new)
        .collect()
}

/// Offers the fields of `--label` and `--format` inside braces.
pub(in crate::cli) fn complete_fields(typed: &OsStr) -> Vec<CompletionCandidate> {
    let fields = ops::LABEL_FIELDS.iter().map(|&(field, meaning)| (field.to_owned(), meaning.to_owned()));
    let tags = Known::open().namespaces().into_iter().map(|name| (name, "its tags in this namespace".to_owned()));
    in_braces(&typed.to_string_lossy(), fields.chain(tags))
}

/// Offers namespaces inside braces.
pub(in crate::cli) fn complete_folders(typed: &OsStr) -> Vec<CompletionCandidate> {
    let fields = Known::open()
        .namespaces()
        .into_iter()
        .map(|name| (name, "the folder's name is a tag in this namespace".to_owned()));
    in_braces(&typed.to_string_lossy(), fields)
}

/// Offers what a listing can be sorted by.
pub(in crate::cli) fn complete_order(typed: &OsStr) -> Vec<CompletionCandidate> {
    let query = format!("order:{}", typed.to_string_lossy());
    let Expected::Value { metatag, partial } = query::expected(&query) else { return Vec::new() };
    words_of(metatag, partial).map(CompletionCandidate::new).collect()
}

/// Offers tags, metatags and their values for the end of a query.
pub(in crate::cli) fn complete_query(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    if typed == "-" || typed.starts_with("--") {
        // More likely an option is meant.
        return Vec::new();
    }
    let known = Known::open();
    let before = |partial: &str| &typed[..typed.len() - partial.len()];
    match query::expected(&typed) {
        Expected::Value { metatag, partial } => {
            let before = before(partial);
            let offered: Vec<CompletionCandidate> = match metatag.name {
                "tag" => namespaces(&known, partial, before)
                    .chain(tags(known.tags_in_use(partial), partial, before))
                    .collect(),
                "has" => {
                    complete_namespace(OsStr::new(partial)).into_iter().map(|one| one.add_prefix(before)).collect()
                }
                _ => {
                    words_of(metatag, partial).map(|word| CompletionCandidate::new(format!("{before}{word}"))).collect()
                }
            };
            offered
                .into_iter()
                .map(|one| if one.get_help().is_none() { one.help(Some(metatag.meaning.into())) } else { one })
                .collect()
        }
        Expected::Term { partial } => {
            let before = before(partial);
            let fitting = query::metatags().iter().filter(|metatag| metatag.name.starts_with(&partial.to_lowercase()));
            let metatags = fitting.map(|metatag| {
                CompletionCandidate::new(format!("{before}{}:", metatag.name)).help(Some(metatag.meaning.into()))
            });
            let tags = tags(known.tags_in_use(partial), partial, before);
            namespaces(&known, partial, before).chain(metatags).chain(tags).collect()
        }
        Expected::Text => Vec::new(),
    }
}

/// The words of a metatag that begin with a text; those of `order` also with a direction, once the word itself is typed.
fn words_of(metatag: &'static query::MetatagHelp, partial: &str) -> impl Iterator<Item = String> {
    let partial = partial.to_lowercase();
    metatag.words.iter().flat_map(move |&word| {
        let has_directions = metatag.name == "order" && partial.starts_with(word);
        let directed = if has_directions { &["_asc", "_desc"][..] } else { &[] };
        let all = [word.to_owned()].into_iter().chain(directed.iter().map(|end| format!("{word}{end}")));
        all.filter(|word| word.starts_with(&partial)).collect::<Vec<_>>()
    })
}

/// Completes the field behind the last open brace; where none is open, offers every field behind the text.
fn in_braces(typed: &str, fields: impl Iterator<Item = (String, String)>) -> Vec<CompletionCandidate> {
    let (before, partial) = match typed.rfind(['{', '}']).filter(|&at| typed[at..].starts_with('{')) {
        Some(open) => typed.split_at(typed[open..].rfind(['{', '|']).map_or(typed.len(), |at| open + at + 1)),
        None => (typed, ""),
    };
    let brace = if before.ends_with(['{', '|']) { "" } else { "{" };
    let fitting = fields.filter(|(field, _)| field.starts_with(partial));
    fitting
        .map(|(field, meaning)| {
            CompletionCandidate::new(format!("{before}{brace}{field}}}")).help(Some(meaning.into()))
        })
        .collect()
}

/// Namespaces, each with its colon.
fn namespaces(known: &Known, partial: &str, before: &str) -> impl Iterator<Item = CompletionCandidate> {
    let partial = partial.to_lowercase();
    let fitting = known.namespaces().into_iter().filter(move |name| name.starts_with(&partial));
    fitting
        .map(move |name| CompletionCandidate::new(format!("{before}{name}:")).help(Some("a namespace of tags".into())))
}

/// The names of tags in a namespace, without it.
fn tag_names(namespace: &str, typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = Known::open().tags(&format!("{namespace}:{}", typed.to_string_lossy())).into_iter();
    found.map(|found| candidate(found.name.name().to_owned(), &found)).collect()
}

/// Tags that fit what was typed, in the namespace as it was typed.
fn tags(found: Vec<Completion>, partial: &str, before: &str) -> impl Iterator<Item = CompletionCandidate> {
    let typed = partial.split_once(':').map(|(typed, _)| typed);
    found.into_iter().map(move |found| {
        let tag = match typed {
            Some(typed) if canonical_namespace(&normalise(typed)) == found.name.namespace() => {
                format!("{typed}:{}", found.name.name())
            }
            _ => found.name.to_string(),
        };
        candidate(format!("{before}{tag}"), &found)
    })
}

fn candidate(text: String, found: &Completion) -> CompletionCandidate {
    let n_media = if found.n_media == 0 { "not in use".to_owned() } else { count(found.n_media, "picture") };
    let help = found.stands_for.as_ref().map_or_else(|| n_media.clone(), |tag| format!("{tag}, {n_media}"));
    CompletionCandidate::new(text).help(Some(help.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(found: Vec<CompletionCandidate>) -> Vec<String> {
        found.iter().map(|one| one.get_value().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn a_field_is_completed_inside_its_braces() {
        let complete = |typed| texts(in_braces(typed, [("path".to_owned(), String::new())].into_iter()));
        for (typed, offered) in [
            ("", vec!["{path}"]),
            ("{pa", vec!["{path}"]),
            ("{file}\\t{p", vec!["{file}\\t{path}"]),
            ("{file|p", vec!["{file|path}"]),
            ("{file} ", vec!["{file} {path}"]),
            ("{x", vec![]),
        ] {
            assert_eq!(complete(typed), offered, "{typed}");
        }
    }

    #[test]
    fn an_order_has_directions_once_its_word_is_there() {
        let complete = |typed: &str| texts(complete_order(OsStr::new(typed)));
        assert_eq!(complete("dur"), ["duration"]);
        assert_eq!(complete("duration"), ["duration", "duration_asc", "duration_desc"]);
        assert_eq!(complete("duration_d"), ["duration_desc"]);
    }
}
