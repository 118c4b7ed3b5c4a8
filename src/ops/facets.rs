//! What can narrow a listing: tags and facts, each with how many of its media have it.

use std::sync::{Arc, Mutex, PoisonError};

use super::error::Result;
use super::listing::TermCounts;
use super::{Gallery, Listing, TagCount};
use crate::catalog::{FactRow, MediaId};
use crate::query::expr::TagPattern;
use crate::query::{Subject, matches};

/// The most media that are counted; of more, as many that are spread over the listing. 10,000 took 40 ms, 50,000 335 ms.
const MAX_COUNTED: usize = 20_000;

/// The most tags that are listed.
const MAX_TAGS: usize = 200;

/// Counts over a listing, or over a sample of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets<T> {
    /// The media that were looked at.
    pub counted: usize,
    /// The media of the listing.
    pub of: usize,
    /// What was counted, with how many have it.
    pub counts: Vec<T>,
}

/// What of a file's facts is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Its format.
    Format,
    /// Its width.
    Size,
    /// Width over height.
    Ratio,
    /// The time of one run.
    Length,
}

impl Fact {
    const ALL: [Self; 4] = [Self::Format, Self::Size, Self::Ratio, Self::Length];

    /// The terms of a query that are counted, of formats none: those that there are.
    fn terms(self) -> &'static [&'static str] {
        match self {
            Self::Format => &[],
            Self::Size => &[
                "width:>=3840",
                "width:2560...3840",
                "width:1920...2560",
                "width:1280...1920",
                "width:640...1280",
                "width:<640",
            ],
            Self::Ratio => {
                &["ratio:>=2.1", "ratio:1.7..1.85", "ratio:1.55..1.65", "ratio:1.2..1.45", "is:square", "is:portrait"]
            }
            Self::Length => &["is:still", "duration:<1s", "duration:1s...3s", "duration:3s...10s", "duration:>=10s"],
        }
    }
}

/// Counts the tags in a namespace, the most frequent first.
pub fn tag_facets(gallery: &Gallery, listing: &Listing, namespace: &str) -> Result<Facets<TagCount>> {
    let of = listing.len();
    let (counted, mut counts) = if of > MAX_COUNTED && gallery.catalog.count_media()? == of as u64 {
        let all = TagPattern { namespace: Some(namespace.to_owned()), name: "*".to_owned() };
        (of, gallery.catalog.list_tags(&[all])?)
    } else {
        let all = once(&listing.tags, || Ok(gallery.catalog.count_tags_on(&sample(listing))?))?;
        (of.min(MAX_COUNTED), all.iter().filter(|count| count.tag.namespace() == namespace).cloned().collect())
    };
    counts.truncate(MAX_TAGS);
    Ok(Facets { counted, of, counts })
}

/// Counts facts, each as the term of a query that asks for it; without those that nothing has.
///
/// # Errors
/// If the catalogue cannot be read.
pub fn fact_facets(gallery: &Gallery, listing: &Listing, fact: Fact) -> Result<Facets<(String, u64)>> {
    let all = once(&listing.facts, || count_facts(&gallery.catalog.list_facts(&sample(listing))?))?;
    Ok(Facets { counted: listing.len().min(MAX_COUNTED), of: listing.len(), counts: all[fact as usize].clone() })
}

/// Counts every kind of fact.
fn count_facts(rows: &[FactRow]) -> Result<Vec<TermCounts>> {
    let subjects: Vec<Subject> = rows.iter().map(subject).collect();
    Fact::ALL.iter().map(|fact| count_fact(*fact, &subjects)).collect()
}

fn count_fact(fact: Fact, subjects: &[Subject]) -> Result<TermCounts> {
    let mut counts = TermCounts::new();
    if fact == Fact::Format {
        for Subject { format, .. } in subjects {
            match counts.iter_mut().find(|(known, _)| known.strip_prefix("filetype:") == Some(format)) {
                Some((_, n)) => *n += 1,
                None => counts.push((format!("filetype:{format}"), 1)),
            }
        }
        counts.sort_by(|(a, n), (b, m)| m.cmp(n).then_with(|| a.cmp(b)));
        return Ok(counts);
    }
    for term in fact.terms() {
        let expr = super::parse_query(term)?.query.expr;
        let n = subjects.iter().filter(|subject| matches(&expr, subject)).count() as u64;
        counts.extend((n > 0).then(|| ((*term).to_owned(), n)));
    }
    Ok(counts)
}

/// What is counted over a listing is counted once: a page asks for one kind after the other.
fn once<T>(kept: &Mutex<Option<Arc<T>>>, count: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(counted) = &*kept {
        return Ok(Arc::clone(counted));
    }
    Ok(Arc::clone(kept.insert(Arc::new(count()?))))
}

/// A media of which nothing is known but its facts.
fn subject(row: &FactRow) -> Subject {
    let FactRow { width, height, duration_ms, animated, .. } = *row;
    Subject { width, height, duration_ms, format: row.format.clone(), animated, frames: 1, ..Subject::default() }
}

/// All media of a listing, or some that are spread over it, in the order in which their rows lie.
fn sample(listing: &Listing) -> Vec<MediaId> {
    let n = listing.len();
    let counted = n.min(MAX_COUNTED);
    let mut sample: Vec<MediaId> = (0..counted).filter_map(|at| listing.media.get(at * n / counted)).collect();
    sample.sort_unstable();
    sample
}
