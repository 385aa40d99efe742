-- Write one line for each holding with stock at a place and below it, in walking order.  `asked` is
-- one look and not the book: who looks may also count, blind.
WITH RECURSIVE inside AS (
    SELECT p.id, p.code, p.sequence FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = %(place)s
    UNION ALL
    SELECT c.id, c.code, c.sequence FROM inside i
      JOIN catalog_place_view c ON c.site = %(site)s AND c.parent = i.id
)
INSERT INTO lifecycle_line (site, document, line, item, lot, serial, status, owner, asked, source)
SELECT %(site)s, %(document)s,
       row_number() OVER (ORDER BY p.sequence, p.code, i.code, t.code, s.code, h.id),
       i.code, coalesce(t.code, ''), coalesce(s.code, ''), h.status, coalesce(o.code, ''), 1,
       p.code
  FROM inside p
  JOIN ledger_holding h ON h.site = %(site)s AND h.place = p.id
  JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
  LEFT JOIN catalog_serial_view s ON s.id = h.serial
  LEFT JOIN catalog_party_view o ON o.id = h.owner
