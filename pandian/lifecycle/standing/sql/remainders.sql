-- What an event's posting left in the places it took from: `emptied` says that nothing at all is
-- left there; otherwise only holdings with few units are listed.
WITH taken AS MATERIALIZED (
    SELECT DISTINCT m.source AS holding
      FROM ledger_posting q
      JOIN ledger_move m ON m.site = q.site AND m.recorded_at = q.recorded_at AND m.posting = q.id
     WHERE q.site = %(site)s AND q.id = %(event)s
), from_place AS MATERIALIZED (
    SELECT h.place, h.item, h.lot,
           (SELECT b.on_hand FROM ledger_balance b
             WHERE b.site = %(site)s AND b.holding = t.holding) AS left,
           EXISTS (SELECT FROM ledger_holding o
                     JOIN ledger_balance b ON b.site = o.site AND b.holding = o.id
                    WHERE o.site = %(site)s AND o.place = h.place AND b.on_hand <> 0) AS filled
      FROM taken t
      JOIN ledger_holding h ON h.site = %(site)s AND h.id = t.holding
     WHERE h.physical
)
SELECT DISTINCT p.code AS place, NOT f.filled AS emptied,
       CASE WHEN f.filled THEN i.code ELSE '' END AS item,
       CASE WHEN f.filled THEN coalesce(l.code, '') ELSE '' END AS lot
  FROM from_place f
  JOIN catalog_place_view p ON p.site = %(site)s AND p.id = f.place
  JOIN catalog_item_view i ON i.id = f.item
  LEFT JOIN catalog_lot_view l ON l.id = f.lot
 WHERE NOT f.filled OR f.left <= %(low)s
 ORDER BY 1, 3, 4
