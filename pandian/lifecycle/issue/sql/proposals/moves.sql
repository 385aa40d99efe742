-- Posting rule 过账规则 of an issue: goods go from their bin to the dispatch area, back to a bin, on
-- hold where the check refused them, to the customer, or home when a shipment is taken back.
-- Twin: issue/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, a.source, a.place AS target, 'accepted' AS status,
       CASE a.measure WHEN 'held' THEN 'on_hold' ELSE 'accepted' END AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('picked', 'put_back', 'held', 'shipped', 'voided')
 ORDER BY a.n
