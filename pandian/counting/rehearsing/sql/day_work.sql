-- The tasks of one day of a rehearsal, by side, with their places in walking order.
SELECT d.side, w.task, array_agg(p.code ORDER BY w.n) AS places
  FROM counting_rehearsal_day d
 CROSS JOIN LATERAL unnest(d.places, d.tasks) WITH ORDINALITY AS w (place, task, n)
  JOIN catalog_place_view p ON p.site = d.site AND p.id = w.place
 WHERE d.site = %(site)s AND d.rehearsal = %(id)s AND d.day = %(day)s
 GROUP BY d.side, w.task
 ORDER BY d.side, w.task
