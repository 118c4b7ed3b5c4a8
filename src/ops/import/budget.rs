//! One amount of memory that all workers share, so that the peak does not grow with their number.
//!
//! A worker first takes a share for the file's bytes, then one for the decoded picture. It waits until there is room. The
//! first one to decode never waits: otherwise a picture larger than the whole budget could never be read, and workers that
//! each hold a file's bytes could wait for each other for ever.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The bytes that all workers together may use, apart from one picture larger than that: enough for two of nearly any kind.
pub(super) const TOTAL_BYTES: u64 = 192 << 20;

/// Memory to share out.
#[derive(Debug)]
pub(super) struct Budget {
    total: u64,
    used: Mutex<Used>,
    freed: Condvar,
}

#[derive(Debug, Default)]
struct Used {
    bytes: u64,
    shares: u32,
    decoding: u32,
}

/// What a share is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The bytes of a file.
    File,
    /// A decoded picture, taken while a file's share is held.
    Decode,
}

/// Memory that was taken; given back when dropped.
#[derive(Debug)]
pub(super) struct Share<'a> {
    budget: &'a Budget,
    bytes: u64,
    purpose: Purpose,
}

impl Budget {
    /// A budget of so many bytes.
    pub(super) fn new(total: u64) -> Self {
        Self { total, used: Mutex::default(), freed: Condvar::new() }
    }

    /// Waits until there is room and takes it.
    pub(super) fn take(&self, bytes: u64, purpose: Purpose) -> Share<'_> {
        let is_first = |used: &Used| match purpose {
            Purpose::File => used.shares == 0,
            Purpose::Decode => used.decoding == 0,
        };
        let mut used = self.lock();
        while !is_first(&used) && used.bytes.saturating_add(bytes) > self.total {
            used = self.freed.wait(used).unwrap_or_else(PoisonError::into_inner);
        }
        used.bytes += bytes;
        used.shares += 1;
        used.decoding += u32::from(purpose == Purpose::Decode);
        Share { budget: self, bytes, purpose }
    }

    fn lock(&self) -> MutexGuard<'_, Used> {
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        let mut used = self.budget.lock();
        used.bytes -= self.bytes;
        used.shares -= 1;
        used.decoding -= u32::from(self.purpose == Purpose::Decode);
        self.budget.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn workers_stay_within_the_budget_but_for_one_huge_picture() {
        let budget = Budget::new(100);
        let (now, peak) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for worker in 0..6_u64 {
                let (budget, now, peak) = (&budget, &now, &peak);
                scope.spawn(move || {
                    for round in 0..200_u64 {
                        let _file = budget.take(5, Purpose::File);
                        let size = if (worker + round) % 50 == 0 { 1000 } else { 40 };
                        let _picture = budget.take(size, Purpose::Decode);
                        let used = now.fetch_add(size, Ordering::SeqCst) + size;
                        peak.fetch_max(used, Ordering::SeqCst);
                        now.fetch_sub(size, Ordering::SeqCst);
                    }
                });
            }
        });
        assert!(peak.into_inner() <= 1100);
        let used = budget.lock();
        assert_eq!((used.bytes, used.shares, used.decoding), (0, 0, 0));
    }
}
