//! What the shell is offered while a person types: tags of the gallery (the default one, or `NAKIGAO_GALLERY`), then of the
//! vocabulary with all names it knows. Completion never fails: without a gallery it offers no tags.

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;

use super::places::places;
use crate::ops::{self, Completion, Gallery};
use crate::query::{self, Expected};
use crate::tag::{CHARACTER, EMOTION, SERIES};

/// The most tags that are offered at once.
const MOST: usize = 200;

/// Offers whole tags.
pub(super) fn complete_tag_arg(typed: &OsStr) -> Vec<CompletionCandidate> {
    tags(&typed.to_string_lossy()).into_iter().map(|found| candidate(found.name.to_string(), &found)).collect()
}

/// Offers the names of series.
pub(super) fn complete_series(typed: &OsStr) -> Vec<CompletionCandidate> {
    names_in(SERIES, typed)
}

/// Offers the names of characters.
pub(super) fn complete_character(typed: &OsStr) -> Vec<CompletionCandidate> {
    names_in(CHARACTER, typed)
}

/// Offers the names of emotions.
pub(super) fn complete_emotion(typed: &OsStr) -> Vec<CompletionCandidate> {
    names_in(EMOTION, typed)
}

/// Offers tags, metatags and their values for the end of a query.
pub(super) fn complete_query(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let whole = |partial: &str, text: &str| format!("{}{text}", &typed[..typed.len() - partial.len()]);
    match query::expected(&typed) {
        Expected::Value { metatag, partial } => {
            let fitting = metatag.words.iter().filter(|word| word.starts_with(partial));
            fitting
                .map(|word| CompletionCandidate::new(whole(partial, word)).help(Some(metatag.meaning.into())))
                .collect()
        }
        Expected::Term { partial } => {
            let fitting = query::metatags().iter().filter(|metatag| metatag.name.starts_with(partial));
            let metatags = fitting.map(|metatag| {
                let text = whole(partial, &format!("{}:", metatag.name));
                CompletionCandidate::new(text).help(Some(metatag.meaning.into()))
            });
            let tags =
                tags(partial).into_iter().map(|found| candidate(whole(partial, &found.name.to_string()), &found));
            metatags.chain(tags).collect()
        }
    }
}

fn names_in(namespace: &str, typed: &OsStr) -> Vec<CompletionCandidate> {
    let found = tags(&format!("{namespace}:{}", typed.to_string_lossy())).into_iter();
    found.map(|found| candidate(found.name.name().to_owned(), &found)).collect()
}

fn candidate(text: String, found: &Completion) -> CompletionCandidate {
    let n_media = match found.n_media {
        0 => "not in use".to_owned(),
        n => format!("{n} media"),
    };
    let help = found.stands_for.as_ref().map_or_else(|| n_media.clone(), |tag| format!("{tag}, {n_media}"));
    CompletionCandidate::new(text).help(Some(help.into()))
}

fn tags(typed: &str) -> Vec<Completion> {
    let gallery = places(None).ok().and_then(|places| Gallery::open(&places.dir, &places.thumbs).ok());
    gallery.and_then(|gallery| ops::complete_tag(&gallery, typed, MOST).ok()).unwrap_or_default()
}
