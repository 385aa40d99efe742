-- Let go of what a document claims in places where its picker did not find it.
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT %(site)s, %(event)s, c.line,
       -1000000 - row_number() OVER (ORDER BY c.line, c.holding), %(document)s, c.holding,
       -c.quantity
  FROM (SELECT line, holding, sum(quantity)::bigint AS quantity FROM lifecycle_claim
         WHERE site = %(site)s AND document = %(document)s
         GROUP BY line, holding HAVING sum(quantity) > 0 OFFSET 0) c
  JOIN ledger_holding h ON h.site = %(site)s AND h.id = c.holding
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
  JOIN (SELECT DISTINCT * FROM unnest(%(lines)s::integer[], %(places)s::text[])) AS g (line, place)
    ON g.line = c.line AND g.place = p.code
