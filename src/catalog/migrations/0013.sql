-- How an animation runs from its end on, as its signature tells: how well it closes, in hundredths, NULL if that is not known or nothing
-- moves; and whether it is the same backwards.
ALTER TABLE media ADD COLUMN loop_score INTEGER;
ALTER TABLE media ADD COLUMN runs_back INTEGER NOT NULL DEFAULT 0;
UPDATE media SET loop_score = loop_score(s.data), runs_back = runs_back(s.data)
    FROM signature s WHERE s.media_id = media.id AND s.kind = 2;
-- Without the path, which would take 80 bytes a still.
CREATE INDEX media_loop      ON media (loop_score);
CREATE INDEX media_runs_back ON media (id) WHERE runs_back;
