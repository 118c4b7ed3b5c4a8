-- A still can be a part of another one: a likeness of kind 4.
ALTER TABLE likeness RENAME TO likeness_before;
CREATE TABLE likeness (
    a_id      INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    b_id      INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    kind      INTEGER NOT NULL CHECK (kind IN (1, 2, 3, 4)),
    verdict   INTEGER NOT NULL CHECK (verdict IN (1, 2)),
    distance  INTEGER NOT NULL,
    transform INTEGER NOT NULL,
    PRIMARY KEY (a_id, b_id),
    CHECK (a_id < b_id)
) STRICT, WITHOUT ROWID;
INSERT INTO likeness SELECT a_id, b_id, kind, verdict, distance, transform FROM likeness_before;
DROP TABLE likeness_before;
CREATE INDEX likeness_b ON likeness (b_id, a_id);
