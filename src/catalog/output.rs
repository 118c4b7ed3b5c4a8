//! What commands wrote for a person, by which the next run tells its own files from others.

use super::Catalog;
use super::error::Result;
use crate::fingerprint::ContentHash;

impl Catalog {
    /// Whether something of this size was written to a path.
    pub fn may_be_output(&self, path: &[u8], bytes: u64) -> Result<bool> {
        self.value("SELECT EXISTS (SELECT 1 FROM output WHERE path = ?1 AND bytes = ?2)", (path, bytes as i64))
    }

    /// Whether this content was written to a path.
    pub fn is_output(&self, path: &[u8], hash: &ContentHash) -> Result<bool> {
        self.value("SELECT EXISTS (SELECT 1 FROM output WHERE path = ?1 AND hash = ?2)", (path, hash))
    }

    /// Remembers the content that is about to be written to a path, beside `present`, which is there until then.
    pub fn put_output(&self, path: &[u8], hash: &ContentHash, bytes: u64, present: Option<&ContentHash>) -> Result<()> {
        self.atomically(|| {
            let sql = "DELETE FROM output WHERE path = ?1 AND hash IS NOT ?2";
            self.run(sql, (path, present))?;
            let sql = "INSERT OR IGNORE INTO output (path, hash, bytes) VALUES (?1, ?2, ?3)";
            self.run(sql, (path, hash, bytes as i64))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_keeps_what_is_there_and_what_is_about_to_be_written() {
        let catalog = Catalog::in_memory().unwrap();
        let [a, b, c] = [b"a", b"b", b"c"].map(|bytes| ContentHash::of(bytes));
        catalog.put_output(b"/x", &a, 1, None).unwrap();
        catalog.put_output(b"/x", &b, 2, Some(&a)).unwrap();
        let known = |hash| catalog.is_output(b"/x", hash).unwrap();
        assert!(known(&a) && known(&b) && !known(&c));
        assert!(!catalog.is_output(b"/y", &a).unwrap());
        assert!(catalog.may_be_output(b"/x", 2).unwrap() && !catalog.may_be_output(b"/x", 3).unwrap());
        catalog.put_output(b"/x", &c, 3, Some(&b)).unwrap();
        assert!(!known(&a) && known(&b) && known(&c), "what was replaced long ago is forgotten");
    }
}
