-- Lines of orders for which not all that they need is claimed, the oldest orders first; `avoid`:
-- the places where the picker of the order did not find what was claimed there.
WITH lacking AS MATERIALIZED (
    SELECT d.id, d.number, l.line, c.quantity AS claimed, l.asked - f.quantity AS needed
      FROM lifecycle_document d
     CROSS JOIN LATERAL (SELECT x.line, x.asked FROM lifecycle_line x
                          WHERE x.site = d.site AND x.document = d.id AND x.source = ''
                         OFFSET 0) l
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(x.quantity), 0)::bigint AS quantity FROM lifecycle_claim x
            WHERE x.site = d.site AND x.document = d.id AND x.line = l.line OFFSET 0) c
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(CASE WHEN a.measure = ANY (%(closing)s::text[])
                                    THEN a.quantity ELSE -a.quantity END), 0)::bigint AS quantity
             FROM lifecycle_amount a
            WHERE a.site = d.site AND a.document = d.id AND a.line = l.line
              AND a.measure = ANY (%(closing)s::text[] || %(reopening)s::text[]) OFFSET 0) f
     WHERE d.site = %(site)s AND d.kind = %(kind)s AND d.state = ANY (%(states)s::text[])
       AND c.quantity < l.asked - f.quantity
), oldest AS MATERIALIZED (
    SELECT l.id FROM lacking l GROUP BY l.id, l.number ORDER BY l.number, l.id LIMIT %(limit)s
)
SELECT l.id AS document, l.line, l.claimed, l.needed,
       ARRAY(SELECT DISTINCT a.source FROM lifecycle_amount a
              WHERE a.site = %(site)s AND a.document = l.id AND a.measure = 'short'
              ORDER BY a.source) AS avoid
  FROM lacking l
  JOIN oldest o ON o.id = l.id
 ORDER BY l.number, l.id, l.line
