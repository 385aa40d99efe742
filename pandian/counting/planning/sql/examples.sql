-- Holdings by what people call them: a few examples for a gap.
SELECT h.id, concat_ws(' ', p.code, i.code, t.code) AS named
  FROM ledger_holding h
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot AND h.lot <> 0
 WHERE h.site = %(site)s AND h.id = ANY (%(holdings)s::bigint[])
 ORDER BY p.code, i.code, t.code
