-- Studies of these sites that were drawn: only they have a report.
SELECT m.id, s.code AS site, m.request ->> 'name' AS name
  FROM counting_sample m
  JOIN unnest(%(sites)s::integer[], %(codes)s::text[]) AS s (id, code) ON s.id = m.site
 WHERE m.plan IS NOT NULL
