-- What open documents would do to each given holding: claims take from it, lines whose place it is
-- bring to it what they ask for (or what is said to have come) less what was posted already.
WITH spot AS MATERIALIZED (
    SELECT * FROM unnest(%(holdings)s::bigint[], %(places)s::text[], %(items)s::text[],
                         %(lots)s::text[]) AS s (holding, place, item, lot)
), open AS MATERIALIZED (
    SELECT * FROM unnest(%(kinds)s::text[], %(states)s::text[]) AS o (kind, state)
), claimed AS (
    SELECT s.holding, c.document, c.line, -sum(c.quantity)::bigint AS delta
      FROM spot s
      CROSS JOIN LATERAL (
           SELECT k.document, k.line, k.quantity FROM lifecycle_claim k
            WHERE k.site = %(site)s AND k.holding = s.holding OFFSET 0) AS c
     GROUP BY s.holding, c.document, c.line
    HAVING sum(c.quantity) > 0
), named AS (
    SELECT s.holding, l.document, l.line,
           (coalesce(a.come, l.asked) - coalesce(a.posted, 0))::bigint AS delta
      FROM spot s
      CROSS JOIN LATERAL (
           SELECT n.document, n.line, n.asked,
                  coalesce(nullif(n.target, ''), n.attributes->>'target', '') AS target
             FROM lifecycle_line n
            WHERE n.site = %(site)s AND n.item = s.item AND n.lot IN ('', s.lot)
           OFFSET 0) AS l
      CROSS JOIN LATERAL (
           SELECT d.header FROM lifecycle_document d
             JOIN open o ON o.kind = d.kind AND o.state = d.state
            WHERE d.site = %(site)s AND d.id = l.document OFFSET 0) AS d
      CROSS JOIN LATERAL (
           SELECT sum(m.quantity) FILTER (WHERE m.posted) AS posted,
                  coalesce(sum(m.quantity) FILTER (WHERE m.measure = 'arrived'),
                           sum(m.quantity) FILTER (WHERE m.measure = 'shipped')) AS come
             FROM lifecycle_amount m
            WHERE m.site = %(site)s AND m.document = l.document AND m.line = l.line
              AND m.measure <> 'ordered' OFFSET 0) AS a
     WHERE s.place = CASE WHEN l.target <> '' THEN l.target ELSE d.header->>'place' END
), effect AS (
    SELECT * FROM claimed UNION ALL SELECT * FROM named
)
SELECT e.holding, e.document, d.kind, d.number, e.line, e.delta, d.created_at
  FROM effect e
  CROSS JOIN LATERAL (
       SELECT x.kind, x.number, x.created_at FROM lifecycle_document x
         JOIN open o ON o.kind = x.kind AND o.state = x.state
        WHERE x.site = %(site)s AND x.id = e.document OFFSET 0) AS d
 WHERE e.delta <> 0
 ORDER BY e.holding, d.created_at DESC, e.document, e.line
