-- The lines that an event counted, where the book has another quantity now.
WITH counted AS MATERIALIZED (
    SELECT a.line, sum(a.quantity) AS quantity FROM lifecycle_amount a
     WHERE a.site = %(site)s AND a.event = %(event)s AND a.measure = 'counted'
     GROUP BY a.line
)
SELECT c.line
  FROM counted c
  JOIN lifecycle_line l ON l.site = %(site)s AND l.document = %(document)s AND l.line = c.line
 CROSS JOIN LATERAL (
        SELECT coalesce(sum(b.on_hand), 0) AS on_hand
          FROM catalog_place_view p
          JOIN catalog_item_view i ON i.code = l.item
          JOIN ledger_holding h ON h.site = l.site AND h.place = p.id AND h.item = i.id
           AND h.status = l.status
          JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id
          LEFT JOIN catalog_lot_view t ON t.id = h.lot
          LEFT JOIN catalog_serial_view s ON s.id = h.serial
          LEFT JOIN catalog_party_view o ON o.id = h.owner
         WHERE p.site = l.site AND p.code = l.source AND coalesce(t.code, '') = l.lot
           AND coalesce(s.code, '') = l.serial AND coalesce(o.code, '') = l.owner) k
 WHERE c.quantity <> k.on_hand
 ORDER BY c.line
