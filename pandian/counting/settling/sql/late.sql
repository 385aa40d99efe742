-- Put aside what came after its line was posted and is not newer than the line: the late tray.
INSERT INTO counting_late (site, plan, observation, line, noted_at)
SELECT DISTINCT ON (s.id) %(site)s, %(plan)s, s.id, l.id, %(now)s
  FROM capture_seen_view s
  JOIN counting_line l
    ON l.site = %(site)s AND l.plan = %(plan)s AND l.place = s.place AND l.item = s.item
   AND l.posting IS NOT NULL AND l.holding <> 0
   AND (s.lot IS NULL OR s.lot = l.lot) AND (s.serial IS NULL OR s.serial = l.serial)
   AND (s.status IS NULL OR s.status = l.status) AND (s.owner IS NULL OR s.owner = l.owner)
 WHERE s.site = %(site)s AND s.tray = '' AND s.mode IN ('set', 'add', 'empty')
   AND s.observed_at <= l.observed_at
   AND (s.task IN (SELECT t.id FROM counting_task t WHERE t.site = %(site)s AND t.plan = %(plan)s)
        OR (s.task IS NULL AND s.observed_at >= %(counts_from)s))
   AND NOT EXISTS (SELECT 1 FROM counting_line k
                    WHERE k.site = %(site)s AND k.plan = %(plan)s AND k.place = s.place
                      AND k.item = s.item AND s.id = ANY (k.observations))
 ORDER BY s.id, l.id
    ON CONFLICT DO NOTHING
