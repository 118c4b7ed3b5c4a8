//! The signatures of media, as bytes that `fingerprint` reads, and which of them were compared with the rest.
//!
//! A signature of another version than today's counts as missing: it is made again from the file.

use std::collections::HashMap;

use super::error::Result;
use super::statement::first;
use super::{Catalog, MediaId};
use crate::fingerprint::{Signature, SignatureKind};

/// The signature of one media among those of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatureRow {
    /// Whose it is.
    pub media: MediaId,
    /// What is described.
    pub kind: SignatureKind,
    /// The description.
    pub data: Vec<u8>,
    /// Whether it was compared with all that were compared before it.
    pub compared: bool,
}

fn code(kind: SignatureKind) -> i64 {
    match kind {
        SignatureKind::Look => 1,
        SignatureKind::Scene => 2,
    }
}

fn kind(code: i64) -> SignatureKind {
    if code == 1 { SignatureKind::Look } else { SignatureKind::Scene }
}

impl Catalog {
    /// Records what a media looks like, in place of what was recorded, and how it runs from its end on; it is compared anew. Nothing is
    /// recorded of one that was forgotten meanwhile.
    pub fn put_signature(&self, media: MediaId, signature: &Signature) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO signature (media_id, kind, version, data)
                   SELECT id, ?2, ?3, ?4 FROM media WHERE id = ?1";
        let row = (media, code(signature.kind), signature.version, &signature.data);
        self.run(sql, row)?;
        let (score, runs_back) = match signature.looping() {
            Some(looping) => (Some(looping.hundredths), looping.runs_back),
            None => (None, false),
        };
        let sql = "UPDATE media SET loop_score = ?2, runs_back = ?3
                   WHERE id = ?1 AND (loop_score, runs_back) IS NOT (?2, ?3)";
        self.run(sql, (media, score, runs_back))
    }

    /// Hands every signature of these versions (looks, scenes) to `each`, in the order in which media were recorded.
    ///
    /// # Errors
    /// If the catalogue cannot be read, or what `each` returns.
    pub fn each_signature<E: From<super::Error>>(
        &self,
        (look, scene): (u32, u32),
        mut each: impl FnMut(SignatureRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let sql = "SELECT media_id, kind, data, compared FROM signature
                   WHERE version = CASE kind WHEN 1 THEN ?1 ELSE ?2 END ORDER BY media_id";
        let mut statement = self.connection.prepare_cached(sql).map_err(super::Error::from)?;
        let mut rows = statement.query((look, scene)).map_err(super::Error::from)?;
        while let Some(row) = rows.next().map_err(super::Error::from)? {
            let read = || -> rusqlite::Result<SignatureRow> {
                let kind = kind(row.get(1)?);
                Ok(SignatureRow { media: row.get(0)?, kind, data: row.get(2)?, compared: row.get(3)? })
            };
            each(read().map_err(super::Error::from)?)?;
        }
        Ok(())
    }

    /// Lists the ratios of width to height of all media, in hundredths.
    pub fn list_ratios(&self) -> Result<HashMap<MediaId, u32>> {
        let all: Vec<(MediaId, u32)> =
            self.list("SELECT id, ratio FROM media", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(all.into_iter().collect())
    }

    /// Reads the signature of one media, whatever its version.
    pub fn find_signature(&self, media: MediaId) -> Result<Option<Signature>> {
        let sql = "SELECT kind, version, data FROM signature WHERE media_id = ?1";
        self.find(sql, [media], |row| {
            Ok(Signature { kind: kind(row.get(0)?), version: row.get(1)?, data: row.get(2)? })
        })
    }

    /// Lists the media without a signature of these versions (looks, scenes), of which a file was there.
    pub fn list_unsigned(&self, (look, scene): (u32, u32)) -> Result<Vec<MediaId>> {
        let sql = "SELECT id FROM media m WHERE n_present > 0 AND NOT EXISTS (SELECT 1 FROM signature s
                   WHERE s.media_id = m.id AND s.version = CASE s.kind WHEN 1 THEN ?1 ELSE ?2 END) ORDER BY id";
        self.list(sql, (look, scene), first)
    }

    /// Lists the media whose signature, and thumbnail, were made from wrong pixels, of which a file was there.
    pub fn list_outdated(&self) -> Result<Vec<MediaId>> {
        let sql = "SELECT s.media_id FROM signature s JOIN media m ON m.id = s.media_id
                   WHERE s.version = 0 AND m.n_present > 0 ORDER BY s.media_id";
        self.list(sql, (), first)
    }

    /// How many signatures of these versions (looks, scenes) wait to be compared.
    pub fn n_uncompared(&self, (look, scene): (u32, u32)) -> Result<u64> {
        let sql = "SELECT count(*) FROM signature
                   WHERE compared = 0 AND version = CASE kind WHEN 1 THEN ?1 ELSE ?2 END";
        self.value(sql, (look, scene))
    }

    /// Notes that a media was compared.
    pub fn set_compared(&self, media: MediaId) -> Result<()> {
        let sql = "UPDATE signature SET compared = 1 WHERE media_id = ?1";
        self.run(sql, [media])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{Action, LikenessKind, LikenessRow, NewMedia, Source};
    use std::path::Path;

    fn media(catalog: &Catalog, number: u8, version: u32) -> MediaId {
        let signature = Signature { kind: SignatureKind::Look, version, data: vec![number] };
        let new = NewMedia { signature: Some(signature), ..NewMedia::sample(number) };
        let id = catalog.insert_media(&new, 0).unwrap();
        let root = catalog.ensure_root(Path::new("/"), 0).unwrap();
        let stamp = crate::catalog::FileStamp { bytes: 1, mtime_ns: 0, inode: 0 };
        catalog.insert_file(root, &[b'a' + number], id, stamp).unwrap();
        catalog.refresh_media(id).unwrap();
        id
    }

    #[test]
    fn signatures_of_another_version_are_missing() {
        let catalog = Catalog::in_memory().unwrap();
        let (old, new) = (media(&catalog, 0, 1), media(&catalog, 1, 2));
        assert_eq!(catalog.list_unsigned((2, 2)).unwrap(), [old]);
        let mut seen = Vec::new();
        let each = |row: SignatureRow| -> Result<()> {
            seen.push((row.media, row.data));
            Ok(())
        };
        catalog.each_signature((2, 2), each).unwrap();
        assert_eq!(seen, [(new, vec![1])]);
        assert_eq!(catalog.n_uncompared((2, 2)).unwrap(), 1);
        catalog.set_compared(new).unwrap();
        assert_eq!((catalog.n_uncompared((2, 2)).unwrap(), catalog.n_uncompared((1, 1)).unwrap()), (0, 1));
        catalog.set_compared(old).unwrap();
        assert_eq!(catalog.n_uncompared((1, 1)).unwrap(), 0);
    }

    #[test]
    fn rejected_pairs_are_not_listed_and_come_back_with_undo() {
        let catalog = Catalog::in_memory().unwrap();
        let (a, b) = (media(&catalog, 0, 1), media(&catalog, 1, 1));
        let row = LikenessRow { a, b, kind: LikenessKind::Stills, certain: true, distance: 3, transform: 1 };
        catalog.put_likeness(&row).unwrap();
        assert_eq!(catalog.list_likenesses().unwrap(), [row]);
        let entry = catalog.open_entry(&Action::Words("test".into()), Source::Hand, 0).unwrap();
        assert!(catalog.reject(b, a, entry).unwrap() && !catalog.reject(a, b, entry).unwrap());
        assert_eq!(catalog.close_entry(entry).unwrap(), Some(entry));
        assert!(catalog.list_likenesses().unwrap().is_empty());
        catalog.undo_entry(1).unwrap();
        assert_eq!(catalog.list_likenesses().unwrap(), [row]);
        catalog.delete_likenesses(b).unwrap();
        assert!(catalog.list_likenesses().unwrap().is_empty());
    }
}
