-- Write decisions; the newest row of a site and name stands.
INSERT INTO lifecycle_policy (site, name, value, actor, at)
SELECT g.site, g.name, g.value::jsonb, %(actor)s, %(now)s
  FROM unnest(%(sites)s::integer[], %(names)s::text[], %(values)s::text[])
       WITH ORDINALITY AS g (site, name, value, n)
 ORDER BY g.n
