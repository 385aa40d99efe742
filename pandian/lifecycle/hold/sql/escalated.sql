-- Write on the lines that an event escalated where their goods stand from now on.
UPDATE lifecycle_line l SET target = a.place
  FROM (SELECT DISTINCT x.line, x.place FROM lifecycle_amount x
         WHERE x.site = %(site)s AND x.event = %(event)s AND x.measure = 'escalated') AS a
 WHERE l.site = %(site)s AND l.document = %(document)s AND l.line = a.line
