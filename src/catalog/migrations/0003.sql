-- What a media looks like, what it was found to look like, and what people decided about that.

DROP TABLE perceptual_hash;

-- kind: 1 the look of a still, 2 the scene of an animation; data as fingerprint/ spells it in that version. compared: its
-- likenesses to all media that were compared before it are in the table below.
CREATE TABLE signature (
    media_id INTEGER PRIMARY KEY REFERENCES media (id) ON DELETE CASCADE,
    kind     INTEGER NOT NULL CHECK (kind IN (1, 2)),
    version  INTEGER NOT NULL,
    data     BLOB NOT NULL,
    compared INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX signature_new ON signature (media_id) WHERE compared = 0;

-- Two media that show the same. kind: 1 stills, 2 animations, 3 a still and an animation. verdict: 1 the same, 2 perhaps an
-- alternate. transform: what was done to a to make b (fingerprint/transform.rs).
CREATE TABLE likeness (
    a_id      INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    b_id      INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    kind      INTEGER NOT NULL CHECK (kind IN (1, 2, 3)),
    verdict   INTEGER NOT NULL CHECK (verdict IN (1, 2)),
    distance  INTEGER NOT NULL,
    transform INTEGER NOT NULL,
    PRIMARY KEY (a_id, b_id),
    CHECK (a_id < b_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX likeness_b ON likeness (b_id, a_id);

-- Two media that a person says are not the same.
CREATE TABLE rejected (
    a_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    b_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    PRIMARY KEY (a_id, b_id),
    CHECK (a_id < b_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_rejected (
    journal_id INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE,
    a_id       INTEGER NOT NULL,
    b_id       INTEGER NOT NULL,
    PRIMARY KEY (journal_id, a_id, b_id)
) STRICT, WITHOUT ROWID;

-- Files that were moved to the desktop's trash, from where a person can restore them.
CREATE TABLE journal_trashed (
    journal_id INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE,
    path       BLOB NOT NULL,
    PRIMARY KEY (journal_id, path)
) STRICT, WITHOUT ROWID;
