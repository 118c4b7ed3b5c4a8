//! Reads one number in its unit: pixels, megapixels, a ratio, bytes, a duration, an age.
//!
//! Each reader turns a text into a [`Point`]: the whole numbers that `=`, `<`, `<=`, `>` and `>=` of it mean. Arithmetic is
//! exact, in billionths held by `i128`: with a tolerance that differed here and in SQL, one would find a picture that the other
//! does not. [`super::range`] reads the ranges around a number.

use std::ops::Bound::{self, Excluded, Included, Unbounded};

/// One number, as bounds over whole numbers of the measure's unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// `5`: the first and the last number that count as equal.
    pub(super) equal: (Bound<i64>, Bound<i64>),
    /// The first number of `>=5`, `5..b` and `5...b`. `<5` and `a...5` end before it.
    pub(super) from: i64,
    /// The end of `<=5` and `a..5`. `>5` begins behind it.
    pub(super) up_to: Bound<i64>,
}

/// Why a text is no number of the unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Form,
    TooLarge,
}

/// A unit of a measure.
pub(super) struct Unit {
    /// The canonical name first.
    pub(super) names: &'static [&'static str],
    pub(super) size: i64,
}

const fn unit(names: &'static [&'static str], size: i64) -> Unit {
    Unit { names, size }
}

/// How many billionths are one.
const ONE: i128 = 1_000_000_000;

/// Units of durations, in milliseconds.
const DURATION_UNITS: [Unit; 4] = [
    unit(&["ms"], 1),
    unit(&["s", "sec", "secs", "second", "seconds"], 1000),
    unit(&["m", "mi", "min", "mins", "minute", "minutes"], 60_000),
    unit(&["h", "hr", "hour", "hours"], 3_600_000),
];

/// Units of ages, in seconds, smallest first; a year is the Gregorian calendar's mean, 365.2425 days, and a month a
/// twelfth of it. `m` alone could be either of two and is none.
pub(super) const AGE_UNITS: [Unit; 7] = [
    unit(&["s", "sec", "secs", "second", "seconds"], 1),
    unit(&["mi", "min", "mins", "minute", "minutes"], 60),
    unit(&["h", "hr", "hour", "hours"], 3600),
    unit(&["d", "day", "days"], 86_400),
    unit(&["w", "week", "weeks"], 604_800),
    unit(&["mo", "month", "months"], 2_629_746),
    unit(&["y", "yr", "year", "years"], 31_556_952),
];

/// Units of sizes, in bytes, smallest first.
pub(super) const SIZE_UNITS: [Unit; 5] = [
    unit(&["b"], 1),
    unit(&["kb", "k", "kib"], 1 << 10),
    unit(&["mb", "m", "mib"], 1 << 20),
    unit(&["gb", "g", "gib"], 1 << 30),
    unit(&["tb", "t", "tib"], 1 << 40),
];

impl Point {
    /// A whole number and nothing beside it.
    pub(super) fn exact(number: i64) -> Self {
        Self { equal: (Included(number), Included(number)), from: number, up_to: Included(number) }
    }

    /// All numbers from `start` to before `end`, as a day is all its seconds.
    pub(super) fn interval(start: i64, end: i64) -> Self {
        Self { equal: (Included(start), Excluded(end)), from: start, up_to: Excluded(end) }
    }

    /// The beginning of `>5`.
    pub(super) fn above(&self) -> Bound<i64> {
        match self.up_to {
            Included(last) => Excluded(last),
            Excluded(end) => Included(end),
            Unbounded => Unbounded,
        }
    }

    /// A number of billionths, equal to what is at most 5 % away from it.
    fn near(billionths: i128) -> Result<Self, Fault> {
        let (floor, ceil) = (whole_part(billionths)?, ceil_div(billionths, ONE)?);
        let percent = |percent: i128| billionths.checked_mul(percent).ok_or(Fault::TooLarge);
        let low = ceil_div(percent(95)?, 100 * ONE)?;
        let high = floor_div(percent(105)?, 100 * ONE)?;
        // No whole number is within 5 % of half a millisecond: then its two neighbours count as equal.
        let (low, high) = if low <= high { (low, high) } else { (floor, ceil) };
        Ok(Self { equal: (Included(low), Included(high)), from: ceil, up_to: Included(floor) })
    }
}

/// A whole number: `1920`.
pub(super) fn whole(text: &str) -> Result<Point, Fault> {
    if text.contains('.') {
        return Err(Fault::Form);
    }
    whole_part(decimal(text)?).map(Point::exact)
}

/// Megapixels: `2`, `8.3`. The unit of the measure is one pixel.
pub(super) fn mpixels(text: &str) -> Result<Point, Fault> {
    Point::near(times(decimal(text)?, 1_000_000)?)
}

/// A ratio in hundredths, halves rounded up: `16:9`, `16/9`, `1.78`.
pub(super) fn ratio(text: &str) -> Result<Point, Fault> {
    let (width, height) = match text.split_once([':', '/']) {
        Some((width, height)) => (decimal(width)?, decimal(height)?),
        None => (decimal(text)?, ONE),
    };
    let doubled = height.checked_mul(2).filter(|&d| d > 0).ok_or(Fault::Form)?;
    let hundredths = width.checked_mul(200).and_then(|w| w.checked_add(height)).ok_or(Fault::TooLarge)?;
    floor_div(hundredths, doubled).map(Point::exact)
}

/// A score in hundredths, halves rounded up: `0.9`.
pub(super) fn score(text: &str) -> Result<Point, Fault> {
    if text.contains([':', '/']) { Err(Fault::Form) } else { ratio(text) }
}

/// A file's size in bytes: `12345`, or with the tolerance of a rounded figure `200kb`, `1.5M`.
pub(super) fn filesize(text: &str) -> Result<Point, Fault> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = text.get(digits.len()..).unwrap_or("");
    let unit = if suffix.is_empty() { 1 } else { find(&SIZE_UNITS, suffix).ok_or(Fault::Form)? };
    let bytes = times(decimal(digits)?, unit)?;
    match unit {
        1 if bytes % ONE == 0 => whole_part(bytes).map(Point::exact),
        1 => Err(Fault::Form),
        _ => Point::near(bytes),
    }
}

/// A duration in milliseconds: `90` or `1.5` (seconds), `1m30s`, `800ms`, `1:30`, `1:02:03`.
pub(super) fn duration(text: &str) -> Result<Point, Fault> {
    if text.contains(':') {
        return clock(text).and_then(Point::near);
    }
    if text.ends_with(|c: char| c.is_ascii_digit() || c == '.') {
        return times(decimal(text)?, 1000).and_then(Point::near);
    }
    compound(text, &DURATION_UNITS).and_then(|(total, _)| Point::near(total))
}

/// An age in seconds: `2w`, `1d12h`. Ages that round down to it in its last unit are equal to it: `3d` is from three days to
/// just before four. Comparisons are with the second itself: `>3d` begins right after three days.
pub(super) fn age(text: &str) -> Result<Point, Fault> {
    let (total, last) = compound(text, &AGE_UNITS)?;
    let start = whole_part(total)?;
    let end = start.checked_add(last).ok_or(Fault::TooLarge)?;
    Ok(Point { equal: (Included(start), Excluded(end)), ..Point::exact(start) })
}

/// `[hours:]minutes:seconds` in billionths of milliseconds.
fn clock(text: &str) -> Result<i128, Fault> {
    let mut total = 0_i128;
    for (i, part) in text.split(':').enumerate() {
        let value = decimal(part)?;
        let is_below_sixty = i == 0 || value < 60 * ONE;
        if i > 2 || !is_below_sixty || (total % ONE != 0) {
            return Err(Fault::Form);
        }
        total = times(total, 60)?.checked_add(value).ok_or(Fault::TooLarge)?;
    }
    times(total, 1000)
}

/// Numbers with their units, one after the other: the sum in billionths, and the size of the last unit.
fn compound(text: &str, units: &[Unit]) -> Result<(i128, i64), Fault> {
    let mut total = 0_i128;
    let mut last = None;
    let mut rest = text;
    while !rest.is_empty() {
        let after_digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let after_unit = after_digits.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let (digits, tail) = rest.split_at(rest.len() - after_digits.len());
        let (name, _) = tail.split_at(tail.len() - after_unit.len());
        let unit = find(units, name).ok_or(Fault::Form)?;
        total = total.checked_add(times(decimal(digits)?, unit)?).ok_or(Fault::TooLarge)?;
        last = Some(unit);
        rest = after_unit;
    }
    last.map(|last| (total, last)).ok_or(Fault::Form)
}

fn find(units: &[Unit], name: &str) -> Option<i64> {
    let is_named = |unit: &&Unit| unit.names.iter().any(|known| known.eq_ignore_ascii_case(name));
    units.iter().find(is_named).map(|unit| unit.size)
}

/// Reads `12`, `12.5` or `.5` as billionths; digits after the ninth decimal are cut off.
fn decimal(text: &str) -> Result<i128, Fault> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return Err(Fault::Form);
    }
    let number = |digits: &str| digits.bytes().fold(0_i128, |sum, b| sum * 10 + i128::from(b - b'0'));
    let whole = whole.trim_start_matches('0');
    if whole.len() > 19 {
        return Err(Fault::TooLarge);
    }
    let billionths: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    Ok(number(whole) * ONE + number(&billionths))
}

fn times(value: i128, factor: i64) -> Result<i128, Fault> {
    value.checked_mul(factor.into()).ok_or(Fault::TooLarge)
}

fn whole_part(billionths: i128) -> Result<i64, Fault> {
    floor_div(billionths, ONE)
}

fn floor_div(value: i128, divisor: i128) -> Result<i64, Fault> {
    value.div_euclid(divisor).try_into().map_err(|_| Fault::TooLarge)
}

fn ceil_div(value: i128, divisor: i128) -> Result<i64, Fault> {
    let up = i128::from(value.rem_euclid(divisor) != 0);
    (value.div_euclid(divisor) + up).try_into().map_err(|_| Fault::TooLarge)
}
