-- A recorded visit.
SELECT v.id, v.task, c.code AS place, v.person, v.opened_at, v.closed_at, v.complete,
       v.device_opened_at, v.device_closed_at
  FROM counting_visit v
  JOIN catalog_place_view c ON c.site = v.site AND c.id = v.place
 WHERE v.site = %(site)s AND v.id = %(id)s
