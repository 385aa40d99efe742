-- These visits have been taken into account.
UPDATE counting_visit v SET judged_at = %(now)s
  FROM counting_mark m
 WHERE v.site = %(site)s AND v.plan = %(plan)s AND v.id = m.said_by AND v.judged_at IS NULL
