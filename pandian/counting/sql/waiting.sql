-- All lines that wait for approval: what a signature on all of them binds.
SELECT l.id, l.holding, l.counted, l.observed_at, l.book, l.variance, l.value
  FROM counting_line l
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.verdict = 'approval' AND l.posting IS NULL
   AND (%(ids)s::bigint[] IS NULL OR l.id = ANY (%(ids)s::bigint[]))
 ORDER BY l.id
