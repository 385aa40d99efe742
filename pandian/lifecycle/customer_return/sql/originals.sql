-- The sales to a customer of which so much of an item, lot or serial can still come back, newest
-- first: shipped, less what was taken back and what living returns took.
SELECT d.id AS document, d.number, f.line, f.item, f.lot, f.serial,
       (f.quantity - coalesce(r.quantity, 0))::bigint AS returnable
  FROM lifecycle_line k
  JOIN lifecycle_document d ON d.site = k.site AND d.id = k.document AND d.kind = 'issue'
   AND d.state = 'shipped' AND d.header ->> 'customer' = %(customer)s
 CROSS JOIN LATERAL (
       SELECT k.line, k.item, a.lot, a.serial,
              sum(CASE a.measure WHEN 'shipped' THEN a.quantity ELSE -a.quantity END) AS quantity
         FROM lifecycle_amount a
        WHERE a.site = k.site AND a.document = k.document AND a.line = k.line
          AND a.measure IN ('shipped', 'voided')
          AND (%(lot)s = '' OR a.lot = %(lot)s) AND (%(serial)s = '' OR a.serial = %(serial)s)
        GROUP BY a.lot, a.serial) f
  LEFT JOIN LATERAL (
       SELECT sum(CASE WHEN x.state = 'announced' THEN n.asked ELSE (
                      SELECT coalesce(sum(CASE a.measure WHEN 'returned' THEN a.quantity
                                               ELSE -a.quantity END), 0)
                        FROM lifecycle_amount a
                       WHERE a.site = n.site AND a.document = n.document AND a.line = n.line
                         AND a.measure IN ('returned', 'refused')) END) AS quantity
         FROM lifecycle_document x
         JOIN lifecycle_line n ON n.site = x.site AND n.document = x.id
        WHERE x.site = d.site AND x.follows = d.id AND x.kind = 'customer_return'
          AND x.state NOT IN ('cancelled', 'reversed')
          AND n.source_line = f.line AND n.lot = f.lot AND n.serial = f.serial) r ON true
 WHERE k.site = %(site)s AND k.item = %(item)s
   AND f.quantity - coalesce(r.quantity, 0) > 0
 ORDER BY d.created_at DESC, d.id DESC, f.line, f.lot, f.serial
 LIMIT %(limit)s
