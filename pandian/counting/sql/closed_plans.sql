-- Counts that were closed in a range, oldest first, from a place in that order on.
SELECT p.id, s.code AS site, p.name, p.closed_at
  FROM counting_plan p
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = p.site
 WHERE p.state = 'closed' AND p.closed_at >= %(since)s AND p.closed_at < %(until)s
   AND (%(at)s::timestamptz IS NULL OR (p.closed_at, p.id) >= (%(at)s, %(plan)s::uuid))
 ORDER BY p.closed_at, p.id
 LIMIT %(limit)s
