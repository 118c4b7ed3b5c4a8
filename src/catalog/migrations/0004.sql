-- What is wrong with a media's file although every pixel of it could be read, in words; NULL if nothing is.
ALTER TABLE media ADD COLUMN damage TEXT;

CREATE INDEX media_damaged ON media (id) WHERE damage IS NOT NULL;

-- What commands wrote for a person (sheets, maps, copies of thumbnails, sidecars): a file whose bytes are still these may be
-- written over. The path is absolute and without links.
CREATE TABLE output (
    path  BLOB NOT NULL,
    hash  BLOB NOT NULL CHECK (length(hash) = 32),
    bytes INTEGER NOT NULL,
    PRIMARY KEY (path, hash)
) STRICT, WITHOUT ROWID;

-- A file that is about to be moved to the trash. Written before the move and dropped with the note of it, so that a row that
-- is found means that the program was killed between the two. place: where the file is to lie in the trash.
CREATE TABLE pending_move (
    path        BLOB PRIMARY KEY,
    hash        BLOB NOT NULL CHECK (length(hash) = 32),
    keeper      BLOB NOT NULL,
    keeper_hash BLOB NOT NULL CHECK (length(keeper_hash) = 32),
    place       BLOB NOT NULL,
    journal_id  INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Where the file lies in the trash, and its content; NULL in rows of earlier versions.
ALTER TABLE journal_trashed ADD COLUMN place BLOB;
ALTER TABLE journal_trashed ADD COLUMN hash BLOB;

-- 1 from when an entry is opened until it is closed, for those that take several transactions; undo leaves them alone.
ALTER TABLE journal ADD COLUMN open INTEGER NOT NULL DEFAULT 0;

-- What import could not read of what files say of others, so that it is read again: the path of a sidecar, of a file with
-- packets, or of a folder of sidecars.
CREATE TABLE unheard (
    root_id INTEGER NOT NULL REFERENCES root (id),
    path    BLOB NOT NULL,
    PRIMARY KEY (root_id, path)
) STRICT, WITHOUT ROWID;

-- Where a content was: one of many copies is found without going through the others.
CREATE INDEX file_missing ON file (media_id, root_id, path) WHERE missing_at IS NOT NULL;

-- A tag that was renamed is kept as a rule of kind 3: no media has it, and whoever states it states its new name.

CREATE TABLE new_rule (
    child_id  INTEGER NOT NULL REFERENCES tag (id),
    parent_id INTEGER NOT NULL REFERENCES tag (id),
    kind      INTEGER NOT NULL CHECK (kind IN (0, 1, 2, 3)),
    origin    INTEGER NOT NULL CHECK (origin IN (1, 2)),
    PRIMARY KEY (child_id, parent_id),
    CHECK (child_id <> parent_id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_rule SELECT child_id, parent_id, kind, origin FROM tag_rule;
DROP TABLE tag_rule;
ALTER TABLE new_rule RENAME TO tag_rule;
