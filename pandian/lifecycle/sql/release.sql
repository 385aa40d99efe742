-- Let go of the claim on what an event moved, or (`all`) of all that a document still claims.
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT c.site, %(event)s, c.line, 0, c.document, c.holding,
       -CASE WHEN %(all)s THEN c.claimed ELSE least(c.claimed, m.moved) END
  FROM (SELECT site, document, line, holding, sum(quantity)::bigint AS claimed
          FROM lifecycle_claim WHERE site = %(site)s AND document = %(document)s
         GROUP BY site, document, line, holding HAVING sum(quantity) > 0) c
  LEFT JOIN (SELECT line, sum(quantity)::bigint AS moved FROM lifecycle_amount
              WHERE site = %(site)s AND event = %(event)s AND posted GROUP BY line) m
    ON m.line = c.line
 WHERE %(all)s OR m.moved > 0
