-- The shifts of a site that hold in a span of days, and the calendar's exceptions in it.
SELECT s.id, s.person, s.weekdays, s.starts, s.ends, s.counting_percent AS percent, s.valid_from,
       s.valid_to
  FROM counting_shift s
 WHERE s.site = %(site)s AND s.valid_from <= %(last)s
   AND (s.valid_to IS NULL OR s.valid_to >= %(first)s)
 ORDER BY s.person, s.starts, s.id
