-- The facts of one document, in the order they were stated.
SELECT a.line, a.measure, a.quantity, a.lot, a.serial, a.place, a.note, a.posted, a.source
  FROM lifecycle_amount a
  JOIN lifecycle_event e ON e.site = a.site AND e.id = a.event
 WHERE a.site = %(site)s AND a.document = %(document)s
 ORDER BY e.seq, a.n
