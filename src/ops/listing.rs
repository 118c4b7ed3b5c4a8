//! A listing that stays as it is: all media that a query found at one moment, addressed by their places in it.
//!
//! Holding it costs 4 bytes a media, so that a face can jump anywhere in a million, and an import beside it moves nothing.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use super::described::describe_those_left;
use super::error::Result;
use super::{BoundQuery, ContentHash, Described, Gallery, GroupBy, Shared, TagCount};
use crate::catalog::{ById, MediaId, MediaList};
use crate::query::expr::{Expr, Measure, Order, OrderKey};

/// Media in an order, divided into sections.
#[derive(Debug)]
pub struct Listing {
    pub(super) media: Arc<MediaList>,
    /// The parts that it is divided into, in order.
    pub sections: Vec<Section>,
    /// What facets were counted over it, once they were asked for.
    pub(super) tags: Mutex<Option<Arc<Vec<TagCount>>>>,
    pub(super) facts: Mutex<Option<Arc<Vec<TermCounts>>>>,
}

/// Terms of a query, each with how many media fit it.
pub(super) type TermCounts = Vec<(String, u64)>;

/// Media of a listing that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its first place.
    pub first: usize,
    /// What its media have in common; `None` for those that have no such thing.
    pub shared: Option<Shared>,
}

impl Listing {
    fn of(media: Arc<MediaList>, sections: Vec<Section>) -> Self {
        Self { media, sections, tags: Mutex::default(), facts: Mutex::default() }
    }

    /// How many media there are.
    pub fn len(&self) -> usize {
        self.media.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.media.is_empty()
    }
}

/// Lists what fits a query: section after section, and within each in the query's order. Months run as the order does, the newest
/// first unless it is a time that ascends; folders by name; series by how many media have them.
pub fn listing(gallery: &Gallery, asked: &BoundQuery, group: Option<GroupBy>) -> Result<Listing> {
    let order = asked.query.order.unwrap_or(Order { key: OrderKey::Path, descending: false });
    let mut media = list(gallery, asked, order)?;
    if let Some(n) = asked.query.limit {
        Arc::make_mut(&mut media).truncate(usize::try_from(n).unwrap_or(usize::MAX));
    }
    let Some(by) = group else { return Ok(Listing::of(media, Vec::new())) };
    let groups = gallery.orders.groups(&gallery.catalog, by)?;
    let is_time = matches!(order.key, OrderKey::Measure(Measure::Date) | OrderKey::Added);
    let is_oldest_first = is_time && !order.descending;
    let is_backwards = matches!(by, GroupBy::Month | GroupBy::Added) && !is_oldest_first;
    let (media, firsts) = media.sort_by_number(&groups.numbers, groups.shared.len(), is_backwards);
    let sections =
        firsts.into_iter().map(|(number, first)| Section { first, shared: groups.shared.get(number).cloned() });
    Ok(Listing::of(Arc::new(media), sections.collect()))
}

/// Says which orders and groups will be asked for, so that [`remake_orders`] makes them.
pub fn expect_orders(gallery: &Gallery, orders: &[Order], groups: &[GroupBy]) -> Result<()> {
    gallery.orders.expect(&gallery.catalog, orders, groups)
}

/// Makes one of the orders and groups that are expected, or were in use before the catalogue changed; whether there are more of them.
/// In a million media each takes up to 0.4 s, which nobody waits for then.
pub fn remake_orders(gallery: &Gallery) -> Result<bool> {
    let (orders, groups) = gallery.orders.missing(&gallery.catalog)?;
    if let Some(&order) = orders.first() {
        gallery.orders.list(&gallery.catalog, order)?;
    } else if let Some(&by) = groups.first() {
        gallery.orders.groups(&gallery.catalog, by)?;
    }
    Ok(orders.len() + groups.len() > 1)
}

/// Lists what fits a query in an order, without its limit.
fn list(gallery: &Gallery, asked: &BoundQuery, order: Order) -> Result<Arc<MediaList>> {
    asked.check(gallery)?;
    let is_shuffled = matches!(order.key, OrderKey::Random(_));
    if asked.query.expr == Expr::And(Vec::new()) && !is_shuffled {
        return gallery.orders.list(&gallery.catalog, order);
    }
    let found = gallery.catalog.gather(&gallery.meant_by(&asked.query.expr)?, asked.now)?;
    if let Some(sorted) = gallery.catalog.sort_few(&found, order, asked.seed)? {
        return Ok(Arc::new(sorted));
    }
    // It is at least as new as what was found.
    let all = gallery.orders.list(&gallery.catalog, order)?;
    Ok(Arc::new(all.only(&found)))
}

/// Describes part of a listing, a place each; `None` for what was forgotten meanwhile.
pub fn list_cells(gallery: &Gallery, listing: &Listing, places: Range<usize>) -> Result<Vec<Option<Described>>> {
    let part: Vec<MediaId> = listing.media.part(places).collect();
    let mut described = describe_those_left(gallery, part.iter().copied())?.into_iter().peekable();
    Ok(part.iter().map(|&media| described.next_if(|(found, _)| *found == media).map(|(_, cell)| cell)).collect())
}

/// Finds the place of a content in a listing.
pub fn find_place(gallery: &Gallery, listing: &Listing, hash: &ContentHash) -> Result<Option<usize>> {
    let media = gallery.catalog.find_media(hash)?;
    Ok(media.and_then(|media| listing.media.iter().position(|listed| listed == media)))
}

/// The ratios of width to height that were read so far.
#[derive(Debug, Default)]
pub struct Ratios(ById<u16>);

/// The ratio of width to height of all media of a listing, in thousandths; 1 at least, also of one that is not known any more.
pub fn list_ratios(gallery: &Gallery, listing: &Listing, known: &mut Ratios) -> Result<Vec<u16>> {
    gallery.catalog.extend_ratios(&mut known.0)?;
    Ok(listing.media.iter().map(|media| known.0.get(media).max(1)).collect())
}

/// Whether a content is in the gallery.
pub fn has_media(gallery: &Gallery, hash: &ContentHash) -> Result<bool> {
    Ok(gallery.catalog.find_media(hash)?.is_some())
}

/// Counts all media of a gallery.
pub fn count_media(gallery: &Gallery) -> Result<u64> {
    Ok(gallery.catalog.count_media()?)
}
