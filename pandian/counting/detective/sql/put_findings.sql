-- Keep what was found of each line, in the stead of what was found before.
INSERT INTO counting_finding (site, line, plan, variance, causes, share, certain, itself,
       alternatives, exposures, found_at)
SELECT %(site)s, g.line, %(plan)s, g.variance, string_to_array(g.causes, '+'), g.share, g.certain,
       g.itself, g.alternatives::jsonb, g.exposures::jsonb, %(now)s
  FROM unnest(%(lines)s::bigint[], %(variances)s::bigint[], %(causes)s::text[],
              %(shares)s::double precision[], %(certain)s::boolean[], %(itself)s::boolean[],
              %(alternatives)s::text[], %(exposures)s::text[])
       AS g (line, variance, causes, share, certain, itself, alternatives, exposures)
    ON CONFLICT (site, line) DO UPDATE
   SET plan = excluded.plan, variance = excluded.variance, causes = excluded.causes,
       share = excluded.share, certain = excluded.certain, itself = excluded.itself,
       alternatives = excluded.alternatives, exposures = excluded.exposures,
       found_at = excluded.found_at
