-- Keep who (or which rule) confirmed which causes, and what was posted for it.
INSERT INTO counting_reason (site, id, plan, line, variance, causes, stated, first, exposures,
       evidence, note, actor, rule, posting, confirmed_at)
SELECT %(site)s, g.id, %(plan)s, g.line, g.variance, string_to_array(g.causes, '+'), g.stated,
       string_to_array(g.first, '+'), g.exposures::jsonb, g.evidence::jsonb, g.note, %(actor)s,
       %(rule)s, g.posting, %(now)s
  FROM unnest(%(ids)s::uuid[], %(lines)s::bigint[], %(variances)s::bigint[], %(causes)s::text[],
              %(stated)s::double precision[], %(firsts)s::text[], %(exposures)s::text[],
              %(evidence)s::text[], %(notes)s::text[], %(postings)s::uuid[])
       AS g (id, line, variance, causes, stated, first, exposures, evidence, note, posting)
