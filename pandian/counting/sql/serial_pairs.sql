-- Found serials among chosen lines whose other place is a line that was not chosen or posted.
SELECT l.id AS line, o.id AS other
  FROM counting_line l
  JOIN counting_line o ON o.site = l.site AND o.plan = l.plan AND o.item = l.item
   AND o.serial = l.serial AND o.id <> l.id AND o.variance < 0 AND o.posting IS NULL
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.serial > 0 AND l.variance > 0
   AND l.id = ANY (%(lines)s::bigint[]) AND o.id <> ALL (%(lines)s::bigint[])
