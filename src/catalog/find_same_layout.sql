SELECT substr(b.path, 1, length(b.path) - length(a.path)) AS above, count(DISTINCT a.id) AS n
FROM file a JOIN file b ON b.media_id = a.media_id
WHERE a.root_id = ?1 AND a.missing_at IS NULL AND b.root_id = ?2 AND b.missing_at IS NULL
  AND length(b.path) >= length(a.path) AND substr(b.path, length(b.path) - length(a.path) + 1) = a.path
GROUP BY above HAVING above = x'' OR substr(above, -1) = x'2F'
ORDER BY n DESC, above LIMIT 1
