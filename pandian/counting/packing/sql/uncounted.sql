-- The places of tasks that nobody has finished, in walking order.
SELECT DISTINCT c.sequence, c.code
  FROM counting_task_place tp
  JOIN counting_task t ON t.site = tp.site AND t.id = tp.task AND t.state = 'open'
  JOIN catalog_place_view c ON c.site = tp.site AND c.id = tp.place
 WHERE tp.site = ANY (%(sites)s::int[]) AND tp.task = ANY (%(tasks)s::uuid[])
   AND NOT EXISTS (SELECT 1 FROM counting_visit v
                    WHERE v.site = tp.site AND v.task = tp.task AND v.place = tp.place
                      AND v.complete AND NOT v.late)
 ORDER BY c.sequence, c.code
 LIMIT 1000
