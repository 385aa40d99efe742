-- Words up to the instant of a line that late paper put in doubt are doubtful themselves.
UPDATE counting_stated s SET doubtful = true
  FROM counting_line l
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.holding = s.holding AND l.holding <> 0
   AND s.at <= l.distrusted_to
