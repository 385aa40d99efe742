-- Findings of open plans of a site that are safe enough to repair themselves and wait for approval,
-- each pair of lines of a swap by either of its lines.
SELECT f.plan, f.line, f.causes, f.alternatives FROM counting_finding f
  JOIN counting_plan p ON p.site = f.site AND p.id = f.plan AND p.state = 'open'
  JOIN counting_line l ON l.site = f.site AND l.id = f.line
 WHERE f.site = %(site)s AND f.itself AND f.causes <@ %(causes)s::text[]
   AND l.posting IS NULL AND l.verdict = 'approval' AND l.variance = f.variance
   AND NOT EXISTS (SELECT 1 FROM counting_reason r
                    WHERE r.site = f.site AND r.line = f.line)
 ORDER BY f.plan, f.line LIMIT %(limit)s
