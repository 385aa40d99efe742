-- Where goods of an order's items stand that nobody has counted since an instant: the book of them
-- is not to be trusted before more is bought.
WITH item AS MATERIALIZED (
    SELECT DISTINCT l.item, (SELECT i.id FROM catalog_item_view i WHERE i.code = l.item) AS id
      FROM lifecycle_line l WHERE l.site = %(site)s AND l.document = %(document)s
)
SELECT DISTINCT p.code AS place, i.item
  FROM item i
 CROSS JOIN LATERAL (
       SELECT h.place FROM ledger_holding h
         JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand <> 0
        WHERE h.site = %(site)s AND h.item = i.id AND h.status = 'accepted'
          AND NOT EXISTS (SELECT FROM ledger_assertion a
                           WHERE a.site = h.site AND a.holding = h.id AND a.at >= %(since)s)
       OFFSET 0) h
  JOIN catalog_place_view p ON p.site = %(site)s AND p.id = h.place AND p.physical
   AND p.kind IN ('bin', 'piece_bin')
 ORDER BY i.item, p.code
