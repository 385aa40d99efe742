-- What an event of a receipt brought to the lines of its order: accepted goods, or their opposite.
SELECT l.source_line AS line, sum(a.quantity)::bigint AS quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.measure = 'accepted' AND a.posted
   AND l.source_line > 0
 GROUP BY l.source_line HAVING sum(a.quantity) <> 0
 ORDER BY l.source_line
