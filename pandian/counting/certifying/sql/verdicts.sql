-- Which version judged each line, with the figures that it gave: the plan's own where it is NULL.
SELECT v.line, v.policy, v.level, v.quantity, v.percent, v.value, v.combine, v.recount, v.judged_at
  FROM counting_verdict v
  JOIN counting_line l ON l.site = v.site AND l.id = v.line
 WHERE v.site = %(site)s AND l.plan = %(plan)s
 ORDER BY v.line
