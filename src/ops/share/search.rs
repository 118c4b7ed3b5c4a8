//! The search for the best copy below a size.
//!
//! Copies lie on a path from the best to the smallest, in pieces: first as much loss as is hardly seen, then fewer pixels, then fewer
//! frames. Along a piece bytes fall by a law that is known well enough for a first guess; what was encoded puts it right.

use super::super::error::Result;

/// How often a copy is encoded while it becomes better each time, and how often until there is any that fits.
const MOST_ENCODINGS: u32 = 4;
const MOST_UNTIL_ONE_FITS: u32 = 8;

/// The part of the allowed size that is aimed at, after so many encodings of which none fits. Less would waste what is allowed, more
/// fail by the error of the guess.
const AIMS: [f64; 5] = [0.96, 0.96, 0.95, 0.94, 0.85];

/// The part of the allowed size from which on no better copy is looked for.
const GOOD: f64 = 0.92;

/// A way to encode a copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Plan {
    /// Pixels across.
    pub(super) width: u32,
    /// Every frame is shown (1), every second, every fourth.
    pub(super) step: usize,
    /// How much is lost for the sake of size: 0 nothing or nearly so, 1 what is hardly seen, 2 what is seen.
    pub(super) loss: f64,
}

/// A piece of the path: width and loss go together from the first value to the second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Piece {
    pub(super) step: usize,
    pub(super) widths: (u32, u32),
    pub(super) losses: (f64, f64),
}

impl Piece {
    fn at(&self, part: f64) -> Plan {
        let between = |(from, to): (f64, f64)| from + (to - from) * part;
        let width = between((f64::from(self.widths.0).ln(), f64::from(self.widths.1).ln())).exp().round() as u32;
        Plan { width: width.max(1), step: self.step, loss: between(self.losses) }
    }
}

/// How the bytes of a format follow from a plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Law {
    /// Bytes grow with this power of the width.
    pub(super) power: f64,
    /// The logarithm of bytes falls by so much for each unit of loss.
    pub(super) per_loss: f64,
}

impl Law {
    /// Half of the frames have 0.6 of the bytes, since those left differ more from each other.
    const PER_STEP: f64 = 0.74;

    fn log_bytes(self, plan: Plan) -> f64 {
        self.power * f64::from(plan.width).ln() - self.per_loss * plan.loss - Self::PER_STEP * (plan.step as f64).ln()
    }
}

/// What a search comes to.
#[derive(Debug)]
pub(super) enum Found {
    /// The best copy that fits, and how many were encoded.
    Fits { plan: Plan, bytes: Vec<u8>, n_encodings: u32 },
    /// Even the smallest does not.
    TooLarge { plan: Plan, n_bytes: u64 },
}

/// A copy that was encoded: where on the path, and the logarithm of its bytes.
#[derive(Clone, Copy)]
struct Tried {
    piece: usize,
    part: f64,
    plan: Plan,
    log_bytes: f64,
}

/// Searches a path for the first plan whose copy has at most `limit` bytes, from a place on it; `None` if `encode` gives none.
pub(super) fn search(
    path: &[Piece],
    law: Law,
    limit: u64,
    begin: (usize, f64),
    mut encode: impl FnMut(Plan) -> Result<Option<Vec<u8>>>,
) -> Result<Option<Found>> {
    let mut tried: Vec<Tried> = Vec::new();
    let mut best: Option<(Tried, Vec<u8>)> = None;
    let mut smallest: Option<(Plan, u64)> = None;
    let mut next = Some(begin);
    while let Some((piece, part)) = next {
        let plan = path.get(piece).map_or(Plan { width: 1, step: 1, loss: 0.0 }, |piece| piece.at(part));
        let Some(bytes) = encode(plan)? else { return Ok(None) };
        let n_bytes = bytes.len() as u64;
        let now = Tried { piece, part, plan, log_bytes: (n_bytes.max(1) as f64).ln() };
        tried.push(now);
        let n_tried = tried.len() as u32;
        if n_bytes > limit {
            smallest = smallest.filter(|(_, least)| *least <= n_bytes).or(Some((plan, n_bytes)));
        } else if best.as_ref().is_none_or(|(best, _)| (piece, part) < (best.piece, best.part)) {
            best = Some((now, bytes));
        }
        let is_done = match &best {
            Some((best, bytes)) => bytes.len() as f64 >= GOOD * limit as f64 || (best.piece, best.part) == (0, 0.0),
            None => n_tried >= MOST_UNTIL_ONE_FITS,
        };
        let is_enough = is_done || best.is_some() && n_tried >= MOST_ENCODINGS;
        next = if is_enough { None } else { follow(path, law, limit, &tried) };
    }
    let n_encodings = tried.len() as u32;
    Ok(match (best, smallest) {
        (Some((best, bytes)), _) => Some(Found::Fits { plan: best.plan, bytes, n_encodings }),
        (None, Some((plan, n_bytes))) => Some(Found::TooLarge { plan, n_bytes }),
        (None, None) => None,
    })
}

/// Where to try next: in the first piece that may hold a copy that fits, and no later one than the best so far.
fn follow(path: &[Piece], law: Law, limit: u64, tried: &[Tried]) -> Option<(usize, f64)> {
    let limit = (limit as f64).ln();
    let best_piece = tried.iter().filter(|one| one.log_bytes <= limit).map(|one| one.piece).min();
    let n_failed = if best_piece.is_some() { 0 } else { tried.len() };
    let target = limit + AIMS.get(n_failed).unwrap_or(&AIMS[AIMS.len() - 1]).ln();
    for (number, piece) in
        path.iter().enumerate().take_while(|(number, _)| best_piece.is_none_or(|best| *number <= best))
    {
        let here = || tried.iter().filter(|one| one.piece == number);
        let over = here().filter(|one| one.log_bytes > limit).max_by(|a, b| a.part.total_cmp(&b.part));
        let under = here().filter(|one| one.log_bytes <= limit).min_by(|a, b| a.part.total_cmp(&b.part));
        let anchor = over.or(under).or(tried.last())?;
        let by_law = law.log_bytes(piece.at(1.0)) - law.log_bytes(piece.at(0.0));
        let steeper = here().filter(|one| one.part < anchor.part).max_by(|a, b| a.part.total_cmp(&b.part));
        let slope = match (over, under, steeper) {
            (Some(over), Some(under), _) => (under.log_bytes - over.log_bytes) / (under.part - over.part),
            (.., Some(other)) => (anchor.log_bytes - other.log_bytes) / (anchor.part - other.part),
            _ => by_law,
        };
        let slope = if slope < 0.0 { slope } else { by_law };
        let start = if anchor.piece == number {
            anchor.log_bytes - slope * anchor.part
        } else {
            anchor.log_bytes + law.log_bytes(piece.at(0.0)) - law.log_bytes(anchor.plan)
        };
        let (is_last, is_hopeless) = (number + 1 == path.len(), under.is_none() && start + slope > limit);
        if over.is_some_and(|over| over.part >= 1.0) || is_hopeless && !is_last {
            continue;
        }
        // Not again where it was tried.
        let (low, high) = (over.map_or(0.0, |over| over.part), under.map_or(1.0, |under| under.part));
        let inset = (high - low) * 0.04;
        let (low, high) =
            (low + if over.is_some() { inset } else { 0.0 }, high - if under.is_some() { inset } else { 0.0 });
        let wanted = if is_hopeless { 1.0 } else { ((target - start) / slope).clamp(low, high) };
        let is_new = |part: f64| tried.iter().all(|one| one.plan != piece.at(part));
        match [wanted, 1.0].into_iter().find(|&part| is_new(part)) {
            Some(part) if part == wanted || under.is_none() => return Some((number, part)),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAW: Law = Law { power: 1.6, per_loss: 0.27 };

    fn path() -> Vec<Piece> {
        [
            (1, (480, 480), (0.0, 1.0)),
            (1, (480, 240), (1.0, 1.0)),
            (2, (480, 240), (1.0, 1.0)),
            (2, (240, 160), (1.0, 2.0)),
        ]
        .into_iter()
        .map(|(step, widths, losses)| Piece { step, widths, losses })
        .collect()
    }

    /// What is found if bytes follow another law than is believed.
    fn found(law: Law, n_bytes: f64, limit: u64, begin: (usize, f64)) -> Found {
        let whole = Law::log_bytes(law, Plan { width: 480, step: 1, loss: 0.0 });
        let encode = |plan: Plan| Ok(Some(vec![0; (n_bytes * (law.log_bytes(plan) - whole).exp()) as usize]));
        search(&path(), LAW, limit, begin, encode).unwrap().unwrap()
    }

    #[test]
    fn what_fits_is_left_as_it_is_and_what_can_never_fit_is_told_by_its_smallest() {
        let Found::Fits { plan, n_encodings, .. } = found(LAW, 90_000.0, 100_000, (0, 0.0)) else { unreachable!() };
        assert_eq!((plan, n_encodings), (Plan { width: 480, step: 1, loss: 0.0 }, 1));
        let Found::TooLarge { plan, n_bytes } = found(LAW, 9e6, 100_000, (0, 0.0)) else { unreachable!() };
        assert_eq!(plan, Plan { width: 160, step: 2, loss: 2.0 });
        assert!((400_000..1_000_000).contains(&n_bytes), "{n_bytes}");
    }

    #[test]
    fn few_encodings_use_most_of_what_is_allowed() {
        for power in [1.2, 1.6, 2.0] {
            for per_loss in [0.1, 0.27, 0.5] {
                for over in [1.02, 1.1, 1.3, 1.8, 2.5, 4.0, 5.5] {
                    for begin in [(0, 0.0), (1, 0.7)] {
                        let limit = 100_000;
                        let Found::Fits { plan, bytes, n_encodings } =
                            found(Law { power, per_loss }, 1e5 * over, limit, begin)
                        else {
                            unreachable!("power {power}, loss {per_loss}, {over} times the limit")
                        };
                        let used = bytes.len() as f64 / limit as f64;
                        let told =
                            format!("power {power}, loss {per_loss}, {over} times, {begin:?}: {plan:?}, {used:.3}");
                        assert!(n_encodings <= 4 && used <= 1.0, "{told} after {n_encodings}");
                        // Where the frames are halved, the whole width may need less.
                        assert!(used >= 0.88 || plan.step > 1, "{told} after {n_encodings}");
                    }
                }
            }
        }
    }
}
