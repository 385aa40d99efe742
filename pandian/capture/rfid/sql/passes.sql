-- Passes, newest first, with what their tags came to.
SELECT s.code AS site, p.id, p.reader, p.reader_kind, p.task, p.place,
       p.places, p.started_at, p.ended_at, p.person, p.open, p.reads,
       coalesce(t.tags, 0) AS tags, coalesce(t.known, 0) AS known,
       coalesce(t.unknown, 0) AS unknown, coalesce(t.ambiguous, 0) AS ambiguous,
       (SELECT count(*) FROM capture_serial_alert a
         WHERE a.site = p.site AND EXISTS (
               SELECT 1 FROM capture_rfid_tag g WHERE g.site = p.site AND g.pass = p.id
                  AND g.observation IN (a.observation, a.other))) AS alerts
  FROM capture_rfid_pass p
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = p.site
  LEFT JOIN LATERAL (
       SELECT count(*) AS tags, count(*) FILTER (WHERE v.tray = '') AS known,
              count(*) FILTER (WHERE v.tray NOT IN ('', 'ambiguous_place')) AS unknown,
              count(*) FILTER (WHERE v.tray = 'ambiguous_place') AS ambiguous
         FROM capture_rfid_tag_view v WHERE v.site = p.site AND v.pass = p.id) AS t ON true
 WHERE (%(id)s::uuid IS NULL OR p.id = %(id)s)
   AND (%(task)s::uuid IS NULL OR p.task = %(task)s)
   AND (%(person)s::text IS NULL OR p.person = %(person)s)
 ORDER BY p.started_at DESC, p.id
 LIMIT %(limit)s
