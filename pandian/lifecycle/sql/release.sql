-- Let go of the claims on what an event took, or (`all`) of all that a document still claims.  A
-- line may claim several holdings: first the one that was taken from, then the last ones.
WITH claimed AS MATERIALIZED (
    SELECT document, line, holding, sum(quantity)::bigint AS quantity
      FROM lifecycle_claim WHERE site = %(site)s AND document = %(document)s
     GROUP BY document, line, holding HAVING sum(quantity) > 0
), taken AS MATERIALIZED (
    SELECT a.line, coalesce(nullif(a.source, ''), l.source) AS place, a.lot, a.serial,
           sum(a.quantity)::bigint AS quantity
      FROM lifecycle_amount a
      JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
     WHERE a.site = %(site)s AND a.event = %(event)s AND NOT %(all)s
       AND ((a.posted AND a.measure <> ALL (%(kept)s::text[]))
            OR a.measure = ANY (%(closing)s::text[]))
     GROUP BY 1, 2, 3, 4
), whole AS MATERIALIZED (
    SELECT line, sum(quantity)::bigint AS quantity FROM taken GROUP BY line
), named AS MATERIALIZED (
    SELECT c.document, c.line, c.holding, c.quantity, w.quantity AS taken, (
           SELECT (p.code, coalesce((SELECT t.code FROM catalog_lot_view t WHERE t.id = h.lot), ''),
                   coalesce((SELECT s.code FROM catalog_serial_view s WHERE s.id = h.serial), ''))
             FROM ledger_holding h
             JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
            WHERE h.site = %(site)s AND h.id = c.holding)::text AS key
      FROM claimed c
      LEFT JOIN whole w ON w.line = c.line
     WHERE %(all)s OR w.quantity > 0
), exact AS MATERIALIZED (
    SELECT n.document, n.line, n.holding, n.quantity, n.taken,
           least(n.quantity, coalesce(t.quantity, 0)) AS here
      FROM named n
      LEFT JOIN taken t ON t.line = n.line AND (t.place, t.lot, t.serial)::text = n.key
), spread AS MATERIALIZED (
    SELECT e.*, e.taken - sum(e.here) OVER (PARTITION BY e.line) AS rest,
           sum(e.quantity - e.here) OVER (PARTITION BY e.line ORDER BY e.holding DESC)
               - (e.quantity - e.here) AS before
      FROM exact e
), freed AS (
    SELECT s.document, s.line, s.holding,
           CASE WHEN %(all)s THEN s.quantity
                ELSE s.here + least(s.quantity - s.here, greatest(s.rest - s.before, 0))
           END::bigint AS quantity
      FROM spread s
)
INSERT INTO lifecycle_claim (site, event, line, n, document, holding, quantity)
SELECT %(site)s, %(event)s, f.line,
       -row_number() OVER (PARTITION BY f.line ORDER BY f.holding), f.document, f.holding,
       -f.quantity
  FROM freed f WHERE f.quantity > 0
