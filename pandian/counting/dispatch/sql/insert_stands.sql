-- Keep what tasks need: zone, time, skills, people, deadline.
INSERT INTO counting_dispatch (site, task, zone, seconds, skills, people, not_mover, not_last,
       priority, deadline)
SELECT %(site)s, g.task, g.zone, g.seconds,
       CASE WHEN g.skills = '' THEN '{}' ELSE string_to_array(g.skills, E'\n') END,
       CASE WHEN g.people = '' THEN '{}' ELSE string_to_array(g.people, E'\n') END,
       g.not_mover, g.not_last, g.priority, %(deadline)s
  FROM unnest(%(tasks)s::uuid[], %(zones)s::bigint[], %(seconds)s::int[], %(skills)s::text[],
              %(people)s::text[], %(not_mover)s::boolean[], %(not_last)s::boolean[],
              %(priorities)s::int[])
       AS g (task, zone, seconds, skills, people, not_mover, not_last, priority)
    ON CONFLICT DO NOTHING
