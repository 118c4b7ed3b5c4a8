-- How a media was made, as far as its full-size pixels tell: src/fingerprint/traces.rs spells it. NULL until a group needs it.
ALTER TABLE media ADD COLUMN traces BLOB;

-- How two media that show the same lie over each other: the part of each that the other shows (left, top, right, bottom, 0 to 1, as
-- floats of 4 bytes), whether plain borders lie around it, and which has a mark over it: 1 the first, 2 the second. The parts are
-- NULL if they have nothing in common.
CREATE TABLE relation (
    a_id        INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    b_id        INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    a_part      BLOB,
    b_part      BLOB,
    is_a_framed INTEGER NOT NULL,
    is_b_framed INTEGER NOT NULL,
    marked      INTEGER,
    PRIMARY KEY (a_id, b_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX relation_b ON relation (b_id, a_id);
