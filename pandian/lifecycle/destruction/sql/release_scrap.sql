-- Let go of the scrap's claims on what a destruction has sealed: by its lines, oldest first.
WITH sealed AS MATERIALIZED (
    SELECT l.source_line AS line, sum(a.quantity)::bigint AS quantity
      FROM lifecycle_amount a
      JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
     WHERE a.site = %(site)s AND a.event = %(event)s AND a.measure = 'sealed'
     GROUP BY l.source_line
), claimed AS MATERIALIZED (
    SELECT c.line, c.holding, sum(c.quantity)::bigint AS quantity
      FROM lifecycle_claim c
     WHERE c.site = %(site)s AND c.document = %(follows)s
     GROUP BY c.line, c.holding HAVING sum(c.quantity) > 0
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT %(site)s, %(event)s, c.line, row_number() OVER (PARTITION BY c.line ORDER BY c.holding),
       %(follows)s, c.holding, -least(c.quantity, s.quantity)
  FROM claimed c
  JOIN sealed s ON s.line = c.line
