-- A signature of version 0 is made again by the next import, together with the thumbnail. PNGs were read without the colours
-- that their chunks state (cICP, gAMA, cHRM).
CREATE INDEX signature_outdated ON signature (media_id) WHERE version = 0;

UPDATE signature SET version = 0, compared = 0 WHERE media_id IN (SELECT id FROM media WHERE format = 'png');

-- What groups of media that show the same are made of, worked out from pixels once. The shares of a media's area that are no
-- border, and neither border nor background; NULL until they are needed.
ALTER TABLE media ADD COLUMN shown_share REAL;
ALTER TABLE media ADD COLUMN drawn_share REAL;

-- How a media is the same as the one that is kept of a group, where likeness does not say so: distance is NULL if it is not.
-- from_ns to n_frames: the stretch of time that two animations share; frame to is_guess: which frame of the keeper a still is.
CREATE TABLE link (
    keeper_id    INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    other_id     INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    distance     INTEGER,
    transform    INTEGER,
    from_ns      INTEGER,
    to_ns        INTEGER,
    kept_from_ns INTEGER,
    speed        REAL,
    difference   INTEGER,
    n_frames     INTEGER,
    frame        INTEGER,
    at_ns        INTEGER,
    is_guess     INTEGER,
    PRIMARY KEY (keeper_id, other_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_other ON link (other_id, keeper_id);
