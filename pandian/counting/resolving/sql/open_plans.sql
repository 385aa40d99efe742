-- Open plans of these tasks that have been settled before.
SELECT DISTINCT t.plan
  FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan AND p.state = 'open'
 WHERE t.id = ANY (%(tasks)s::uuid[]) AND t.site = ANY (%(sites)s::int[])
   AND EXISTS (SELECT 1 FROM counting_line l WHERE l.site = p.site AND l.plan = p.id)
 ORDER BY t.plan
