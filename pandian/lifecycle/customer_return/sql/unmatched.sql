-- Goods that came back without a sale and are still on hold: the exception list, oldest first.
SELECT s.code AS site, d.id AS document, d.number, d.header ->> 'customer' AS customer,
       d.header ->> 'reason' AS reason, l.line, l.item, a.lot, a.serial,
       sum(a.quantity)::bigint AS quantity
  FROM lifecycle_document d
  JOIN governance_site_view s ON s.id = d.site
  JOIN lifecycle_line l ON l.site = d.site AND l.document = d.id
  JOIN lifecycle_amount a ON a.site = l.site AND a.document = l.document AND a.line = l.line
   AND a.measure = 'returned'
 WHERE d.site = ANY (%(sites)s::integer[]) AND d.kind = 'customer_return'
   AND d.state = 'arrived' AND d.follows IS NULL
 GROUP BY s.code, d.id, d.number, d.header, d.created_at, l.line, l.item, a.lot, a.serial
HAVING sum(a.quantity) > 0
 ORDER BY d.created_at, d.id, l.line, a.lot, a.serial
 LIMIT %(limit)s
