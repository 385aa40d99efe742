-- Lots in stock that expire from a day on and not later than another, with what there is of them
-- at the site: what it once sent off is not here.
SELECT i.id, i.code AS item, i.name AS item_name, t.code AS lot, t.expires_on,
       sum(b.on_hand)::bigint AS quantity
  FROM ledger_balance b
  JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
  JOIN catalog_place_view p ON p.id = h.place AND p.kind <> 'in_transit'
  JOIN catalog_lot_view t ON t.id = h.lot
  JOIN catalog_item_view i ON i.id = h.item
 WHERE b.site = %(site)s AND b.on_hand > 0 AND h.status <> 'rejected'
   AND t.expires_on BETWEEN %(today)s AND %(until)s
 GROUP BY i.id, i.code, i.name, t.code, t.expires_on
 ORDER BY t.expires_on, i.code COLLATE "C", t.code COLLATE "C"
