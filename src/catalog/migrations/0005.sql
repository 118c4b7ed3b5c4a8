-- A signature of version 0 is made again by the next import, together with the thumbnail. PNGs were read without the colours
-- that their chunks state (cICP, gAMA, cHRM).
CREATE INDEX signature_outdated ON signature (media_id) WHERE version = 0;

UPDATE signature SET version = 0, compared = 0 WHERE media_id IN (SELECT id FROM media WHERE format = 'png');
