//! How the allocator treats what a server frees.
//!
//! This file alone of the room has `unsafe`.
#![allow(unsafe_code)]

/// Pieces from this size on go back to the system when they are freed, in bytes: a list of a million media has 4 MB. Left to itself,
/// the C library raises its limit to the largest piece that was ever freed, keeps all below it, and cuts them up for small ones.
const LARGE: i32 = 1 << 20;

/// Sets that, before any other thread is there. Where the C library is another one, it does as it likes.
pub(super) fn give_back_large_pieces() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes two numbers, and no other thread uses the allocator yet. Refused, nothing has changed.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE);
    }
    #[cfg(not(all(target_os = "linux", target_env = "gnu")))]
    let _ = LARGE;
}
