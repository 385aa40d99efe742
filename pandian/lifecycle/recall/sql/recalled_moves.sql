-- Which moves would take goods that are under recall; empty at once while nothing is.
WITH goods AS MATERIALIZED (
    SELECT i.code AS item, coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial, d.number
      FROM lifecycle_recalled_view v
      JOIN lifecycle_document d ON d.site = v.recall_site AND d.id = v.recall
      JOIN catalog_item_view i ON i.id = v.item
      LEFT JOIN catalog_lot_view l ON l.id = v.lot
      LEFT JOIN catalog_serial_view s ON s.id = v.serial
)
SELECT k.n, g.number, coalesce(nullif(g.serial, ''), g.lot) AS goods
  FROM goods g
  JOIN unnest(%(ns)s::integer[], %(items)s::text[], %(lots)s::text[], %(serials)s::text[])
       AS k (n, item, lot, serial)
    ON k.item = g.item AND (g.lot = '' OR k.lot = g.lot) AND (g.serial = '' OR k.serial = g.serial)
 ORDER BY k.n
