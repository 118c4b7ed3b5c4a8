//! What was measured once for groups: how media were made, and how two of them lie over each other.

use std::collections::HashMap;

use rusqlite::Row;

use super::error::Result;
use super::{Catalog, MediaId};
use crate::fingerprint::{Relation, Traces, Which};

/// The first byte of each part: goes up with what is measured, so that it is measured again.
const VERSION: u8 = 1;

impl Catalog {
    /// Records how a media was made.
    pub fn set_traces(&self, media: MediaId, traces: &Traces) -> Result<()> {
        self.run("UPDATE media SET traces = ?2 WHERE id = ?1", (media, traces.to_bytes()))
    }

    /// Lists how media were made, as far as that is known in today's version.
    pub fn list_traces(&self) -> Result<HashMap<MediaId, Traces>> {
        let sql = "SELECT id, traces FROM media WHERE traces IS NOT NULL";
        let all: Vec<(MediaId, Vec<u8>)> = self.list(sql, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(all.into_iter().filter_map(|(id, bytes)| Some((id, Traces::from_bytes(&bytes)?))).collect())
    }

    /// Records how two media lie over each other, the one with the smaller id first; `None` if they have nothing in common.
    /// Nothing is recorded if one was forgotten meanwhile.
    pub fn put_relation(&self, (a, b): (MediaId, MediaId), relation: Option<&Relation>) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO relation (a_id, b_id, a_part, b_part, is_a_framed, is_b_framed, marked)
                   SELECT a.id, b.id, ?3, ?4, ?5, ?6, ?7 FROM media a JOIN media b ON b.id = ?2 WHERE a.id = ?1";
        let edges = |part: [f32; 4]| part.into_iter().flat_map(f32::to_le_bytes);
        let part = |part| std::iter::once(VERSION).chain(edges(part)).collect::<Vec<u8>>();
        let marked = relation.and_then(|one| one.marked).map(|which| if which == Which::First { 1 } else { 2 });
        let parts = (relation.map(|one| part(one.first)), relation.map(|one| part(one.second)));
        let framed = |is_framed: fn(&Relation) -> bool| relation.is_some_and(is_framed);
        let (is_a_framed, is_b_framed) = (framed(|one| one.is_first_framed), framed(|one| one.is_second_framed));
        self.run(sql, (a, b, parts.0, parts.1, is_a_framed, is_b_framed, marked))
    }

    /// Lists how media lie over each other, by pairs of which the smaller id is first; those of an earlier version are left out.
    pub fn list_relations(&self) -> Result<HashMap<(MediaId, MediaId), Option<Relation>>> {
        let sql = "SELECT a_id, b_id, a_part, b_part, is_a_framed, is_b_framed, marked FROM relation";
        type Known = ((MediaId, MediaId), Option<Option<Relation>>);
        let all: Vec<Known> = self.list(sql, [], |row| Ok(((row.get(0)?, row.get(1)?), read_relation(row)?)))?;
        Ok(all.into_iter().filter_map(|(pair, relation)| Some((pair, relation?))).collect())
    }

    /// Drops what was measured of a media.
    pub(super) fn delete_relations(&self, media: MediaId) -> Result<()> {
        self.run("DELETE FROM relation WHERE a_id = ?1 OR b_id = ?1", [media])?;
        self.run("UPDATE media SET traces = NULL WHERE id = ?1", [media])
    }
}

/// Reads how two media lie over each other, if they do; `None` of an earlier version.
fn read_relation(row: &Row<'_>) -> rusqlite::Result<Option<Option<Relation>>> {
    let bytes = |column| row.get::<_, Option<Vec<u8>>>(column);
    let Some((first, second)) = bytes(2)?.zip(bytes(3)?) else { return Ok(Some(None)) };
    let part = |bytes: &[u8]| -> Option<[f32; 4]> {
        let edges = bytes.strip_prefix(&[VERSION])?.as_chunks::<4>().0.iter().map(|edge| f32::from_le_bytes(*edge));
        edges.collect::<Vec<f32>>().try_into().ok()
    };
    let Some((first, second)) = part(&first).zip(part(&second)) else { return Ok(None) };
    let marked = row.get::<_, Option<u8>>(6)?.map(|which| if which == 1 { Which::First } else { Which::Second });
    let (is_first_framed, is_second_framed) = (row.get(4)?, row.get(5)?);
    Ok(Some(Some(Relation { first, second, is_first_framed, is_second_framed, marked })))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::NewMedia;
    use image::RgbaImage;

    #[test]
    fn what_was_measured_is_read_as_it_was_written_and_goes_with_the_pixels() {
        let catalog = Catalog::in_memory().unwrap();
        let ids: Vec<MediaId> = (0..3).map(|n| catalog.insert_media(&NewMedia::sample(n), 0).unwrap()).collect();
        let traces = Traces::of(&RgbaImage::new(40, 40), Some(&[9; 64]));
        let relation = Relation {
            first: [0.0, 0.125, 1.0, 1.0 / 3.0],
            second: [0.0, 0.0, 1.0, 0.75],
            is_first_framed: false,
            is_second_framed: true,
            marked: Some(Which::Second),
        };
        catalog.set_traces(ids[0], &traces).unwrap();
        catalog.put_relation((ids[0], ids[1]), Some(&relation)).unwrap();
        catalog.put_relation((ids[1], ids[2]), None).unwrap();
        assert_eq!(catalog.list_traces().unwrap(), HashMap::from([(ids[0], traces)]));
        let all = HashMap::from([((ids[0], ids[1]), Some(relation)), ((ids[1], ids[2]), None)]);
        assert_eq!(catalog.list_relations().unwrap(), all);
        catalog.delete_likenesses(ids[0]).unwrap();
        assert!(catalog.list_traces().unwrap().is_empty());
        assert_eq!(catalog.list_relations().unwrap(), HashMap::from([((ids[1], ids[2]), None)]));
    }
}
