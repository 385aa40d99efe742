-- Take tasks of other plans up: recounts, tasks that stages asked for, counts made by hand.
INSERT INTO counting_dispatch (site, task, zone, seconds, not_mover, priority, deadline)
SELECT %(site)s, g.task, g.zone, g.seconds, false, g.priority, %(deadline)s
  FROM unnest(%(tasks)s::uuid[], %(zones)s::bigint[], %(seconds)s::int[], %(priorities)s::int[])
       AS g (task, zone, seconds, priority)
    ON CONFLICT DO NOTHING
