-- Accepted goods in places of these kinds whose lot expired before a day, less what open reports of
-- expired goods ask for already.  Usable through the end of the day of expiry.
SELECT i.code AS item, t.code AS lot, coalesce(s.code, '') AS serial,
       coalesce(o.code, '') AS owner, p.code AS place, b.on_hand AS quantity
  FROM ledger_balance b
  JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
  JOIN catalog_lot_view t ON t.id = h.lot
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_serial_view s ON s.id = h.serial
  LEFT JOIN catalog_party_view o ON o.id = h.owner
 WHERE b.site = %(site)s AND b.on_hand > 0 AND h.status = 'accepted'
   AND t.expires_on < %(today)s AND p.kind = ANY (%(kinds)s::text[])
   AND NOT EXISTS (
        SELECT FROM lifecycle_line l
          JOIN lifecycle_document d ON d.site = l.site AND d.id = l.document
         WHERE l.site = h.site AND l.item = i.code AND l.lot = t.code
           AND l.serial = coalesce(s.code, '') AND l.owner = coalesce(o.code, '')
           AND l.source = p.code AND d.kind = 'damage' AND d.state = 'draft')
 ORDER BY p.sequence, p.code COLLATE "C", i.code COLLATE "C", t.code COLLATE "C", 3, 4
