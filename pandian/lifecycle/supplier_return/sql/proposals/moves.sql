-- Posting rule 过账规则 of a supplier return: from where the goods stand to the dispatch area, then
-- to the supplier; their status is kept.  Twin: supplier_return/rules.py propose.
SELECT a.n, l.item, a.lot, a.serial, l.owner, a.source, a.place AS target, l.status,
       l.status AS target_status, a.quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
 WHERE a.site = %(site)s AND a.event = %(event)s AND a.posted
   AND a.measure IN ('picked', 'shipped')
 ORDER BY a.n
