//! A listing that stays as it is: all media that a query found at one moment, addressed by their places in it.
//!
//! Holding it costs 8 bytes a media, so that a face can jump anywhere in a million, and an import beside it moves nothing.

use std::collections::HashMap;
use std::ops::Range;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

use super::date::date;
use super::described::describe_those_left;
use super::error::Result;
use super::selection::compile;
use super::{BoundQuery, ContentHash, Described, Gallery};
use crate::catalog::{ById, MediaId, Moment, Search};
use crate::query::expr::{Measure, Order, OrderKey};
use crate::tag::{SERIES, Tag};

/// What a listing is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupBy {
    /// The month of its date.
    Month,
    /// The month in which the gallery first saw it.
    Added,
    /// The folder that it is listed under.
    Folder,
    /// The most used of its series.
    Series,
}

/// Media in an order, divided into sections.
#[derive(Debug)]
pub struct Listing {
    pub(super) media: Vec<MediaId>,
    /// The parts that it is divided into, in order.
    pub sections: Vec<Section>,
}

/// Media of a listing that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its first place.
    pub first: usize,
    /// What its media have in common; `None` for those that have no such thing.
    pub shared: Option<Shared>,
}

/// What the media of a section have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shared {
    /// `2026-11`
    Month(String),
    /// The folder below the imported one; empty for that itself.
    Folder(PathBuf),
    /// A tag.
    Tag(Tag),
}

impl Listing {
    /// How many media there are.
    pub fn len(&self) -> usize {
        self.media.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.media.is_empty()
    }

    fn part(&self, places: Range<usize>) -> &[MediaId] {
        let end = places.end.min(self.len());
        &self.media[places.start.min(end)..end]
    }
}

/// Lists what fits a query: section after section, and within each in the query's order. Months run as the order does, the newest
/// first unless it is a time that ascends; folders by name; series by how many media have them.
pub fn listing(gallery: &Gallery, asked: &BoundQuery, group: Option<GroupBy>) -> Result<Listing> {
    let search = compile(gallery, asked)?;
    let (mut grouped, shared) = match group {
        None => {
            let media = gallery.catalog.list_found(&search)?;
            return Ok(Listing { media, sections: Vec::new() });
        }
        Some(GroupBy::Month) => by_month(gallery, &search, asked.query.order, Moment::Date)?,
        Some(GroupBy::Added) => by_month(gallery, &search, asked.query.order, Moment::Added)?,
        Some(GroupBy::Folder) => by_folder(gallery, &search)?,
        Some(GroupBy::Series) => by_series(gallery, &search)?,
    };
    // In most orders that a group is looked at in, nothing is to be moved.
    grouped.sort_by_key(|(rank, _)| *rank);
    let mut sections: Vec<Section> = Vec::new();
    let mut last = None;
    for (first, (rank, _)) in grouped.iter().enumerate() {
        if last.replace(*rank) != Some(*rank) {
            sections.push(Section { first, shared: shared.get(*rank as usize).cloned() });
        }
    }
    Ok(Listing { media: grouped.into_iter().map(|(_, media)| media).collect(), sections })
}

/// Media in the order of a search, each with the rank of its section; and what those share, by rank.
type Grouped = (Vec<(u32, MediaId)>, Vec<Shared>);

fn by_month(gallery: &Gallery, search: &Search, order: Option<Order>, moment: Moment) -> Result<Grouped> {
    let (mut of_days, mut days) = (HashMap::new(), Vec::new());
    let mut found: Vec<(u32, MediaId)> = Vec::new();
    gallery.catalog.each_found_at(search, moment, |media, seconds| {
        let next = days.len() as u32;
        let day = *of_days.entry(seconds.div_euclid(86_400)).or_insert_with(|| {
            days.push(seconds);
            next
        });
        found.push((day, media));
    })?;
    let month = |seconds: &i64| {
        let mut month = date(*seconds);
        month.truncate(month.rfind('-').unwrap_or_default());
        month
    };
    let of_days: Vec<String> = days.iter().map(month).collect();
    let mut months = of_days.clone();
    months.sort_unstable();
    months.dedup();
    let is_time = |key| matches!(key, OrderKey::Measure(Measure::Date) | OrderKey::Added);
    if !order.is_some_and(|order| is_time(order.key) && !order.descending) {
        months.reverse();
    }
    let ranks: HashMap<&String, u32> = months.iter().zip(0..).collect();
    let ranks: Vec<u32> = of_days.iter().map(|month| ranks[month]).collect();
    found.iter_mut().for_each(|(day, _)| *day = ranks[*day as usize]);
    Ok((found, months.into_iter().map(Shared::Month).collect()))
}

fn by_folder(gallery: &Gallery, search: &Search) -> Result<Grouped> {
    let mut known: HashMap<Vec<u8>, u32> = HashMap::new();
    let mut found: Vec<(u32, MediaId)> = Vec::new();
    gallery.catalog.each_found_path(search, |media, path| {
        let folder = &path[..path.iter().rposition(|&byte| byte == b'/').unwrap_or(0)];
        let next = known.len() as u32;
        // Without a copy of the path for each media.
        let number = match known.get(folder) {
            Some(&number) => number,
            None => *known.entry(folder.to_vec()).or_insert(next),
        };
        found.push((number, media));
    })?;
    let mut folders: Vec<(Vec<u8>, u32)> = known.into_iter().collect();
    folders.sort_unstable();
    let mut ranks = vec![0; folders.len()];
    folders.iter().zip(0..).for_each(|((_, number), rank)| ranks[*number as usize] = rank);
    found.iter_mut().for_each(|(number, _)| *number = ranks[*number as usize]);
    let roots = root_paths(gallery)?;
    let shared = folders.into_iter().map(|(folder, _)| {
        let folder = PathBuf::from(std::ffi::OsString::from(std::ffi::OsStr::from_bytes(&folder)));
        Shared::Folder(below_root(&roots, &folder).to_owned())
    });
    Ok((found, shared.collect()))
}

fn by_series(gallery: &Gallery, search: &Search) -> Result<Grouped> {
    let (tags, ranks) = gallery.catalog.rank_by_tag(SERIES)?;
    // Those without one come last.
    let rank = |media: MediaId| ranks.get(media).wrapping_sub(1);
    let found = gallery.catalog.list_found(search)?.into_iter().map(|media| (rank(media), media));
    Ok((found.collect(), tags.into_iter().map(Shared::Tag).collect()))
}

/// The imported folders.
pub fn root_paths(gallery: &Gallery) -> Result<Vec<PathBuf>> {
    Ok(gallery.catalog.list_root_paths()?.into_iter().map(|(_, path)| path).collect())
}

/// A path below the innermost imported folder that holds it; the whole path where none does.
pub fn below_root<'a>(roots: &[PathBuf], path: &'a std::path::Path) -> &'a std::path::Path {
    let inner = roots.iter().filter(|root| path.starts_with(root)).max_by_key(|root| root.as_os_str().len());
    inner.and_then(|root| path.strip_prefix(root).ok()).unwrap_or(path)
}

/// Describes part of a listing, a place each; `None` for what was forgotten meanwhile.
pub fn list_cells(gallery: &Gallery, listing: &Listing, places: Range<usize>) -> Result<Vec<Option<Described>>> {
    let part = listing.part(places);
    let mut described = describe_those_left(gallery, part.iter().copied())?.into_iter().peekable();
    Ok(part.iter().map(|&media| described.next_if(|(found, _)| *found == media).map(|(_, cell)| cell)).collect())
}

/// Finds the place of a content in a listing.
pub fn find_place(gallery: &Gallery, listing: &Listing, hash: &ContentHash) -> Result<Option<usize>> {
    let media = gallery.catalog.find_media(hash)?;
    Ok(media.and_then(|media| listing.media.iter().position(|&listed| listed == media)))
}

/// The ratios of width to height that were read so far.
#[derive(Debug, Default)]
pub struct Ratios(ById<u16>);

/// The ratio of width to height of all media of a listing, in thousandths; 1 at least, also of one that is not known any more.
pub fn list_ratios(gallery: &Gallery, listing: &Listing, known: &mut Ratios) -> Result<Vec<u16>> {
    gallery.catalog.extend_ratios(&mut known.0)?;
    Ok(listing.media.iter().map(|&media| known.0.get(media).max(1)).collect())
}

/// Counts all media of a gallery.
pub fn count_media(gallery: &Gallery) -> Result<u64> {
    Ok(gallery.catalog.count_media()?)
}
