-- Lines that wait for a recount and have no open task yet, in walking order.
SELECT l.id, l.place, pp.sequence, l.item, CASE WHEN l.holding <> 0 THEN l.lot END AS lot,
       CASE WHEN l.holding <> 0 AND l.serial > 0 THEN l.serial END AS serial,
       l.round, l.people
  FROM counting_line l
  JOIN counting_plan_place pp ON pp.site = l.site AND pp.plan = l.plan AND pp.place = l.place
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.verdict IN ('recount', 'doubtful')
   AND l.posting IS NULL AND (%(lines)s::bigint[] IS NULL OR l.id = ANY (%(lines)s::bigint[]))
   AND NOT EXISTS (SELECT 1 FROM counting_task_key k
                     JOIN counting_task t ON t.site = k.site AND t.id = k.task
                    WHERE k.site = l.site AND k.line = l.id AND t.state = 'open'
                      AND t.round > l.round)
 ORDER BY pp.sequence, l.place, l.item, l.id
