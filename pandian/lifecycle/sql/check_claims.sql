-- Holdings on which more is claimed than lies there.
SELECT p.code || ' ' || i.code || ': ' || c.claimed || ' > ' || b.on_hand AS broken,
       ARRAY[i.code] AS items, ARRAY[p.code] AS places
  FROM (SELECT site, holding, sum(quantity) AS claimed FROM lifecycle_claim
         WHERE site = ANY (%(sites)s::integer[])
         GROUP BY site, holding HAVING sum(quantity) <> 0) c
  JOIN ledger_balance b ON b.site = c.site AND b.holding = c.holding
  JOIN ledger_holding h ON h.site = c.site AND h.id = c.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
 WHERE c.claimed < 0 OR c.claimed > b.on_hand
 ORDER BY p.code, i.code
 LIMIT 100
