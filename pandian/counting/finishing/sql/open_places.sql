-- Places that nobody has finished: no complete visit.  `seen`: something was counted there.  Of a
-- task: those where nothing was seen either.  What stages prove is not walked, so nothing of it is
-- open.
SELECT c.code, o.seen
  FROM counting_plan_place pp
  JOIN catalog_place_view c ON c.site = pp.site AND c.id = pp.place
 CROSS JOIN LATERAL (
    SELECT EXISTS (SELECT 1 FROM counting_task t
                     JOIN capture_seen_view o ON o.site = t.site AND o.task = t.id
                    WHERE t.site = pp.site AND t.plan = pp.plan AND o.place = pp.place
                      AND o.mode <> 'undo' AND o.tray = '') AS seen OFFSET 0) AS o
 WHERE pp.site = %(site)s AND pp.plan = %(plan)s
   AND CASE WHEN %(task)s::uuid IS NULL THEN true ELSE NOT o.seen AND EXISTS (
        SELECT 1 FROM counting_task_place tp
         WHERE tp.site = pp.site AND tp.task = %(task)s AND tp.place = pp.place) END
   AND NOT EXISTS (SELECT 1 FROM counting_visit v
                    WHERE v.site = pp.site AND v.plan = pp.plan AND v.place = pp.place
                      AND v.complete AND NOT v.late)
   AND NOT EXISTS (SELECT 1 FROM counting_task f
                    WHERE f.site = pp.site AND f.plan = pp.plan AND f.number = 1
                      AND f.kind = 'proof')
 ORDER BY pp.sequence, c.code
 LIMIT 1000
