-- How many lines of a plan differ and are not settled.
SELECT count(*) AS lines FROM counting_line l
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.posting IS NULL AND l.variance <> 0
   AND l.holding <> 0 AND l.counted IS NOT NULL
   AND l.verdict IN ('approval', 'recount', 'doubtful')
