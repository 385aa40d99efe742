-- The tasks of a request that a rule had kept back and somebody had counted after all.
SELECT k.plan, k.task
  FROM counting_request k
  JOIN counting_request_silenced n ON n.site = k.site AND n.request = k.request
 WHERE k.site = %(site)s AND k.request = %(request)s
 ORDER BY k.task
