-- State again every fact that a reversal opposed.
INSERT INTO lifecycle_amount (site, event, n, document, line, measure, quantity, lot, serial,
                              source, place, note, posted)
SELECT a.site, %(event)s, a.n, a.document, a.line, a.measure, -a.quantity, a.lot, a.serial,
       a.source, a.place, '', a.posted
  FROM lifecycle_amount a
 WHERE a.site = %(site)s AND a.event = %(reversal)s
