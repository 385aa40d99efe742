-- Nothing waits any more in these counts of a site.
DELETE FROM counting_pending w
 WHERE w.site = %(site)s
   AND NOT EXISTS (SELECT FROM counting_plan p
                     JOIN counting_line l ON l.site = p.site AND l.plan = p.id
                      AND l.verdict = 'approval' AND l.posting IS NULL
                    WHERE p.site = w.site AND p.id = w.plan AND p.state = 'open')
