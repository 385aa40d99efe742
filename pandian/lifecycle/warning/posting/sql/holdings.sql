-- The holdings without a serial at the ends of lines, of whatever status and owner; each looked up
-- by its key.  Ends at which nothing ever stood come without one.
SELECT g.n::integer AS n, h.id AS holding
  FROM unnest(%(places)s::text[], %(items)s::text[], %(lots)s::text[])
       WITH ORDINALITY AS g (place, item, lot, n)
 CROSS JOIN LATERAL (SELECT y.id FROM catalog_place_view y
                      WHERE y.site = %(site)s AND y.code = g.place OFFSET 0) AS p
 CROSS JOIN LATERAL (SELECT y.id FROM catalog_item_view y WHERE y.code = g.item OFFSET 0) AS i
  LEFT JOIN LATERAL (SELECT y.id FROM catalog_lot_view y
                      WHERE y.item = i.id AND y.code = g.lot OFFSET 0) AS t ON g.lot <> ''
 CROSS JOIN LATERAL (SELECT y.id FROM ledger_holding y
                      WHERE y.site = %(site)s AND y.place = p.id AND y.item = i.id
                        AND y.lot = coalesce(t.id, 0) AND y.serial = 0 OFFSET 0) AS h
 WHERE g.lot = '' OR t.id IS NOT NULL
 ORDER BY 1, 2
