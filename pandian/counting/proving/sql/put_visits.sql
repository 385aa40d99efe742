-- A place that was proved empty was visited whole at that instant: once its lines are final the
-- ledger answers zero for what later paper brings to light there.
INSERT INTO counting_visit (site, id, plan, task, place, person, opened_at, closed_at,
       uncertainty_ms, complete, received_at)
SELECT s.site, s.id, d.plan, d.task, s.place, s.person, s.observed_at, s.observed_at,
       s.uncertainty_ms, true, s.received_at
  FROM unnest(%(plans)s::uuid[], %(tasks)s::uuid[]) AS d (plan, task)
  JOIN capture_seen_view s ON s.site = %(site)s AND s.task = d.task
 WHERE s.mode = 'empty' AND s.item = 0 AND s.tray = ''
   AND NOT EXISTS (SELECT FROM capture_seen_view u
                    WHERE u.site = s.site AND u.undoes IS NOT NULL AND u.undoes = s.id)
    ON CONFLICT DO NOTHING
