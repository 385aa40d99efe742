-- The last period of a site that was closed, and which seal and instant its report was made at.
SELECT c.ends_at, c.period, p.seal, p.since
  FROM counting_period_close c
  JOIN counting_period p ON p.site = c.site AND p.id = c.period
 WHERE c.site = %(site)s
 ORDER BY c.ends_at DESC
 LIMIT 1
