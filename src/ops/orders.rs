//! Orders of all media, and what they are grouped by: worked out once for all handles of a gallery, and again when it has changed.
//!
//! To sort what a query finds takes a look at a row of each media. In an order that is there already, it is only picked out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::error::Result;
use super::groups::{GroupBy, Groups};
use crate::catalog::{Catalog, MediaList};
use crate::query::expr::{Order, OrderKey};

/// The most orders that are kept: of a million media each takes 4 MB.
const MAX_ORDERS: usize = 5;

/// The same of groups.
const MAX_GROUPS: usize = 2;

const BY_PATH: Order = Order { key: OrderKey::Path, descending: false };

/// What is kept for the handles of a gallery.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    /// A handle of its own that tells whether the catalogue has changed: versions of several handles cannot be compared.
    catalog: Option<Catalog>,
    version: i64,
    /// The last used one in front.
    orders: VecDeque<(Order, Arc<MediaList>)>,
    groups: VecDeque<(GroupBy, Arc<Groups>)>,
}

impl Orders {
    /// All media of a catalogue in an order, but a shuffled one.
    pub(super) fn list(&self, catalog: &Catalog, order: Order) -> Result<Arc<MediaList>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.check(catalog)?;
        let paths = kept.orders.iter().find(|(known, _)| *known == BY_PATH).map(|(_, list)| Arc::clone(list));
        let paths = || paths.map_or_else(|| catalog.list_all(BY_PATH, || Ok(Arc::default())).map(Arc::new), Ok);
        let list = || Ok(Arc::new(catalog.list_all(order, paths)?));
        found_or_made(&mut kept.orders, MAX_ORDERS, order, list)
    }

    /// What all media of a catalogue are divided by.
    pub(super) fn groups(&self, catalog: &Catalog, by: GroupBy) -> Result<Arc<Groups>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.check(catalog)?;
        found_or_made(&mut kept.groups, MAX_GROUPS, by, || Ok(Arc::new(Groups::read(catalog, by)?)))
    }
}

impl Kept {
    /// Forgets what was before the last change. What is made after this look is at least as new as what it sees.
    fn check(&mut self, catalog: &Catalog) -> Result<()> {
        let own = match self.catalog.take() {
            Some(own) => own,
            None => catalog.reader()?,
        };
        let version = self.catalog.insert(own).data_version()?;
        if version != self.version {
            *self = Self { catalog: self.catalog.take(), version, ..Self::default() };
        }
        Ok(())
    }
}

/// Finds one of the kept, or makes it and gives up the one that was not used for longest.
fn found_or_made<K: PartialEq, T>(
    kept: &mut VecDeque<(K, Arc<T>)>,
    most: usize,
    key: K,
    make: impl FnOnce() -> Result<Arc<T>>,
) -> Result<Arc<T>> {
    let at = kept.iter().position(|(known, _)| *known == key);
    let one = match at.and_then(|at| kept.remove(at)) {
        Some((_, one)) => one,
        None => make()?,
    };
    kept.truncate(most - 1);
    kept.push_front((key, Arc::clone(&one)));
    Ok(one)
}
