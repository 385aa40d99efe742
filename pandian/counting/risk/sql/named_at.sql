-- The holdings with exposures at one place, by name.
SELECT e.holding, i.code AS item, i.name AS item_name, coalesce(l.code, '') AS lot, e.counted_at
  FROM catalog_place_view p
  JOIN counting_risk_exposure e ON e.site = p.site AND e.place = p.id
  JOIN ledger_holding h ON h.site = e.site AND h.id = e.holding
  JOIN catalog_item_view i ON i.id = e.item
  LEFT JOIN catalog_lot_view l ON l.id = h.lot
 WHERE p.site = %(site)s AND p.code = %(place)s
