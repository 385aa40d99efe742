-- The codes of rows that nobody understands yet, and when each was first seen.
SELECT o.code, min(o.observed_at) AS first
  FROM capture_resolution r
  JOIN capture_observation o ON o.site = r.site AND o.id = r.observation
 WHERE r.tray = 'unresolved' AND r.site = ANY (%(sites)s::int[]) AND o.code IS NOT NULL
 GROUP BY o.code
 ORDER BY first
 LIMIT 10000
