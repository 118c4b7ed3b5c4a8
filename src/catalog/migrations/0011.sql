-- A walk by path that asks the path itself must know that a media has no other file, without its row: at a million media, 0.1 s less.
DROP INDEX media_path;
CREATE INDEX media_path ON media (path, n_present);
