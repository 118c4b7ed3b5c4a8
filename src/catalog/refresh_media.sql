UPDATE media SET
    n_present = (SELECT count(*) FROM file WHERE media_id = ?1 AND missing_at IS NULL),
    path = coalesce((SELECT CAST(rtrim(CAST(r.path AS TEXT), '/') || '/' || f.path AS BLOB) AS whole
                     FROM file f JOIN root r ON r.id = f.root_id WHERE f.media_id = ?1
                     ORDER BY f.missing_at IS NOT NULL, whole LIMIT 1), path),
    date = coalesce((SELECT min(mtime_ns) / 1000000000 FROM file WHERE media_id = ?1), date)
WHERE id = ?1
