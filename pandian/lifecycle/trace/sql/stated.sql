-- What people counted of some goods at the steps of documents: scanned, looked at, counted,
-- checked, sealed, remaining.  A line without a lot speaks of the goods that the fact names.  What
-- was taken back stands with its opposite quantity, as it was stated.
WITH named AS MATERIALIZED (
    SELECT i.code AS item, coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial
      FROM unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
      JOIN catalog_item_view i ON i.id = k.item
      LEFT JOIN catalog_lot_view l ON l.id = k.lot
      LEFT JOIN catalog_serial_view s ON s.id = k.serial
)
SELECT t.code AS site, e.at, d.kind, d.number, e.action, e.actor, a.place, n.item, n.lot,
       coalesce(nullif(a.serial, ''), x.serial) AS serial, a.measure,
       sum(a.quantity)::bigint AS quantity
  FROM unnest(%(paper_sites)s::integer[], %(papers)s::uuid[]) AS k (site, document)
  JOIN governance_site_view t ON t.id = k.site
 CROSS JOIN LATERAL (
       SELECT y.kind, y.number FROM lifecycle_document y
        WHERE y.site = k.site AND y.id = k.document OFFSET 0) AS d
 CROSS JOIN LATERAL (
       SELECT y.line, y.item, y.lot, y.serial FROM lifecycle_line y
        WHERE y.site = k.site AND y.document = k.document OFFSET 0) AS x
  JOIN named n ON n.item = x.item
 CROSS JOIN LATERAL (
       SELECT y.event, y.place, y.lot, y.serial, y.measure, y.quantity FROM lifecycle_amount y
        WHERE y.site = k.site AND y.document = k.document AND y.line = x.line
          AND y.measure = ANY (%(measures)s::text[]) OFFSET 0) AS a
 CROSS JOIN LATERAL (
       SELECT y.at, y.action, y.actor, y.seq FROM lifecycle_event y
        WHERE y.site = k.site AND y.id = a.event OFFSET 0) AS e
 WHERE n.lot IN ('', coalesce(nullif(a.lot, ''), x.lot))
   AND n.serial IN ('', coalesce(nullif(a.serial, ''), x.serial))
 GROUP BY t.code, e.at, e.seq, d.kind, d.number, e.action, e.actor, a.place, n.item, n.lot, 10,
       a.measure
 ORDER BY e.at, e.seq, a.measure, a.place
 LIMIT %(limit)s
