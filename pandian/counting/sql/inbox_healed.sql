-- Lines that late paper healed, newest first.
SELECT s.code AS site, h.at, l.id AS line, l.plan, c.code AS place, i.code AS item,
       coalesce(b.code, '') AS lot, h.quantity, h.late
  FROM counting_healed_view h
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = h.site
  JOIN counting_line l ON l.site = h.site AND l.id = h.line AND l.posting = h.posting
  JOIN catalog_place_view c ON c.site = l.site AND c.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view b ON b.id = l.lot
 ORDER BY h.at DESC, l.id
 LIMIT %(limit)s
