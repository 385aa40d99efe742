-- Posting rule 过账规则 of an inspection: samples are used up, accepted goods change status where
-- they stand, rejected ones go to their red place; what was counted more or less than the receipt
-- comes from gain and loss or goes there.  Twin: inspection/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner,
       CASE a.measure WHEN 'counted_over' THEN '@gain_loss' ELSE l.source END AS source,
       a.place AS target, 'pending' AS status,
       CASE WHEN a.measure IN ('accepted', 'rejected') THEN a.measure ELSE 'pending' END
       AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('sampled', 'accepted', 'rejected', 'counted_short', 'counted_over')
 ORDER BY a.n
