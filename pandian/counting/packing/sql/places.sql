-- The places of tasks in walking order, and whether somebody has finished each.
SELECT tp.task, c.code, tp.sequence,
       EXISTS (SELECT 1 FROM counting_visit v
                WHERE v.site = tp.site AND v.task = tp.task AND v.place = tp.place
                  AND v.complete AND NOT v.late) AS done
  FROM counting_task_place tp
  JOIN catalog_place_view c ON c.site = tp.site AND c.id = tp.place
 WHERE tp.site = %(site)s AND tp.task = ANY (%(tasks)s::uuid[])
 ORDER BY tp.task, tp.sequence, c.code
