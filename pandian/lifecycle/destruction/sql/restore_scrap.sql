-- Give the scrap back the claims that sealing has let go of: the sealing was undone.
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT c.site, %(event)s, c.line, row_number() OVER (ORDER BY c.line, c.holding), c.document,
       c.holding, -sum(c.quantity)
  FROM lifecycle_event e
  JOIN lifecycle_claim c ON c.site = e.site AND c.event = e.id AND c.document = %(follows)s
 WHERE e.site = %(site)s AND e.document = %(document)s AND e.action = 'seal'
 GROUP BY c.site, c.line, c.document, c.holding HAVING sum(c.quantity) < 0
