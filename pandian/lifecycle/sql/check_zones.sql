-- Goods whose status and zone colour contradict each other: accepted in red, rejected outside it.
SELECT p.code || ' ' || i.code || ' ' || h.status AS broken,
       ARRAY[i.code] AS items, ARRAY[p.code] AS places
  FROM ledger_balance b
  JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
 WHERE b.site = ANY (%(sites)s::integer[]) AND b.on_hand <> 0
   AND ((h.status = 'accepted' AND p.kind = ANY (%(no_accepted)s::text[]))
        OR (h.status = 'rejected' AND p.kind = ANY (%(no_rejected)s::text[])))
 ORDER BY p.code, i.code
 LIMIT 100
