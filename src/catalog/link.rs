//! What was measured once for groups of media that show the same: how much of a picture is drawn, and how a media is the same as
//! the keeper of its group.

use std::time::Duration;

use rusqlite::Row;

use super::error::Result;
use super::{Catalog, MediaId};
use crate::fingerprint::{Overlap, Transform};

/// The parts of a picture that say how large it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shares {
    /// The share of its area that is no plain border, 0 to 1.
    pub shown: f64,
    /// The share of its area that is neither border nor background, 0 to 1.
    pub drawn: f64,
}

/// In what way a media shows the same as another, the keeper.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Link {
    /// How far apart they are, 0 to 64.
    pub distance: u32,
    /// What was done to the keeper to make the media.
    pub transform: Transform,
    /// The stretch of time that it shares with the keeper, which is a of it.
    pub overlap: Option<Overlap>,
    /// Which frame of the keeper it is.
    pub frame: Option<FrameOf>,
}

/// Which frame of an animation a still is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameOf {
    /// Its number.
    pub number: u32,
    /// When it appears.
    pub at: Duration,
    /// It was found by descriptions alone, and the animation was not looked into.
    pub is_guess: bool,
}

/// What was found of two media.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinkRow {
    /// The one that is kept.
    pub keeper: MediaId,
    /// The other.
    pub other: MediaId,
    /// How it is the same; none if it is not.
    pub link: Option<Link>,
}

impl Catalog {
    /// Records the shares of a picture.
    pub fn set_shares(&self, media: MediaId, shares: Shares) -> Result<()> {
        let sql = "UPDATE media SET shown_share = ?2, drawn_share = ?3 WHERE id = ?1";
        self.run(sql, (media, shares.shown, shares.drawn))
    }

    /// Records or replaces what was found of two media. Nothing is recorded if one was forgotten meanwhile.
    pub fn put_link(&self, row: &LinkRow) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO link (keeper_id, other_id, distance, transform, from_ns, to_ns, kept_from_ns, speed,
                                                difference, n_frames, frame, at_ns, is_guess)
                   SELECT k.id, o.id, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM media k JOIN media o ON o.id = ?2
                   WHERE k.id = ?1";
        let (link, nanos) = (row.link, |time: Duration| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX));
        let overlap = link.and_then(|link| link.overlap);
        let frame = link.and_then(|link| link.frame);
        self.run(
            sql,
            (
                row.keeper,
                row.other,
                link.map(|link| link.distance),
                link.map(|link| link.transform.code()),
                overlap.map(|overlap| nanos(overlap.from)),
                overlap.map(|overlap| nanos(overlap.to)),
                overlap.map(|overlap| nanos(overlap.in_other_from)),
                overlap.map(|overlap| overlap.speed),
                overlap.map(|overlap| overlap.distance),
                overlap.map(|overlap| overlap.n_frames),
                frame.map(|frame| frame.number),
                frame.map(|frame| nanos(frame.at)),
                frame.map(|frame| frame.is_guess),
            ),
        )
    }

    /// Lists all that was found of two media.
    pub fn list_links(&self) -> Result<Vec<LinkRow>> {
        let sql = "SELECT keeper_id, other_id, distance, transform, from_ns, to_ns, kept_from_ns, speed, difference, n_frames,
                   frame, at_ns, is_guess FROM link";
        self.list(sql, [], |row| Ok(LinkRow { keeper: row.get(0)?, other: row.get(1)?, link: read_link(row)? }))
    }

    /// Drops what was worked out of a media from its pixels.
    pub(super) fn delete_links(&self, media: MediaId) -> Result<()> {
        self.run("DELETE FROM link WHERE keeper_id = ?1 OR other_id = ?1", [media])?;
        self.delete_relations(media)?;
        let sql = "UPDATE media SET shown_share = NULL, drawn_share = NULL WHERE id = ?1";
        self.run(sql, [media])
    }
}

fn read_link(row: &Row<'_>) -> rusqlite::Result<Option<Link>> {
    let Some(distance) = row.get(2)? else { return Ok(None) };
    let transform = Transform::from_code(row.get(3)?).unwrap_or_default();
    let nanos = |column| row.get::<_, Option<u64>>(column).map(|ns| ns.map(Duration::from_nanos));
    let overlap = match (nanos(4)?, nanos(5)?, nanos(6)?) {
        (Some(from), Some(to), Some(in_other_from)) => {
            let (speed, distance, n_frames) = (row.get(7)?, row.get(8)?, row.get(9)?);
            Some(Overlap { from, to, in_other_from, speed, distance, n_frames, transform })
        }
        _ => None,
    };
    let frame = match (row.get(10)?, nanos(11)?) {
        (Some(number), Some(at)) => Some(FrameOf { number, at, is_guess: row.get(12)? }),
        _ => None,
    };
    Ok(Some(Link { distance, transform, overlap, frame }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::NewMedia;

    fn media(catalog: &Catalog, number: u8) -> MediaId {
        catalog.insert_media(&NewMedia::sample(number), 0).unwrap()
    }

    #[test]
    fn links_are_read_as_they_were_written_and_go_with_either_media() {
        let catalog = Catalog::in_memory().unwrap();
        let ids: Vec<MediaId> = (0..4).map(|number| media(&catalog, number)).collect();
        let time = Duration::from_nanos;
        let overlap = Overlap {
            from: time(1),
            to: time(7_000_000_001),
            in_other_from: time(3),
            speed: 1.0 / 3.0,
            distance: 77,
            n_frames: 12,
            transform: Transform::Mirror,
        };
        let same = Link { distance: 3, transform: Transform::Mirror, ..Link::default() };
        let frame = FrameOf { number: 5, at: time(240_000_000), is_guess: true };
        let links = [None, Some(Link { overlap: Some(overlap), ..same }), Some(Link { frame: Some(frame), ..same })];
        let row = |(&other, link)| LinkRow { keeper: ids[0], other, link };
        let rows: Vec<LinkRow> = ids[1..].iter().zip(links).map(row).collect();
        let put = |rows: &[LinkRow]| rows.iter().for_each(|row| catalog.put_link(row).unwrap());
        put(&rows);
        assert_eq!(catalog.list_links().unwrap(), rows);
        let shares = Shares { shown: 0.5625, drawn: 1.0 / 3.0 };
        catalog.set_shares(ids[0], shares).unwrap();
        assert_eq!(catalog.media(ids[0]).unwrap().shares, Some(shares));
        catalog.delete_likenesses(ids[2]).unwrap();
        assert_eq!(catalog.list_links().unwrap(), [rows[0], rows[2]]);
        catalog.delete_media(ids[3]).unwrap();
        put(&rows);
        assert_eq!(catalog.list_links().unwrap(), rows[..2], "nothing is noted of what was forgotten");
        catalog.delete_likenesses(ids[0]).unwrap();
        assert_eq!((catalog.list_links().unwrap(), catalog.media(ids[0]).unwrap().shares), (Vec::new(), None));
    }
}
