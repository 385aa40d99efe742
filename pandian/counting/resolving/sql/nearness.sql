-- How near the books have items to a place: 0 in it, 1 in its zone, 2 at the site; never how much.
WITH here AS (
    SELECT p.id, p.parent FROM catalog_place_view p
     WHERE p.site = %(site)s AND p.code = %(place)s
)
SELECT h.item, min(CASE WHEN p.id = (SELECT id FROM here) THEN 0
                        WHEN p.parent <> 0 AND p.parent = (SELECT parent FROM here) THEN 1
                        ELSE 2 END) AS near
  FROM ledger_holding h
  JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
 WHERE h.site = %(site)s AND h.item = ANY (%(items)s::bigint[]) AND h.physical
 GROUP BY h.item
