-- Put places into tasks, in walking order.
INSERT INTO counting_task_place (site, task, place, sequence)
SELECT %(site)s, g.task, g.place, g.sequence
  FROM unnest(%(tasks)s::uuid[], %(places)s::bigint[], %(sequences)s::bigint[])
       AS g (task, place, sequence)
