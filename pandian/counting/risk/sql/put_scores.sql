-- Keep the scores of a night.
INSERT INTO counting_risk_score (site, holding, probability, value, score, urgent, scored_at)
SELECT %(site)s, s.holding, s.probability, s.value, s.score, s.urgent, %(now)s
  FROM unnest(%(holdings)s::bigint[], %(probabilities)s::float8[], %(values)s::bigint[],
              %(scores)s::float8[], %(urgents)s::boolean[])
       AS s (holding, probability, value, score, urgent)
