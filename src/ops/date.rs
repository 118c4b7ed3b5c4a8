//! Moments as text, in UTC.

use crate::query::civil;

/// A moment in UTC, `2026-11-23 18:05`, from milliseconds since 1970.
pub fn utc(ms: i64) -> String {
    let minutes = ms.div_euclid(60_000);
    let (hour, minute) = (minutes.div_euclid(60).rem_euclid(24), minutes.rem_euclid(60));
    format!("{} {hour:02}:{minute:02}", date(ms.div_euclid(1000)))
}

/// The same to the second, `2026-11-23T18:05:59`.
pub(super) fn utc_seconds(ms: i64) -> String {
    format!("{}:{:02}", utc(ms).replace(' ', "T"), ms.div_euclid(1000).rem_euclid(60))
}

/// A day in UTC, `2026-11-23`.
pub(super) fn date(seconds: i64) -> String {
    let (year, month, day) = civil(seconds.div_euclid(86_400));
    format!("{year:04}-{month:02}-{day:02}")
}
