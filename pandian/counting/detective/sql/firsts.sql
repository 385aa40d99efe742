-- The likeliest cause of lines of a plan, while they still differ by that much or were repaired.
SELECT f.line, f.causes, f.share FROM counting_finding f
  JOIN counting_line l ON l.site = f.site AND l.id = f.line
 WHERE f.site = (SELECT s.id FROM governance_site_view s WHERE s.code = %(site)s)
   AND f.plan = %(plan)s AND f.line = ANY (%(lines)s::bigint[])
   AND (l.variance = f.variance OR l.verdict = 'explained')
