-- Put aside what came after its line was posted and is not newer than the line: the late tray.
-- What was here in time and gave way to a later word of the same person is not late.
WITH posted AS MATERIALIZED (
    SELECT l.* FROM counting_line l
     WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.posting IS NOT NULL AND l.holding <> 0
), heard AS MATERIALIZED (
    SELECT DISTINCT u.id FROM posted l, unnest(l.observations) AS u (id)
), fresh AS MATERIALIZED (
    SELECT s.* FROM counting_seen s
     WHERE EXISTS (SELECT 1 FROM posted)
       AND NOT EXISTS (SELECT 1 FROM heard h WHERE h.id = s.id)
       AND NOT EXISTS (
           SELECT 1 FROM heard h JOIN counting_seen r ON r.id = h.id
            WHERE r.person = s.person AND r.place = s.place AND r.n > s.n
              AND r.received >= s.received
              AND (r.item = s.item AND (s.lot IS NULL OR r.lot = s.lot)
                   AND (s.serial IS NULL OR r.serial = s.serial)
                   OR r.mode = 'empty' AND (r.item = 0 OR r.item = s.item AND r.lot IS NULL)))
)
INSERT INTO counting_late (site, plan, observation, line, noted_at)
SELECT DISTINCT ON (s.id) %(site)s, %(plan)s, s.id, l.id, %(now)s
  FROM fresh s
  JOIN posted l ON l.place = s.place AND l.item = s.item AND s.at <= l.observed_at
   AND (s.lot IS NULL OR s.lot = l.lot) AND (s.serial IS NULL OR s.serial = l.serial)
   AND (s.status IS NULL OR s.status = l.status) AND (s.owner IS NULL OR s.owner = l.owner)
 ORDER BY s.id, l.id
    ON CONFLICT DO NOTHING
