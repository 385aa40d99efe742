-- Orders of sampling stocktakes: those that wait first, the next to begin before the others.
SELECT o.id, s.code AS site, o.state, o.request, o.starts_at, o.every_months, o.draws, o.study,
       o.said, o.made_by, o.made_at
  FROM counting_sample_order o
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = o.site
 WHERE (%(id)s::uuid IS NULL OR o.id = %(id)s)
 ORDER BY o.state <> 'waiting', o.starts_at, o.id
 LIMIT %(limit)s
