-- Open plans of a site with lines that wait for approval, after their differences were looked into.
SELECT p.id FROM counting_plan p
 WHERE p.site = %(site)s AND p.state = 'open'
   AND EXISTS (SELECT FROM counting_line l
                WHERE l.site = p.site AND l.plan = p.id AND l.verdict = 'approval'
                  AND l.posting IS NULL AND l.ready)
   AND EXISTS (SELECT FROM counting_explained e
                WHERE e.site = p.site AND e.plan = p.id AND e.explained_at >= p.settled_at)
 ORDER BY p.created_at, p.id LIMIT %(limit)s
