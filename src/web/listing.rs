//! The listings that pages look at: a few of the last, each under a number that no other start of a server has given.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use super::problem::Problem;
use crate::ops::Listing;

/// The most listings that are kept.
const MAX_LISTINGS: usize = 8;

/// The most media in all of them, beside the last one: 16 MiB, less for those that share one order of all media.
const MAX_MEDIA: usize = 4 << 20;

/// Listings by their numbers, the last used one in front.
#[derive(Default)]
pub(super) struct Listings(Mutex<VecDeque<(String, Arc<Listing>)>>);

impl Listings {
    /// Keeps a listing under a new number, and gives up those that were not used for longest.
    pub(super) fn add(&self, number: String, listing: Arc<Listing>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front((number, listing));
        let n_media = |kept: &VecDeque<(String, Arc<Listing>)>| kept.iter().map(|(_, one)| one.len()).sum::<usize>();
        while kept.len() > MAX_LISTINGS || kept.len() > 1 && n_media(&kept) > MAX_MEDIA {
            kept.pop_back();
        }
    }

    /// Finds a listing.
    pub(super) fn find(&self, number: &str) -> Result<Arc<Listing>, Problem> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(known, _)| known == number).ok_or_else(Problem::listing_gone)?;
        let found = kept.remove(at).ok_or_else(Problem::listing_gone)?;
        let listing = Arc::clone(&found.1);
        kept.push_front(found);
        Ok(listing)
    }
}
