-- Posting rule 过账规则 of an inspection: samples are used up, accepted goods change status where
-- they stand, rejected ones go to their red place.  Twin: inspection/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, l.source, a.place AS target, 'pending' AS status,
       CASE a.measure WHEN 'sampled' THEN 'pending' ELSE a.measure END AS target_status,
       a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('sampled', 'accepted', 'rejected')
 ORDER BY a.n
