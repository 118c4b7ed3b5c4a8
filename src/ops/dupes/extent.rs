//! How much of the one that is kept a copy shows, and how large.

use super::super::Described;
use crate::fingerprint::{Relation, area};

/// From this share on it is all of a picture: less of a difference is the registration's.
const ALL: f64 = 0.97;

/// How much of the one to keep a member shows, and how large.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// How many times as long and wide it shows what both show.
    pub times: f64,
    /// The part of the one to keep that it shows: left, top, right, bottom, 0 to 1; `None` if it is all.
    pub part: Option<[f32; 4]>,
    /// Whether it shows more around that.
    pub shows_more: bool,
    /// Whether it has bars, a border or a caption around that.
    pub is_framed: bool,
    /// Whether the one to keep has them.
    pub is_keeper_framed: bool,
}

impl Extent {
    /// What a relation says, of which the first is the one to keep.
    pub(super) fn of(keeper: &Described, member: &Described, relation: &Relation) -> Self {
        let pixels =
            |media: &Described, part| f64::from(media.facts.width) * f64::from(media.facts.height) * area(part);
        let is_all = |part| area(part) >= ALL;
        let (first, second) = (relation.first, relation.second);
        Self {
            times: (pixels(member, second) / pixels(keeper, first).max(1.0)).sqrt(),
            part: (!is_all(first) && !relation.is_first_framed).then_some(first),
            shows_more: !is_all(second) && !relation.is_second_framed,
            is_framed: !is_all(second) && relation.is_second_framed,
            is_keeper_framed: !is_all(first) && relation.is_first_framed,
        }
    }
}
