-- All visits of a plan.
SELECT v.id, v.task, c.code AS place, v.person, v.opened_at, v.closed_at, v.uncertainty_ms,
       v.complete, v.received_at, v.late
  FROM counting_visit v
  JOIN catalog_place_view c ON c.site = v.site AND c.id = v.place
 WHERE v.site = %(site)s AND v.plan = %(plan)s
 ORDER BY v.closed_at, v.id
