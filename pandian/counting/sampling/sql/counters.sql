-- Who counted or recounted a line of the counts of a study.
SELECT DISTINCT w.person
  FROM counting_sample m
  JOIN counting_line l ON l.site = m.site AND l.plan IN (m.plan, m.extension)
 CROSS JOIN LATERAL unnest(l.people) AS w (person)
 WHERE m.site = %(site)s AND m.id = %(id)s
