-- When sites were last looked at for alerts: at the one looked at longest ago, and how many of them
-- never were.
SELECT min(last.at) AS at, count(*) FILTER (WHERE last.at IS NULL) AS never
  FROM unnest(%(sites)s::integer[]) AS s (id)
  LEFT JOIN LATERAL (SELECT max(c.at) AS at FROM insight_check c WHERE c.site = s.id OFFSET 0)
       AS last ON true
