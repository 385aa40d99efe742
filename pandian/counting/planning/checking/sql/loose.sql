-- Holdings as people call them: a page of those that no rule speaks of.
SELECT h.id AS holding, p.code AS place, i.code AS item, i.name, coalesce(t.code, '') AS lot,
       h.status
  FROM unnest(%(holdings)s::bigint[]) AS w (id)
  CROSS JOIN LATERAL (SELECT * FROM ledger_holding g
                       WHERE g.site = %(site)s AND g.id = w.id OFFSET 0) AS h
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot AND h.lot <> 0
 ORDER BY h.id
