-- Every quantity stated on the way to a destruction: the report's scrap and its own.
SELECT d.kind, d.number, e.action, e.at, a.line, a.measure, a.lot, a.serial, a.quantity
  FROM lifecycle_document d
  JOIN lifecycle_event e ON e.site = d.site AND e.document = d.id
  JOIN lifecycle_amount a ON a.site = e.site AND a.event = e.id
 WHERE d.site = %(site)s AND d.id IN (%(document)s, %(follows)s)
 ORDER BY d.kind DESC, e.seq, a.n
