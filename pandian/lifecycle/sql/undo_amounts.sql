-- State the opposite of every fact of a document that moved stock.
INSERT INTO lifecycle_amount (site, event, n, document, line, measure, quantity, lot, serial,
                              source, place, note, posted)
SELECT a.site, %(event)s, row_number() OVER (ORDER BY e.seq, a.n), a.document, a.line, a.measure,
       -a.quantity, a.lot, a.serial, a.source, a.place, '', true
  FROM lifecycle_amount a
  JOIN lifecycle_event e ON e.site = a.site AND e.id = a.event
 WHERE a.site = %(site)s AND a.document = %(document)s AND a.posted
