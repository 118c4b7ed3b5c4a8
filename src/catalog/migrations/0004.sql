-- What commands wrote for a person (sheets, maps, copies of thumbnails, sidecars): a file whose bytes are still these may be
-- written over. The path is absolute and without links.
CREATE TABLE output (
    path  BLOB NOT NULL,
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    bytes INTEGER NOT NULL,
    PRIMARY KEY (path, hash)
) STRICT, WITHOUT ROWID;
