-- Keep items as they are now, where they differ from how they were kept last.
INSERT INTO lifecycle_record_master (item, at, digest, content)
SELECT k.item, %(now)s, k.digest, k.content::jsonb
  FROM unnest(%(items)s::text[], %(digests)s::text[], %(contents)s::text[])
       AS k (item, digest, content)
 WHERE k.digest IS DISTINCT FROM (
       SELECT m.digest FROM lifecycle_record_master m
        WHERE m.item = k.item ORDER BY m.at DESC LIMIT 1)
    ON CONFLICT DO NOTHING
