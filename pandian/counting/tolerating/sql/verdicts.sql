-- Which versions judged the lines of a plan (those given).
SELECT v.line, v.policy, v.level, v.quantity, v.percent, v.value, v.combine, v.recount, v.judged_at
  FROM counting_verdict v
  JOIN counting_line l ON l.site = v.site AND l.id = v.line
 WHERE v.site = %(site)s AND l.plan = %(plan)s
   AND (%(lines)s::bigint[] IS NULL OR v.line = ANY (%(lines)s::bigint[]))
 ORDER BY v.line
