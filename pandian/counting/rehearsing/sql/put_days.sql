-- Keep what both sides of a replay would have done on each day.
INSERT INTO counting_rehearsal_day (site, rehearsal, side, day, places, tasks, lines)
SELECT %(site)s, %(id)s, g.side, g.day, g.places::bigint[], g.tasks::integer[], g.lines
  FROM unnest(%(sides)s::smallint[], %(days)s::date[], %(places)s::text[], %(tasks)s::text[],
              %(lines)s::jsonb[]) AS g (side, day, places, tasks, lines)
    ON CONFLICT (site, rehearsal, side, day) DO NOTHING
