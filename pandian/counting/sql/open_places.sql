-- Places that nobody has finished: no complete visit, and nothing seen or something uncounted.
SELECT c.code
  FROM counting_plan_place pp
  JOIN catalog_place_view c ON c.site = pp.site AND c.id = pp.place
 WHERE pp.site = %(site)s AND pp.plan = %(plan)s
   AND (%(task)s::uuid IS NULL OR EXISTS (
        SELECT 1 FROM counting_task_place tp
         WHERE tp.site = pp.site AND tp.task = %(task)s AND tp.place = pp.place))
   AND NOT EXISTS (SELECT 1 FROM counting_visit v
                    WHERE v.site = pp.site AND v.plan = pp.plan AND v.place = pp.place
                      AND v.complete AND NOT v.late)
   AND NOT EXISTS (SELECT 1 FROM counting_task t
                     JOIN capture_seen_view o ON o.site = t.site AND o.task = t.id
                    WHERE t.site = pp.site AND t.plan = pp.plan AND o.place = pp.place
                      AND o.mode <> 'undo' AND o.tray = '')
 ORDER BY pp.sequence, c.code
 LIMIT 1000
