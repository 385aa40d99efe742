-- The book now, line by line: what can be drawn, and what is counted whole.
SELECT h.id AS holding, h.place, h.item, b.on_hand - b.short AS book,
       coalesce(i.cost, 0) AS cost,
       h.item = ANY (%(items)s::bigint[]) OR coalesce(t.expires_on <= %(until)s::date, false)
           AS whole
  FROM ledger_balance b
  JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place AND p.physical
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
 WHERE b.site = %(site)s AND b.on_hand > b.short
 ORDER BY h.id
