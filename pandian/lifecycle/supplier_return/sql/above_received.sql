-- Goods of which more would go back to a supplier than came from him: his receipts, less what his
-- living returns ask for (or have credited) already.
SELECT w.item, w.lot, w.serial, w.asked,
       (r.quantity - b.quantity)::bigint AS returnable
  FROM (SELECT g.item, g.lot, g.serial, sum(g.asked)::bigint AS asked
          FROM unnest(%(items)s::text[], %(lots)s::text[], %(serials)s::text[],
                      %(asked)s::bigint[]) AS g (item, lot, serial, asked)
         GROUP BY g.item, g.lot, g.serial) w
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(a.quantity), 0) AS quantity
         FROM lifecycle_line l
         JOIN lifecycle_document d ON d.site = l.site AND d.id = l.document
          AND d.kind = 'receipt' AND d.header ->> 'supplier' = %(supplier)s
         JOIN lifecycle_amount a ON a.site = l.site AND a.document = l.document
          AND a.line = l.line AND a.posted AND a.lot = w.lot AND a.serial = w.serial
        WHERE l.site = %(site)s AND l.item = w.item) r
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(l.asked), 0) AS quantity
         FROM lifecycle_line l
         JOIN lifecycle_document d ON d.site = l.site AND d.id = l.document
          AND d.kind = 'supplier_return' AND d.header ->> 'supplier' = %(supplier)s
          AND d.state NOT IN ('cancelled', 'reversed')
        WHERE l.site = %(site)s AND l.item = w.item AND l.lot = w.lot AND l.serial = w.serial) b
 WHERE r.quantity - b.quantity < w.asked
 ORDER BY w.item, w.lot, w.serial
