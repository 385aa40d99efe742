-- Posting rule 过账规则 of a drop shipment: from the supplier to the customer, past us.
-- Twin: drop_shipment/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, '@supplier' AS source, '@customer' AS target,
       'accepted' AS status, 'accepted' AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted AND a.measure = 'shipped'
 ORDER BY a.n
