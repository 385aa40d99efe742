-- Where an event took more than the book had: the lack is covered and awaits its explanation.
SELECT DISTINCT p.code AS place, i.code AS item, coalesce(t.code, '') AS lot
  FROM (SELECT DISTINCT m.source
          FROM ledger_posting q
          JOIN ledger_move m ON m.site = q.site AND m.recorded_at = q.recorded_at
           AND m.posting = q.id
         WHERE q.site = %(site)s AND q.id = %(event)s OFFSET 0) m
 CROSS JOIN LATERAL (SELECT b.short FROM ledger_balance b
                      WHERE b.site = %(site)s AND b.holding = m.source AND b.short > 0 OFFSET 0) b
  JOIN ledger_holding h ON h.site = %(site)s AND h.id = m.source
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view t ON t.id = h.lot
