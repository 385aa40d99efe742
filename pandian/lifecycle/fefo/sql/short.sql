-- The lines of documents for which not all that they need is claimed.
SELECT l.document, l.line, l.item, c.quantity AS claimed, l.asked - d.quantity AS needed
  FROM unnest(%(documents)s::uuid[]) WITH ORDINALITY AS g (document, k)
 CROSS JOIN LATERAL (SELECT x.* FROM lifecycle_line x
                      WHERE x.site = %(site)s AND x.document = g.document
                        AND x.source = '' OFFSET 0) l
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(x.quantity), 0)::bigint AS quantity FROM lifecycle_claim x
        WHERE x.site = %(site)s AND x.document = l.document AND x.line = l.line OFFSET 0) c
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(CASE WHEN a.measure = ANY (%(closing)s::text[])
                                THEN a.quantity ELSE -a.quantity END), 0)::bigint AS quantity
         FROM lifecycle_amount a
        WHERE a.site = %(site)s AND a.document = l.document AND a.line = l.line
          AND a.measure = ANY (%(closing)s::text[] || %(reopening)s::text[]) OFFSET 0) d
 WHERE c.quantity < l.asked - d.quantity
 ORDER BY g.k, l.line
