-- Open plans of requests where every place of every first count is done, and something came since
-- the last settlement.
SELECT p.id AS plan
  FROM counting_plan p
 WHERE p.site = %(site)s AND p.state = 'open'
   AND EXISTS (SELECT FROM counting_request k WHERE k.site = p.site AND k.plan = p.id)
   AND NOT EXISTS (
       SELECT FROM counting_task t
         JOIN counting_task_place tp ON tp.site = t.site AND tp.task = t.id
        WHERE t.site = p.site AND t.plan = p.id AND t.state = 'open' AND t.kind = 'count'
          AND NOT EXISTS (
              SELECT FROM counting_visit v
               WHERE v.site = t.site AND v.plan = p.id AND v.task = t.id AND v.place = tp.place
                 AND v.complete AND NOT v.late))
   AND (p.settled_at IS NULL
        OR EXISTS (SELECT FROM counting_visit v
                    WHERE v.site = p.site AND v.plan = p.id AND v.received_at > p.settled_at))
 ORDER BY p.created_at, p.id
