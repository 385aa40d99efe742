-- What the lines of open collections say now, as far as they wait.
SELECT l.id, l.holding, l.counted, l.observed_at, l.book, l.variance, l.value
  FROM unnest(%(sites)s::int[], %(lines)s::bigint[]) AS w (site, id)
 CROSS JOIN LATERAL (
       SELECT l.* FROM counting_line l
        WHERE l.site = w.site AND l.id = w.id AND l.verdict = 'approval' AND l.posting IS NULL
       OFFSET 0) AS l
