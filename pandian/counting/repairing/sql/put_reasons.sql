-- Keep who (or which rule) confirmed which causes, and what was posted for it.
INSERT INTO counting_reason (site, id, plan, line, variance, causes, stated, first, exposures,
       evidence, note, actor, rule, posting, confirmed_at, value)
SELECT %(site)s, g.id, %(plan)s, g.line, g.variance, string_to_array(g.causes, '+'), g.stated,
       string_to_array(g.first, '+'), g.exposures::jsonb, g.evidence::jsonb, g.note, %(actor)s,
       %(rule)s, g.posting, %(now)s, g.variance * coalesce(i.cost, 0)
  FROM unnest(%(ids)s::uuid[], %(lines)s::bigint[], %(variances)s::bigint[], %(causes)s::text[],
              %(stated)s::double precision[], %(firsts)s::text[], %(exposures)s::text[],
              %(evidence)s::text[], %(notes)s::text[], %(postings)s::uuid[])
       AS g (id, line, variance, causes, stated, first, exposures, evidence, note, posting)
  JOIN counting_line l ON l.site = %(site)s AND l.id = g.line
  JOIN catalog_item_view i ON i.id = l.item
