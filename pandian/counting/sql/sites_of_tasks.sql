-- At which of these sites is each task?
SELECT t.id, s.code AS site, t.site AS site_id, t.plan, t.state
  FROM counting_task t
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = t.site
 WHERE t.id = ANY (%(tasks)s::uuid[])
