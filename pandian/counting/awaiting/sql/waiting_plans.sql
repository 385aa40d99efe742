-- Open plans of a site with lines that wait for approval, and since when these were judged: those
-- that nobody has looked at first, then those looked at longest ago.
SELECT p.id, p.name, p.created_at, l.since, l.lines
  FROM counting_plan p
 CROSS JOIN LATERAL (
       SELECT array_agg(l.id ORDER BY l.id) AS lines, min(l.judged_at) AS since
         FROM counting_line l
        WHERE l.site = p.site AND l.plan = p.id AND l.verdict = 'approval' AND l.posting IS NULL
       OFFSET 0) AS l
  LEFT JOIN counting_pending w ON w.site = p.site AND w.plan = p.id
 WHERE p.site = %(site)s AND p.state = 'open' AND l.lines IS NOT NULL
 ORDER BY w.seen_at NULLS FIRST, l.since, p.id LIMIT %(limit)s
