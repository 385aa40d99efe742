-- Accepted stock in and below places whose reading was outside its limits and was not taken up yet.
-- Goods that an open proposal names already are left out.
WITH RECURSIVE reading AS (
    SELECT r.id, r.place FROM lifecycle_reading r
     WHERE r.site = %(site)s AND r.outside <> '{}'
       AND NOT EXISTS (SELECT FROM lifecycle_raised x
                        WHERE x.site = r.site AND x.source = 'reading'
                          AND x.key = r.id::text)
     ORDER BY r.recorded_at LIMIT %(limit)s
), inside AS (
    SELECT r.id AS reading, p.id, p.code FROM reading r
      JOIN catalog_place_view p ON p.site = %(site)s AND p.code = r.place
    UNION ALL
    SELECT i.reading, c.id, c.code FROM inside i
      JOIN catalog_place_view c ON c.site = %(site)s AND c.parent = i.id
)
SELECT i.reading::text AS key, m.code AS item, coalesce(t.code, '') AS lot,
       coalesce(s.code, '') AS serial, coalesce(o.code, '') AS owner, i.code AS place,
       b.on_hand AS quantity
  FROM inside i
  JOIN ledger_holding h ON h.site = %(site)s AND h.place = i.id AND h.status = 'accepted'
  JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
  JOIN catalog_item_view m ON m.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
  LEFT JOIN catalog_serial_view s ON s.id = h.serial
  LEFT JOIN catalog_party_view o ON o.id = h.owner
 WHERE NOT EXISTS (
        SELECT FROM lifecycle_line l
          JOIN lifecycle_document d ON d.site = l.site AND d.id = l.document
         WHERE l.site = h.site AND l.item = m.code AND l.lot = coalesce(t.code, '')
           AND l.serial = coalesce(s.code, '') AND l.owner = coalesce(o.code, '')
           AND l.source = i.code AND d.kind = 'hold' AND d.state = 'draft')
 ORDER BY 1, 6, 2, 3, 4, 5
