-- Rules between tags and what follows from them, notes, and the journal of both.

DROP TABLE tag_alias;
DROP TABLE tag_implication;

-- "Whatever has the child has the parent." kind: 1 implication, 2 alias (the child is another name of the parent),
-- 0 a rule of the vocabulary that a person does not want. origin: 1 vocabulary, 2 person.
CREATE TABLE tag_rule (
    child_id  INTEGER NOT NULL REFERENCES tag (id),
    parent_id INTEGER NOT NULL REFERENCES tag (id),
    kind      INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
    origin    INTEGER NOT NULL CHECK (origin IN (1, 2)),
    PRIMARY KEY (child_id, parent_id),
    CHECK (child_id <> parent_id)
) STRICT, WITHOUT ROWID;

-- Every tag with all that follows from it by any number of rules.
CREATE TABLE tag_ancestor (
    tag_id      INTEGER NOT NULL REFERENCES tag (id),
    ancestor_id INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (tag_id, ancestor_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX tag_ancestor_of ON tag_ancestor (ancestor_id, tag_id);

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE note (
    id        INTEGER PRIMARY KEY,
    media_id  INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    source_id INTEGER NOT NULL REFERENCES source (id),
    text      TEXT NOT NULL,
    UNIQUE (media_id, source_id, text)
) STRICT;

-- For is:unconfirmed.
CREATE INDEX media_tag_unconfirmed ON media_tag (media_id) WHERE confirmed = 0 AND source_id <> 9;

-- The words of notes, Japanese in overlapping pairs of characters (catalog/note.rs cuts them).
CREATE VIRTUAL TABLE note_words USING fts5 (words, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3');

CREATE TRIGGER note_deleted AFTER DELETE ON note
BEGIN
    DELETE FROM note_words WHERE rowid = old.id;
END;

-- change: 1 written, -1 removed.
CREATE TABLE journal_note (
    journal_id INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE,
    media_id   INTEGER NOT NULL,
    source_id  INTEGER NOT NULL,
    change     INTEGER NOT NULL,
    text       TEXT NOT NULL,
    PRIMARY KEY (journal_id, media_id, source_id, change, text)
) STRICT, WITHOUT ROWID;

-- A rule before and after; a kind of NULL is no rule.
CREATE TABLE journal_rule (
    journal_id    INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE,
    child_id      INTEGER NOT NULL,
    parent_id     INTEGER NOT NULL,
    kind_before   INTEGER,
    origin_before INTEGER,
    kind_after    INTEGER,
    origin_after  INTEGER,
    PRIMARY KEY (journal_id, child_id, parent_id)
) STRICT, WITHOUT ROWID;

-- Source 9 is 'implied': such rows are there exactly where a tag of another source implies theirs and no person refused
-- it. The triggers keep it so for changes of tags, catalog/rule.rs for changes of rules.

CREATE TRIGGER media_tag_implies AFTER INSERT ON media_tag
WHEN new.source_id <> 9 AND EXISTS (SELECT 1 FROM tag_ancestor WHERE tag_id = new.tag_id)
BEGIN
    INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
    SELECT new.media_id, a.ancestor_id, 9, new.confirmed FROM tag_ancestor a
    WHERE a.tag_id = new.tag_id
      AND NOT EXISTS (SELECT 1 FROM media_tag_refused r
                      WHERE r.media_id = new.media_id AND r.tag_id = a.ancestor_id)
    ON CONFLICT DO UPDATE SET confirmed = 1 WHERE excluded.confirmed > confirmed;
END;

CREATE TRIGGER media_tag_implies_no_longer AFTER DELETE ON media_tag
WHEN old.source_id <> 9 AND EXISTS (SELECT 1 FROM tag_ancestor WHERE tag_id = old.tag_id)
BEGIN
    DELETE FROM media_tag
    WHERE media_id = old.media_id AND source_id = 9
      AND tag_id IN (SELECT ancestor_id FROM tag_ancestor WHERE tag_id = old.tag_id)
      AND NOT EXISTS (SELECT 1 FROM tag_ancestor a JOIN media_tag x ON x.media_id = old.media_id AND x.tag_id = a.tag_id
                      WHERE a.ancestor_id = media_tag.tag_id AND x.source_id <> 9);
    UPDATE media_tag SET confirmed = 0
    WHERE media_id = old.media_id AND source_id = 9 AND confirmed = 1
      AND tag_id IN (SELECT ancestor_id FROM tag_ancestor WHERE tag_id = old.tag_id)
      AND NOT EXISTS (SELECT 1 FROM tag_ancestor a JOIN media_tag x ON x.media_id = old.media_id AND x.tag_id = a.tag_id
                      WHERE a.ancestor_id = media_tag.tag_id AND x.source_id <> 9 AND x.confirmed = 1);
END;

CREATE TRIGGER media_tag_confirmed AFTER UPDATE OF confirmed ON media_tag
WHEN new.source_id <> 9
BEGIN
    UPDATE media_tag SET confirmed = EXISTS (
        SELECT 1 FROM tag_ancestor a JOIN media_tag x ON x.media_id = new.media_id AND x.tag_id = a.tag_id
        WHERE a.ancestor_id = media_tag.tag_id AND x.source_id <> 9 AND x.confirmed = 1)
    WHERE media_id = new.media_id AND source_id = 9
      AND tag_id IN (SELECT ancestor_id FROM tag_ancestor WHERE tag_id = new.tag_id);
END;

CREATE TRIGGER media_tag_refused_inserted AFTER INSERT ON media_tag_refused
BEGIN
    DELETE FROM media_tag WHERE media_id = new.media_id AND tag_id = new.tag_id AND source_id = 9;
END;

CREATE TRIGGER media_tag_refused_deleted AFTER DELETE ON media_tag_refused
WHEN EXISTS (SELECT 1 FROM media WHERE id = old.media_id)
BEGIN
    INSERT INTO media_tag (media_id, tag_id, source_id, confirmed)
    SELECT old.media_id, old.tag_id, 9, max(x.confirmed)
    FROM tag_ancestor a JOIN media_tag x ON x.media_id = old.media_id AND x.tag_id = a.tag_id
    WHERE a.ancestor_id = old.tag_id AND x.source_id <> 9
    HAVING count(*) > 0
    ON CONFLICT DO NOTHING;
END;
