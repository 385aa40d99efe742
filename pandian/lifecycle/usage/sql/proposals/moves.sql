-- Posting rule 过账规则 of a usage: goods go from the shelf to @used; those of another owner first go
-- back to @supplier and come in as ours.  Twin: usage/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial,
       CASE a.measure WHEN 'parted' THEN l.owner ELSE '' END AS owner,
       CASE a.measure WHEN 'bought' THEN '@supplier' ELSE l.source END AS source,
       a.place AS target, l.status, l.status AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('used', 'parted', 'bought')
 ORDER BY a.n
