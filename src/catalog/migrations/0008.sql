-- Which files have three letters side by side in their path: a text in a path is found without reading all paths. searched_path
-- gives the letters as they are and, where that differs, composed (catalog/functions.rs).
CREATE VIRTUAL TABLE path_letters USING fts5 (path, content = '', columnsize = 0, detail = none, tokenize = 'trigram');

INSERT INTO path_letters (rowid, path) SELECT id, searched_path(path) FROM file;

CREATE TRIGGER file_inserted AFTER INSERT ON file
BEGIN
    INSERT INTO path_letters (rowid, path) VALUES (new.id, searched_path(new.path));
END;

CREATE TRIGGER file_renamed AFTER UPDATE OF path ON file WHEN new.path <> old.path
BEGIN
    INSERT INTO path_letters (path_letters, rowid, path) VALUES ('delete', old.id, searched_path(old.path));
    INSERT INTO path_letters (rowid, path) VALUES (new.id, searched_path(new.path));
END;

CREATE TRIGGER file_deleted AFTER DELETE ON file
BEGIN
    INSERT INTO path_letters (path_letters, rowid, path) VALUES ('delete', old.id, searched_path(old.path));
END;

-- With n_present it answers alone, without the media's rows.
DROP INDEX media_several;
CREATE INDEX media_several ON media (id, n_present) WHERE n_present > 1;
