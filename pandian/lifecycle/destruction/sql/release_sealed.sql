-- Let go of what a destruction claims.
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT c.site, %(event)s, c.line, -row_number() OVER (ORDER BY c.line, c.holding), c.document,
       c.holding, -sum(c.quantity)
  FROM lifecycle_claim c
 WHERE c.site = %(site)s AND c.document = %(document)s
 GROUP BY c.site, c.line, c.document, c.holding HAVING sum(c.quantity) > 0
