-- Devices and how far their rows have come without a hole.
SELECT i.id, i.actor, s.code AS site, i.state, i.last_seq, i.acked_seq, i.offset_ms,
       i.last_seen_at, i.app_version
  FROM capture_install i
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = i.site
 ORDER BY i.last_seen_at DESC
 LIMIT %(limit)s
