//! Moments as text, in UTC.

pub(super) use crate::query::day as date;

/// A moment in UTC, `2026-11-23 18:05`, from milliseconds since 1970.
pub fn utc(ms: i64) -> String {
    let minutes = ms.div_euclid(60_000);
    let (hour, minute) = (minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60));
    format!("{} {hour:02}:{minute:02}", date(ms.div_euclid(1000)))
}

/// The same to the second, `2026-11-23T18:05:59`.
pub fn utc_seconds(ms: i64) -> String {
    format!("{}:{:02}", utc(ms).replace(' ', "T"), ms.div_euclid(1000).rem_euclid(60))
}
