-- Let requests join the tasks of an earlier request for the same place, while they are open and
-- nobody has finished a place of them; a count of the whole place serves one by lot.
INSERT INTO counting_request (site, request, task, plan, reason, place, item, lot, taken_at)
SELECT r.site, r.id, k.task, k.plan, r.reason, r.place, k.item, k.lot, %(now)s
  FROM lifecycle_count_request_view r
 CROSS JOIN LATERAL (
    SELECT e.request FROM counting_request e
     WHERE e.site = r.site AND e.place = r.place
       AND (e.item = '' OR (e.item = %(item)s AND e.lot = %(lot)s))
       AND NOT EXISTS (
           SELECT FROM counting_request g
             JOIN counting_task t ON t.site = g.site AND t.id = g.task
            WHERE g.site = e.site AND g.request = e.request
              AND (t.state <> 'open' OR EXISTS (
                   SELECT FROM counting_visit v
                    WHERE v.site = t.site AND v.plan = t.plan AND v.task = t.id AND v.complete)))
     ORDER BY e.taken_at LIMIT 1 OFFSET 0) AS first
  JOIN counting_request k ON k.site = r.site AND k.request = first.request
 WHERE r.site = %(site)s AND r.id = ANY (%(requests)s::uuid[])
RETURNING request
