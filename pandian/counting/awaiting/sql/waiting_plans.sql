-- Open plans of a site with lines that wait for approval, and since when these were judged.
SELECT p.id, p.name, p.created_at, min(l.judged_at) AS since, array_agg(l.id ORDER BY l.id) AS lines
  FROM counting_plan p
  JOIN counting_line l ON l.site = p.site AND l.plan = p.id
   AND l.verdict = 'approval' AND l.posting IS NULL
 WHERE p.site = %(site)s AND p.state = 'open'
   AND (%(plan)s::uuid IS NULL OR p.id = %(plan)s)
 GROUP BY p.id, p.name, p.created_at
 ORDER BY since, p.id LIMIT %(limit)s
