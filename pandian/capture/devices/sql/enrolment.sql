-- What became of an invitation: waiting, used or over?
SELECT e.id, e.person, e.expires_at, e.used_at, d.name, s.code AS site
  FROM capture_enrolment e
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = e.site
  LEFT JOIN capture_device d ON d.id = e.device
 WHERE e.id = %(id)s
