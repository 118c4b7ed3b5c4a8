//! Dates in UTC, as intervals of seconds since 1970: a year, a month, a day, a minute or a second.
//!
//! This file has no clock and no time zone: `today` is a number of days from a day that the reader does not know. Days are counted in the proleptic
//! Gregorian calendar by Howard Hinnant's `days_from_civil` and `civil_from_days`
//! (<https://howardhinnant.github.io/date_algorithms.html>).
//!
//! ```text
//! date = year [ "-" month [ "-" day [ "T" hour ":" minute [ ":" second ] ] ] ]      4 digits, then 2 each
//! day  = "today" | "yesterday" | number "_days_ago"                                 also _day_, _weeks_ and _week_
//! ```

use super::unit::{Fault, Point};

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;

/// Reads a date: from its first second to before the first second of the next one of its kind.
pub(super) fn date(text: &str) -> Result<Point, Fault> {
    let (day, time) = match text.split_once(['T', 't']) {
        Some((day, time)) => (day, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = day.split('-').collect();
    let (start, end) = match (parts.as_slice(), time) {
        (&[y], None) => {
            let year = year(y)?;
            (days(year, 1, 1) * DAY, days(year + 1, 1, 1) * DAY)
        }
        (&[y, m], None) => {
            let (year, month) = (year(y)?, digits(m, 1, 12)?);
            (days(year, month, 1) * DAY, first_of_next(year, month) * DAY)
        }
        (&[y, m, d], time) => {
            let (year, month) = (year(y)?, digits(m, 1, 12)?);
            let n_days = first_of_next(year, month) - days(year, month, 1);
            let midnight = days(year, month, digits(d, 1, n_days)?) * DAY;
            let (seconds, length) = time.map_or(Ok((0, DAY)), clock)?;
            (midnight + seconds, midnight + seconds + length)
        }
        _ => return Err(Fault::Form),
    };
    Ok(Point::interval(start, end))
}

/// Whether a date or range of dates is counted from today.
pub(super) fn is_counted(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["today", "yesterday", "ago"].iter().any(|word| text.contains(word))
}

/// Reads a day that is counted from today: 0 today, -1 yesterday.
pub(super) fn counted(text: &str) -> Result<Point, Fault> {
    let text = text.to_ascii_lowercase().replace(' ', "_");
    let days_ago = match text.as_str() {
        "today" => 0,
        "yesterday" => 1,
        _ => {
            let (number, unit) = text.strip_suffix("_ago").and_then(|text| text.split_once('_')).ok_or(Fault::Form)?;
            let length = match unit {
                "day" | "days" => 1,
                "week" | "weeks" => 7,
                _ => return Err(Fault::Form),
            };
            number.parse::<u32>().map(|number| i64::from(number) * length).map_err(|_| Fault::Form)?
        }
    };
    Ok(Point::exact(-days_ago))
}

/// Writes a day that is counted from today.
pub(super) fn spell_counted(days: i64) -> String {
    match days {
        0 => "today".to_owned(),
        -1 => "yesterday".to_owned(),
        days => format!("{}_days_ago", -days),
    }
}

/// Writes a moment so that a date that begins there reads back: a day if it is midnight, else with its time.
pub(super) fn spell(seconds: i64) -> String {
    let (day, time) = (day(seconds), seconds.rem_euclid(DAY));
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    match (time, second) {
        (0, _) => day,
        (_, 0) => format!("{day}T{hour:02}:{minute:02}"),
        _ => format!("{day}T{hour:02}:{minute:02}:{second:02}"),
    }
}

/// `hour:minute` or `hour:minute:second`: the seconds since midnight, and how many it lasts.
fn clock(text: &str) -> Result<(i64, i64), Fault> {
    let parts: Vec<&str> = text.split(':').collect();
    let minutes = |h, m| Ok(digits(h, 0, 23)? * 3600 + digits(m, 0, 59)? * 60);
    match *parts.as_slice() {
        [h, m] => Ok((minutes(h, m)?, 60)),
        [h, m, s] => Ok((minutes(h, m)? + digits(s, 0, 59)?, 1)),
        _ => Err(Fault::Form),
    }
}

fn year(text: &str) -> Result<i64, Fault> {
    let is_year = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    let year = text.parse().ok().filter(|_| is_year).ok_or(Fault::Form)?;
    if year == 0 { Err(Fault::Form) } else { Ok(year) }
}

/// Two digits within limits, both included.
fn digits(text: &str, low: i64, high: i64) -> Result<i64, Fault> {
    let is_two = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
    let number = text.parse().ok().filter(|_| is_two);
    number.filter(|number| (low..=high).contains(number)).ok_or(Fault::Form)
}

fn first_of_next(year: i64, month: i64) -> i64 {
    if month == 12 { days(year + 1, 1, 1) } else { days(year, month + 1, 1) }
}

/// Days from 1970-01-01 to a date.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// Writes the day of a moment in seconds since 1970: `2026-11-23`.
pub fn day(seconds: i64) -> String {
    let days = seconds.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_date_lasts_as_long_as_its_smallest_part() {
        for (text, start, end) in [
            ("1970", 0, 31_536_000),
            ("1970-01", 0, 31 * DAY),
            ("1970-01-01", 0, DAY),
            ("1969-12-31", -DAY, 0),
            ("1970-01-01T00:01", 60, 120),
            ("1970-01-01t00:00:59", 59, 60),
            ("2026-11-20", 1_795_132_800, 1_795_219_200),
            ("2024-02", 1_706_745_600, 1_709_251_200),
            ("2024-02-29", 1_709_164_800, 1_709_251_200),
            ("2000-12", 975_628_800, 978_307_200),
            ("0001", -62_135_596_800, -62_104_060_800),
            ("9999-12-31", 253_402_214_400, 253_402_300_800),
        ] {
            assert_eq!(date(text), Ok(Point::interval(start, end)), "{text}");
        }
    }

    #[test]
    fn days_that_never_were_are_refused() {
        for text in [
            "",
            "today",
            "26",
            "20266",
            "0000",
            "2026-13",
            "2026-00",
            "2026-1",
            "2026-11-31",
            "2023-02-29",
            "1900-02-29",
            "2026-11-20T24:00",
            "2026-11-20T1:00",
            "2026-11-20T",
            "2026-11T10:00",
            "2026/11/20",
            "2026-11-20-1",
            "-1-1",
            "+026",
            "２０２６",
        ] {
            assert_eq!(date(text), Err(Fault::Form), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_moment_reads_back(seconds in -62_135_596_800_i64..253_402_300_800) {
            prop_assert_eq!(date(&spell(seconds)).unwrap().from, seconds);
        }
    }
}
