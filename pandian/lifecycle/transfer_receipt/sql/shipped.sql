-- What a transfer has shipped, by line, lot and serial: the lines of its receipt.
SELECT l.item, a.lot, a.serial, l.status, l.owner, sum(a.quantity)::bigint AS quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.document = %(transfer)s AND a.measure = 'shipped' AND a.posted
 GROUP BY l.line, l.item, a.lot, a.serial, l.status, l.owner
HAVING sum(a.quantity) > 0
 ORDER BY l.line, a.lot, a.serial
