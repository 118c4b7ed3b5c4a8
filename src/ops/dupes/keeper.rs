//! Which of several media that show the same is the one to keep, and why.
//!
//! Rules are asked one after the other; each drops those that are further from the source than another one:
//!
//! | rule | drops |
//! | --- | --- |
//! | place | what lies in a trash, what cannot be reached |
//! | enlarged | what has no more detail than a smaller one |
//! | size | what has fewer pixels of the picture, without bars and captions |
//! | spoiled | what has a mark over it; bars or a caption; fewer frames; lost colours; a palette |
//! | coding | what was a JPEG of lower quality; what was made from a JPEG; WebP, AVIF and JPEG XL |
//! | names | what has no MD5 in its name; lies in a folder for what is not sorted; has a copy's name; is younger |
//!
//! Two copies that differ in nothing but what could be done either way (mirrored, other colours, both without loss) are told by
//! the last row alone: no pixel says which came first.

mod candidate;

use super::super::State;
use super::exact::{NOT_IN_TRASH, n_copy_marks};
use super::measured::Made;
pub(super) use candidate::Candidate;
use candidate::{ENLARGED, MORE_COARSENESS, SAME_COARSENESS};

/// Areas are measured on thumbnails: what differs by less than this share is the same size, where bars and captions were cut off
/// by less than the next, and in what is drawn by the last.
const SAME_SIZE: f64 = 0.01;
const SAME_FRAMED_SIZE: f64 = 0.05;
const SAME_DRAWING: f64 = 0.03;
/// Hues of a picture that has colours to lose, in levels, and the share of them that a grey or sepia copy has at most.
const HUES: f32 = 3.0;
const FEW_HUES: f32 = 0.25;
/// Hues of a picture in which a palette of 256 is few colours: greys and tints of one colour have no more by themselves.
const TINTS: f32 = 1.5;
/// Colours of a picture that was brought to a palette; a drawing may have fewer by itself.
const PALETTE: std::ops::RangeInclusive<u16> = 129..=256;
/// How much more detail a palette leaves by dithering and by steps between its colours than the JPEG that it was made from has. A
/// drawing of few colours has none more than a JPEG that was made of it (0.02 at most), which adds colours of its own.
const DITHERED: f32 = 0.1;
/// How many times as many colours another picture has that this one was reduced from.
const FEWER_COLOURS: f32 = 1.5;

/// The one to keep.
#[derive(Debug, PartialEq)]
pub(super) struct Choice {
    /// Its place among the candidates.
    pub(super) at: usize,
    /// A sentence that says why.
    pub(super) reason: String,
    /// What is wrong with each of the candidates, where it was dropped for a flaw of its own.
    pub(super) flaws: Vec<Option<&'static str>>,
}

/// Whether the first of some candidates is as good as another one; those that are not are dropped.
type Rule = for<'c> fn(&Candidate<'c>, &[&Candidate<'c>]) -> bool;

/// Why a rule keeps what it keeps: what is wrong with the ones that it drops, or else what is good of the one that is left.
enum Because {
    /// Follows "the other is" or "the others are", and stands by itself beside a file.
    Flaw(&'static str),
    /// The same, but what the extent of a copy says already is not noted beside it.
    Known(&'static str),
    /// A sentence.
    Good(&'static str),
    /// The sizes tell.
    Size,
}

use Because::{Flaw, Good, Known, Size};

/// What a rule asks of the files themselves: each is decoded only when a rule before has not told it from all others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Nothing,
    /// How those were made that differ in size.
    Detail,
    /// How all were made.
    Traces,
}

const RULES: [(Asks, Rule, Because); 18] = [
    (Asks::Nothing, |one, _| !one.is_in_trash, Good(NOT_IN_TRASH)),
    (Asks::Nothing, |one, _| one.media.state == State::Present, Good("it can be reached now")),
    (
        Asks::Detail,
        |one, all| !all.iter().any(|other| one.is_enlarged_from(other)),
        Flaw("enlarged, with no more detail"),
    ),
    (Asks::Nothing, is_largest, Size),
    (Asks::Nothing, |one, _| !one.is_marked, Flaw("marked with a text or a logo")),
    (Asks::Nothing, |one, _| !one.is_framed, Known("set in bars or a caption")),
    (
        Asks::Nothing,
        |one, all| all.iter().all(|other| other.media.facts.frames <= one.media.facts.frames),
        Good("it has the most frames"),
    ),
    (Asks::Traces, has_its_colours, Flaw("without its colours")),
    (Asks::Traces, has_no_palette, Flaw("reduced to a palette of fewer colours")),
    (Asks::Traces, is_finest, Flaw("compressed harder, as a JPEG")),
    (
        Asks::Traces,
        |one, all| all.iter().all(|other| other.generation() >= one.generation() || other.is_unmeasured()),
        Flaw(MADE_FROM_JPEG),
    ),
    (Asks::Nothing, |one, all| !one.is_unmeasured() || all.iter().all(|other| other.is_unmeasured()), Flaw(WEB_FORMAT)),
    (Asks::Nothing, |one, _| one.is_original, Good("its name holds the MD5 of a download as it was")),
    (Asks::Nothing, |one, _| one.is_sorted(), Good("it is in no folder of downloads")),
    (
        Asks::Nothing,
        |one, all| {
            let n_marks = |it: &Candidate<'_>| n_copy_marks(&it.media.path, all.iter().map(|it| &*it.media.path));
            all.iter().all(|other| n_marks(other) >= n_marks(one))
        },
        Good("its name is not a copy's"),
    ),
    (
        Asks::Nothing,
        |one, all| all.iter().all(|other| other.media.date >= one.media.date),
        Good("nothing in the pictures tells them apart, and its file is the oldest"),
    ),
    (
        Asks::Nothing,
        |one, all| all.iter().all(|other| other.media.facts.bytes <= one.media.facts.bytes),
        Good("it has the most bytes"),
    ),
    (
        Asks::Nothing,
        |one, all| all.iter().all(|other| other.media.path >= one.media.path),
        Good("it comes first by name"),
    ),
];
const MADE_FROM_JPEG: &str = "made from a JPEG, as 8×8 blocks show";
const WEB_FORMAT: &str = "in a format to which pictures are mostly converted";

impl Asks {
    /// Those of some candidates that must be measured before a rule can be asked.
    fn unmeasured(self, candidates: &[Candidate<'_>], left: &[usize]) -> Vec<usize> {
        let is_asked = |at: usize| match self {
            Self::Nothing => false,
            Self::Detail => left.iter().any(|&other| {
                let (one, other) = (&candidates[at], &candidates[other]);
                one.times(other).max(other.times(one)) >= ENLARGED
            }),
            Self::Traces => left.len() > 1,
        };
        left.iter().copied().filter(|&at| matches!(candidates[at].made, Made::Unmeasured) && is_asked(at)).collect()
    }
}

/// Returns the one to keep, and what is wrong with the others; `None` if there are none. An error holds the places of those that must be
/// measured first.
pub(super) fn choose(candidates: &[Candidate<'_>]) -> Result<Option<Choice>, Vec<usize>> {
    let mut left: Vec<usize> = (0..candidates.len()).collect();
    let mut choice = Choice { at: 0, reason: String::new(), flaws: vec![None; candidates.len()] };
    for (asks, rule, because) in &RULES {
        let waiting = asks.unmeasured(candidates, &left);
        if !waiting.is_empty() {
            return Err(waiting);
        }
        let all: Vec<&Candidate<'_>> = left.iter().filter_map(|&at| candidates.get(at)).collect();
        let (kept, dropped): (Vec<usize>, Vec<usize>) = left.iter().partition(|&&at| rule(&candidates[at], &all));
        // What is true of all of them tells nothing.
        if kept.is_empty() || dropped.is_empty() {
            continue;
        }
        if let Flaw(flaw) = because {
            dropped.iter().for_each(|&at| choice.flaws[at] = Some(flaw));
        }
        if let [only] = kept.as_slice() {
            let others: Vec<&Candidate<'_>> = dropped.iter().map(|&at| &candidates[at]).collect();
            choice.reason = because.sentence(&candidates[*only], &others, candidates.len());
        }
        left = kept;
    }
    let Some(&at) = left.first() else { return Ok(None) };
    choice.at = at;
    if choice.reason.is_empty() {
        choice.reason = "it comes first by name".to_owned();
    }
    Ok(Some(choice))
}

impl Because {
    fn sentence(&self, kept: &Candidate<'_>, dropped: &[&Candidate<'_>], n: usize) -> String {
        match (self, dropped) {
            (Good(reason), _) => (*reason).to_owned(),
            (Flaw(flaw) | Known(flaw), [_]) if n == 2 => format!("the other is {flaw}"),
            (Flaw(flaw) | Known(flaw), [_]) => format!("the next best is {flaw}"),
            (Flaw(flaw) | Known(flaw), _) => format!("the others are {flaw}"),
            (Size, others) => {
                // The most nearly as large as the one that is kept.
                let times = others.iter().map(|other| kept.times(other)).fold(f64::MAX, f64::min);
                let than = if n == 2 { "the other" } else { "the next" };
                if times < ENLARGED {
                    format!("it shows more than {than}")
                } else {
                    format!("it shows the same {times:.1}× as large as {than}")
                }
            }
        }
    }
}

/// Those with the most pixels, and those that have as many in what is drawn: black bars on a dark picture cannot be told from
/// it, and add nothing.
fn is_largest(one: &Candidate<'_>, all: &[&Candidate<'_>]) -> bool {
    all.iter().filter(|other| !std::ptr::eq(**other, one)).all(|other| {
        // The frames that stand for animations may be others: laid over each other they made each of eleven smaller than some other
        // one, so that the rule dropped none. Bars that one of them has count for neither.
        let same = if one.is_framed || other.is_framed { SAME_FRAMED_SIZE } else { SAME_SIZE };
        if one.media.facts.animated {
            return one.inside() >= other.inside() * (1.0 - same)
                || one.shown >= other.shown * (1.0 - SAME_FRAMED_SIZE);
        }
        let (own, others) = one.sizes(other);
        own >= others * (1.0 - same) || one.drawn >= other.drawn * (1.0 - SAME_DRAWING) && one.relations.is_empty()
    })
}

fn has_its_colours(one: &Candidate<'_>, all: &[&Candidate<'_>]) -> bool {
    let hues = |one: &Candidate<'_>| one.traces().map_or(0.0, |traces| traces.hues);
    let most = all.iter().map(|other| hues(other)).fold(0.0, f32::max);
    // A grey mark gives an animation in tints of one colour hues.
    one.media.facts.animated || one.traces().is_none() || most < HUES || hues(one) > FEW_HUES * most
}

fn has_no_palette(one: &Candidate<'_>, all: &[&Candidate<'_>]) -> bool {
    // Greys are 256 by themselves.
    let least = if one.media.facts.animated { HUES } else { TINTS };
    let coloured = one.traces().filter(|traces| traces.hues >= least);
    let Some(own) = coloured.map(|traces| traces.n_colours) else { return true };
    let measured = all.iter().filter(|other| !other.is_unmeasured());
    !measured.filter_map(|other| Some((other, other.traces()?))).any(|(it, other)| {
        let is_reduced = PALETTE.contains(&own) && other.n_colours > *PALETTE.end() && !adds_colours(one, it);
        // Of two palettes the smaller one was made of the larger.
        is_reduced || other.n_colours <= *PALETTE.end() && f32::from(own) * FEWER_COLOURS < f32::from(other.n_colours)
    })
}

/// Whether a picture has more colours than another one only because it was a JPEG.
fn adds_colours(few: &Candidate<'_>, many: &Candidate<'_>) -> bool {
    let is_jpeg = many.is("jpeg") || many.coarseness() > 0.0;
    let more = few.traces().zip(many.traces()).and_then(|(few, many)| few.detail_beyond(many, 1.0));
    is_jpeg && more.is_none_or(|more| more < DITHERED)
}

/// Whether one is as fine as the finest of the others, as their pixels show; of two JPEGs the tables count as well.
fn is_finest<'c>(one: &Candidate<'c>, all: &[&Candidate<'c>]) -> bool {
    one.is_unmeasured()
        || all.iter().filter(|other| !other.is_unmeasured()).all(|other| {
            let of = |it: &Candidate<'c>| {
                let own = if one.is("jpeg") && other.is("jpeg") { it.own_coarseness() } else { 0.0 };
                it.coarseness().max(own)
            };
            of(one) <= SAME_COARSENESS * of(other) + MORE_COARSENESS
        })
}

#[cfg(test)]
mod tests;
