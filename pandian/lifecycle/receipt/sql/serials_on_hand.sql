-- Serials that are on hand somewhere already; the place is named where the scope sees its site.
WITH wanted AS MATERIALIZED (
    SELECT g.n, s.id AS serial, s.item
      FROM unnest(%(items)s::bigint[], %(serials)s::text[]) WITH ORDINALITY AS g (item, code, n)
      JOIN catalog_serial_view s ON s.item = g.item AND s.code = g.code
)
SELECT w.n, CASE WHEN h.site = ANY (%(sites)s::integer[])
                 THEN t.code || ' ' || p.code ELSE '*' END AS place
  FROM wanted w
  JOIN ledger_holding h ON h.item = w.item AND h.serial = w.serial
  JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN governance_site_view t ON t.id = h.site
 ORDER BY w.n, place
