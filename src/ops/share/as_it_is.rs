//! A copy that needs no other pixels than its source has.

use super::super::Described;
use super::bounds::Bounds;
use super::format::ShareFormat;
use super::made::Made;
use super::timeline::Timeline;
use crate::examine;
use crate::media::{Format, Limits, without_metadata};

/// The source without its metadata, if that is of the format and within the bounds; `None` if it has to be encoded.
pub(super) fn as_it_is(
    media: &Described,
    bytes: &[u8],
    source: Format,
    (format, bounds): (ShareFormat, &Bounds),
    timeline: Option<&Timeline>,
) -> Option<Made> {
    let size = (media.facts.width, media.facts.height);
    let is_all = bounds.most_width(size) == size.0 && bounds.canvas(size) == size && media.facts.damage.is_none();
    if !is_all || ShareFormat::of_source(source) != Some(format) {
        return None;
    }
    let bare = without_metadata(bytes, source)?;
    let is_same =
        examine::probe(&bare, source, &Limits::default()).is_ok_and(|facts| (facts.width, facts.height) == size);
    let fits = bounds.max_bytes.is_none_or(|most| bare.len() as u64 <= most);
    let moves = timeline.map(|timeline| (timeline.shown().len(), timeline.length()));
    (is_same && fits).then_some(Made { bytes: bare, size, moves, format, quality: None, n_encodings: 0 })
}
