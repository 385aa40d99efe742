-- Every place that holds or ever held recalled goods, by site: zero is an answer too.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
)
SELECT DISTINCT k.site, p.code AS place, i.code AS item, coalesce(l.code, '') AS lot
  FROM key k
 CROSS JOIN LATERAL (
       SELECT x.place, x.item, x.lot FROM ledger_holding x
        WHERE x.site = k.site AND x.item = k.item AND x.physical
          AND (k.lot = 0 OR x.lot = k.lot) AND (k.serial = 0 OR x.serial = k.serial)
          OFFSET 0) AS h
  JOIN catalog_place_view p ON p.id = h.place AND p.kind <> 'in_transit'
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view l ON l.id = h.lot
 ORDER BY k.site, p.code
