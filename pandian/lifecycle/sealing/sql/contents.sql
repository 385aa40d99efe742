-- What stands in a unit at any depth, by holding, in the order of the places.
WITH RECURSIVE down AS (
    SELECT p.id, p.code, 0 AS level FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = %(unit)s
    UNION ALL
    SELECT p.id, p.code, d.level + 1 FROM down d
      JOIN catalog_place_view p ON p.site = %(site)s AND p.parent = d.id
     WHERE d.level < 64
)
SELECT d.code AS place, i.code AS item, coalesce(t.code, '') AS lot, coalesce(s.code, '') AS serial,
       h.status, coalesce(o.code, '') AS owner, b.on_hand AS quantity
  FROM down d
  JOIN ledger_holding h ON h.site = %(site)s AND h.place = d.id
  JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
  LEFT JOIN catalog_serial_view s ON s.id = h.serial
  LEFT JOIN catalog_party_view o ON o.id = h.owner
 ORDER BY d.level, d.code, i.code, lot, serial, h.status, owner
