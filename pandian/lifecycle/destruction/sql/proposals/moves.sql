-- Posting rule 过账规则 of a destruction: goods go from the red zone into the document's container,
-- and from there to @destroyed.  Twin: destruction/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner,
       CASE a.measure WHEN 'sealed' THEN l.source ELSE l.target END AS source, a.place AS target,
       'rejected' AS status, 'rejected' AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('sealed', 'destroyed')
 ORDER BY a.n
