-- Lines that wait for approval with the explanation that leads: what the detective found for this
-- very difference, else the first thing that the settlement said of it.
SELECT l.id, l.holding, l.counted, l.observed_at, l.book, l.variance, l.value,
       coalesce(f.causes, CASE WHEN jsonb_array_length(l.explanations) > 0
                THEN ARRAY[l.explanations -> 0 ->> 'cause'] END, '{}') AS causes,
       coalesce(f.certain, false) AS certain
  FROM counting_line l
  LEFT JOIN counting_finding f ON f.site = l.site AND f.line = l.id AND f.variance = l.variance
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.verdict = 'approval' AND l.posting IS NULL
 ORDER BY l.id
