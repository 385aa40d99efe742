-- Posting rule 过账规则 of goods found again: from @destroyed into the red place that was named.
-- Twin: found_again/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, '@destroyed' AS source, a.place AS target,
       'rejected' AS status, 'rejected' AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted AND a.measure = 'found'
 ORDER BY a.n
