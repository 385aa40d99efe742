-- What rules of tolerance call holdings: item, place and what the place lies in, nearest first.
WITH RECURSIVE up AS (
    SELECT h.id AS holding, p.parent, ARRAY[p.code] AS codes
      FROM ledger_holding h JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
     WHERE h.site = %(site)s AND h.id = ANY (%(holdings)s::bigint[])
    UNION ALL
    SELECT u.holding, p.parent, u.codes || p.code
      FROM up u JOIN catalog_place_view p ON p.site = %(site)s AND p.id = u.parent
     WHERE cardinality(u.codes) < 16
)
SELECT DISTINCT ON (u.holding) u.holding, u.codes, h.item, i.code AS item_code,
       coalesce(t.code, '') AS lot, i.cost IS NOT NULL AS valued
  FROM up u
  JOIN ledger_holding h ON h.site = %(site)s AND h.id = u.holding
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot AND h.lot <> 0
 ORDER BY u.holding, cardinality(u.codes) DESC
