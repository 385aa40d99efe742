-- Say what a recount asks for.
INSERT INTO counting_task_key (site, task, line, place, item, lot, serial)
SELECT %(site)s, g.task, g.line, g.place, g.item, g.lot, g.serial
  FROM unnest(%(tasks)s::uuid[], %(lines)s::bigint[], %(places)s::bigint[],
              %(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
       AS g (task, line, place, item, lot, serial)
