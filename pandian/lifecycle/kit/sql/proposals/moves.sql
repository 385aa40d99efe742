-- Posting rule 过账规则 of a kit: what is put into the tray comes from its bin, status kept.
-- Twin: kit/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, l.source, a.place AS target,
       l.status, l.status AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted AND a.measure = 'composed'
 ORDER BY a.n
