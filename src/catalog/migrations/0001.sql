-- What every table and column means is told in docs/catalog.md. Times: *_at in milliseconds since 1970 (UTC), mtime_ns in
-- nanoseconds, date in seconds. Paths are raw bytes.

CREATE TABLE root (
    id       INTEGER PRIMARY KEY,
    path     BLOB NOT NULL UNIQUE,
    added_at INTEGER NOT NULL
) STRICT;

CREATE TABLE media (
    id          INTEGER PRIMARY KEY,
    hash        BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
    format      TEXT NOT NULL,
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    pixels      INTEGER NOT NULL GENERATED ALWAYS AS (width * height) STORED,
    ratio       INTEGER NOT NULL GENERATED ALWAYS AS ((200 * width + height) / (2 * height)) STORED,
    frames      INTEGER NOT NULL,
    duration_ms INTEGER,
    loop_count  INTEGER,
    animated    INTEGER NOT NULL,
    has_alpha   INTEGER NOT NULL,
    bytes       INTEGER NOT NULL,
    added_at    INTEGER NOT NULL,
    -- Derived from file and media_tag by the triggers below.
    path        BLOB NOT NULL DEFAULT x'',
    date        INTEGER NOT NULL DEFAULT 0,
    n_present   INTEGER NOT NULL DEFAULT 0,
    n_tags      INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX media_path     ON media (path);
CREATE INDEX media_added    ON media (added_at, path);
CREATE INDEX media_width    ON media (width DESC, path);
CREATE INDEX media_height   ON media (height DESC, path);
CREATE INDEX media_ratio    ON media (ratio DESC, path);
CREATE INDEX media_frames   ON media (frames DESC, path);
CREATE INDEX media_n_tags   ON media (n_tags DESC, path);
CREATE INDEX media_pixels   ON media (pixels DESC, path);
CREATE INDEX media_bytes    ON media (bytes);
CREATE INDEX media_duration ON media (duration_ms);
CREATE INDEX media_date     ON media (date DESC, path);
CREATE INDEX media_format   ON media (format);
CREATE INDEX media_animated ON media (id) WHERE animated;
CREATE INDEX media_absent   ON media (id) WHERE n_present = 0;
CREATE INDEX media_several  ON media (id) WHERE n_present > 1;

CREATE TABLE file (
    id         INTEGER PRIMARY KEY,
    root_id    INTEGER NOT NULL REFERENCES root (id),
    path       BLOB NOT NULL,
    media_id   INTEGER NOT NULL REFERENCES media (id),
    bytes      INTEGER NOT NULL,
    mtime_ns   INTEGER NOT NULL,
    inode      INTEGER NOT NULL,
    missing_at INTEGER,
    UNIQUE (root_id, path)
) STRICT;

CREATE INDEX file_media ON file (media_id);

-- A file that was looked at and is no media: not looked at again until it changes.
CREATE TABLE unread (
    root_id  INTEGER NOT NULL REFERENCES root (id),
    path     BLOB NOT NULL,
    bytes    INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    inode    INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('skipped', 'broken', 'unsupported', 'limit')),
    reason   TEXT NOT NULL,
    reader   TEXT NOT NULL,
    PRIMARY KEY (root_id, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE perceptual_hash (
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    frame    INTEGER NOT NULL,
    at_ms    INTEGER NOT NULL,
    version  INTEGER NOT NULL,
    hash     INTEGER NOT NULL,
    PRIMARY KEY (media_id, frame)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag (
    id        INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    name      TEXT NOT NULL,
    n_media   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (namespace, name)
) STRICT;

CREATE INDEX tag_name ON tag (name);

-- Where a tag came from. Written once, for whoever reads this file with another program.
CREATE TABLE source (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

INSERT INTO source (id, name) VALUES
    (1, 'hand'), (2, 'import'), (3, 'folder'), (4, 'name'), (5, 'gallery-dl'), (6, 'hydrus'), (7, 'kohya'), (8, 'xmp'),
    (9, 'implied'), (10, 'copied'), (11, 'model');

-- One row for each source that says that the media has the tag.
CREATE TABLE media_tag (
    media_id  INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    tag_id    INTEGER NOT NULL REFERENCES tag (id),
    source_id INTEGER NOT NULL REFERENCES source (id),
    confirmed INTEGER NOT NULL,
    PRIMARY KEY (media_id, tag_id, source_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_tag_tag ON media_tag (tag_id, media_id);

-- A tag that a person took off: no other source puts it back.
CREATE TABLE media_tag_refused (
    media_id INTEGER NOT NULL REFERENCES media (id) ON DELETE CASCADE,
    tag_id   INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (media_id, tag_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_alias (
    namespace TEXT NOT NULL,
    name      TEXT NOT NULL,
    tag_id    INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (namespace, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tag_implication (
    child_id  INTEGER NOT NULL REFERENCES tag (id),
    parent_id INTEGER NOT NULL REFERENCES tag (id),
    PRIMARY KEY (child_id, parent_id),
    CHECK (child_id <> parent_id)
) STRICT, WITHOUT ROWID;

-- One entry for each command that changed tags, however many media it touched.
CREATE TABLE journal (
    id        INTEGER PRIMARY KEY,
    at        INTEGER NOT NULL,
    command   TEXT NOT NULL,
    source_id INTEGER NOT NULL REFERENCES source (id),
    undone_at INTEGER
) STRICT;

-- change: 1 put on, -1 taken off, 2 refused, -2 no longer refused.
CREATE TABLE journal_change (
    journal_id INTEGER NOT NULL REFERENCES journal (id) ON DELETE CASCADE,
    media_id   INTEGER NOT NULL,
    tag_id     INTEGER NOT NULL,
    source_id  INTEGER NOT NULL,
    change     INTEGER NOT NULL,
    confirmed  INTEGER NOT NULL,
    PRIMARY KEY (journal_id, media_id, tag_id, source_id, change)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER media_tag_inserted AFTER INSERT ON media_tag
WHEN NOT EXISTS (SELECT 1 FROM media_tag
                 WHERE media_id = new.media_id AND tag_id = new.tag_id AND source_id <> new.source_id)
BEGIN
    UPDATE media SET n_tags = n_tags + 1 WHERE id = new.media_id;
    UPDATE tag SET n_media = n_media + 1 WHERE id = new.tag_id;
END;

CREATE TRIGGER media_tag_deleted AFTER DELETE ON media_tag
WHEN NOT EXISTS (SELECT 1 FROM media_tag WHERE media_id = old.media_id AND tag_id = old.tag_id)
BEGIN
    UPDATE media SET n_tags = n_tags - 1 WHERE id = old.media_id;
    UPDATE tag SET n_media = n_media - 1 WHERE id = old.tag_id;
END;
