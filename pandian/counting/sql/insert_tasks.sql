-- Add tasks to a plan, numbered on.
INSERT INTO counting_task (site, id, plan, number, kind, round, person, excluded, opened_at)
SELECT %(site)s, g.id, %(plan)s,
       g.n + coalesce((SELECT max(number) FROM counting_task
                        WHERE site = %(site)s AND plan = %(plan)s), 0),
       %(kind)s, g.round, g.person,
       CASE WHEN g.excluded = '' THEN '{}' ELSE string_to_array(g.excluded, E'\n') END, %(now)s
  FROM unnest(%(ids)s::uuid[], %(rounds)s::int[], %(people)s::text[], %(excluded)s::text[])
       WITH ORDINALITY AS g (id, round, person, excluded, n)
