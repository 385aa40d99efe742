-- Posting rule 过账规则 of a receipt: what is accepted goes from @supplier to its pending area,
-- what is refused but kept goes to a red place as rejected.  Twin: receipt/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, '@supplier' AS source, a.place AS target,
       CASE a.measure WHEN 'accepted' THEN 'pending' ELSE 'rejected' END AS status,
       CASE a.measure WHEN 'accepted' THEN 'pending' ELSE 'rejected' END AS target_status,
       a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('accepted', 'refused')
 ORDER BY a.n
