-- Places that a count was closed without, in walking order.
SELECT c.code AS place, f.seen, f.lines, f.reason, f.person, f.at
  FROM counting_place_left f
  JOIN catalog_place_view c ON c.site = f.site AND c.id = f.place
  LEFT JOIN counting_plan_place pp
    ON pp.site = f.site AND pp.plan = f.plan AND pp.place = f.place
 WHERE f.site = %(site)s AND f.plan = %(plan)s
 ORDER BY pp.sequence, c.code
