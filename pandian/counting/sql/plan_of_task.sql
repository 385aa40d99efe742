-- The open plan of a task, and how many lines it has.
SELECT p.id, (SELECT count(*) FROM counting_line l WHERE l.site = p.site AND l.plan = p.id) AS lines
  FROM counting_task t
  JOIN counting_plan p ON p.site = t.site AND p.id = t.plan AND p.state = 'open'
 WHERE t.site = ANY (%(sites)s::integer[]) AND t.id = %(task)s
