-- What a document claims, in the order of the walk.
SELECT c.line, p.code AS place, i.code AS item, coalesce(t.code, '') AS lot,
       coalesce(s.code, '') AS serial, t.expires_on, c.quantity, h.status,
       coalesce(o.code, '') AS owner
  FROM (SELECT line, holding, sum(quantity)::bigint AS quantity FROM lifecycle_claim
         WHERE site = %(site)s AND document = %(document)s
         GROUP BY line, holding HAVING sum(quantity) > 0 OFFSET 0) c
 CROSS JOIN LATERAL (SELECT x.* FROM ledger_holding x
                      WHERE x.site = %(site)s AND x.id = c.holding OFFSET 0) h
 CROSS JOIN LATERAL (SELECT x.code, x.sequence FROM catalog_place_view x
                      WHERE x.id = h.place OFFSET 0) p
 CROSS JOIN LATERAL (SELECT x.code FROM catalog_item_view x WHERE x.id = h.item OFFSET 0) i
  LEFT JOIN LATERAL (SELECT x.code, x.expires_on FROM catalog_lot_view x
                      WHERE x.id = h.lot OFFSET 0) t ON true
  LEFT JOIN LATERAL (SELECT x.code FROM catalog_serial_view x
                      WHERE x.id = h.serial OFFSET 0) s ON true
  LEFT JOIN LATERAL (SELECT x.code FROM catalog_party_view x
                      WHERE x.id = h.owner OFFSET 0) o ON true
 ORDER BY p.sequence, p.code, c.line, lot, serial
