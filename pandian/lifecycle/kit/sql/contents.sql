-- What lies in a place, by holding, with what the lots' labels say of their end.
SELECT i.code AS item, coalesce(t.code, '') AS lot, coalesce(s.code, '') AS serial, h.status,
       coalesce(o.code, '') AS owner, b.on_hand AS quantity,
       coalesce(t.expires_on, e.expires_on) AS expires_on
  FROM catalog_place_view p
  JOIN ledger_holding h ON h.site = p.site AND h.place = p.id
  JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
  LEFT JOIN catalog_serial_view s ON s.id = h.serial
  LEFT JOIN catalog_lot_view e ON e.id = s.lot
  LEFT JOIN catalog_party_view o ON o.id = h.owner
 WHERE p.site = %(site)s AND p.code = %(place)s
 ORDER BY i.code, lot, serial, h.status, owner
