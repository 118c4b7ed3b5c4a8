//! Orders of all media, and what they are grouped by: worked out once for all handles of a gallery, and again when it has changed.
//!
//! To sort what a query finds takes a look at a row of each media. In an order that is there already, it is only picked out.
//! What was in use before a change can be made again before it is asked for ([`super::remake_orders`]).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::Result;
use super::groups::{GroupBy, Groups};
use crate::catalog::{Catalog, MediaList};
use crate::query::expr::{Order, OrderKey};

/// The most orders that are kept: of a million media each takes 4 MB. The page's menu has so many.
const MAX_ORDERS: usize = 8;

/// The same of groups.
const MAX_GROUPS: usize = 4;

const BY_PATH: Order = Order { key: OrderKey::Path, descending: false };

/// What is kept for the handles of a gallery.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<Kept>);

/// What is made once; whoever needs it meanwhile waits for it, and for nothing else.
type Slot<T> = Arc<Mutex<Option<Arc<T>>>>;

/// The last used one in front.
type Slots<K, T> = VecDeque<(K, Slot<T>)>;

#[derive(Debug, Default)]
struct Kept {
    /// A handle of its own that tells whether the catalogue has changed: versions of several handles cannot be compared.
    catalog: Option<Catalog>,
    version: i64,
    orders: Slots<Order, MediaList>,
    groups: Slots<GroupBy, Groups>,
}

impl Orders {
    /// All media of a catalogue in an order, but a shuffled one.
    pub(super) fn list(&self, catalog: &Catalog, order: Order) -> Result<Arc<MediaList>> {
        let (slot, reverse) = self.kept(catalog, |kept| {
            let reverse = Order { descending: !order.descending, ..order };
            let reverse = kept.orders.iter().find(|(known, _)| *known == reverse).map(|(_, slot)| Arc::clone(slot));
            (slot_of(&mut kept.orders, MAX_ORDERS, order), reverse)
        })?;
        found_or_made(&slot, || {
            // Media without a value come last either way. An order that is being made is not waited for: it may wait for this one.
            let reverse = reverse.filter(|_| !matches!(order.key, OrderKey::Measure(measure) if measure.has_gaps()));
            if let Some(known) = reverse.and_then(|slot| slot.try_lock().ok()?.clone()) {
                return Ok(known.reversed());
            }
            catalog.list_all(order, || self.list(catalog, BY_PATH))
        })
    }

    /// What all media of a catalogue are divided by.
    pub(super) fn groups(&self, catalog: &Catalog, by: GroupBy) -> Result<Arc<Groups>> {
        let slot = self.kept(catalog, |kept| slot_of(&mut kept.groups, MAX_GROUPS, by))?;
        found_or_made(&slot, || Groups::read(catalog, by))
    }

    /// Counts orders and groups as asked for, the first ones as the last.
    pub(super) fn expect(&self, catalog: &Catalog, orders: &[Order], groups: &[GroupBy]) -> Result<()> {
        self.kept(catalog, |kept| {
            orders.iter().rev().for_each(|&order| drop(slot_of(&mut kept.orders, MAX_ORDERS, order)));
            groups.iter().rev().for_each(|&by| drop(slot_of(&mut kept.groups, MAX_GROUPS, by)));
        })
    }

    /// The orders and groups that were asked for last and are not made since a change.
    pub(super) fn missing(&self, catalog: &Catalog) -> Result<(Vec<Order>, Vec<GroupBy>)> {
        self.kept(catalog, |kept| (unmade(&kept.orders), unmade(&kept.groups)))
    }

    /// Looks at what is kept of the catalogue as it is now, and forgets what was before the last change. What is made after this look is
    /// at least as new as what it sees.
    fn kept<T>(&self, catalog: &Catalog, look: impl FnOnce(&mut Kept) -> T) -> Result<T> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = match kept.catalog.take() {
            Some(own) => own,
            None => catalog.reader()?,
        };
        let version = kept.catalog.insert(own).data_version()?;
        if version != kept.version {
            kept.version = version;
            kept.orders.iter_mut().for_each(|(_, slot)| *slot = Slot::default());
            kept.groups.iter_mut().for_each(|(_, slot)| *slot = Slot::default());
        }
        Ok(look(&mut kept))
    }
}

/// The slot of a key. The one that was not used for longest is given up for a new one.
fn slot_of<K: PartialEq, T>(slots: &mut Slots<K, T>, most: usize, key: K) -> Slot<T> {
    let at = slots.iter().position(|(known, _)| *known == key);
    let (key, slot) = at.and_then(|at| slots.remove(at)).unwrap_or_else(|| (key, Slot::default()));
    slots.truncate(most - 1);
    slots.push_front((key, Arc::clone(&slot)));
    slot
}

fn found_or_made<T>(slot: &Slot<T>, make: impl FnOnce() -> Result<T>) -> Result<Arc<T>> {
    let mut made = slot.lock().unwrap_or_else(PoisonError::into_inner);
    match &*made {
        Some(one) => Ok(Arc::clone(one)),
        None => Ok(Arc::clone(made.insert(Arc::new(make()?)))),
    }
}

/// The keys whose slots nobody has filled or is filling.
fn unmade<K: Copy, T>(slots: &Slots<K, T>) -> Vec<K> {
    let is_unmade = |slot: &Slot<T>| slot.try_lock().is_ok_and(|made| made.is_none());
    slots.iter().filter(|(_, slot)| is_unmade(slot)).map(|&(key, _)| key).collect()
}
