-- Lines of which a posting of the same kind and the same paper (cause) already did just that, near
-- in time, under another id: the newest.  Postings that were undone do not count.
SELECT DISTINCT ON (g.n) g.n::integer AS n, m.posting,
       coalesce(nullif(p.cause->>'document', ''), left(m.posting::text, 8)) AS said
  FROM unnest(%(holdings)s::bigint[], %(incoming)s::boolean[], %(others)s::text[],
              %(quantities)s::bigint[], %(since)s::timestamptz[], %(until)s::timestamptz[],
              %(kinds)s::text[], %(causes)s::text[], %(ids)s::uuid[])
       WITH ORDINALITY
       AS g (holding, incoming, other, quantity, since, until, kind, cause, id, n)
 CROSS JOIN LATERAL (
       SELECT x.posting, x.recorded_at, x.source AS other FROM ledger_move x
        WHERE g.incoming AND x.site = %(site)s AND x.target = g.holding
          AND x.effective_at BETWEEN g.since AND g.until AND x.quantity = g.quantity
       UNION ALL
       SELECT x.posting, x.recorded_at, x.target FROM ledger_move x
        WHERE NOT g.incoming AND x.site = %(site)s AND x.source = g.holding
          AND x.effective_at BETWEEN g.since AND g.until AND x.quantity = g.quantity) AS m
 CROSS JOIN LATERAL (SELECT y.cause FROM ledger_posting y
                      WHERE y.site = %(site)s AND y.id = m.posting AND y.id <> g.id
                        AND y.kind = g.kind AND y.cause = g.cause::jsonb OFFSET 0) AS p
 CROSS JOIN LATERAL (SELECT y.place FROM ledger_holding y
                      WHERE y.site = %(site)s AND y.id = m.other OFFSET 0) AS h
 CROSS JOIN LATERAL (SELECT y.code FROM catalog_place_view y
                      WHERE y.site = %(site)s AND y.id = h.place AND y.code = g.other
                     OFFSET 0) AS o
 WHERE NOT EXISTS (SELECT 1 FROM ledger_posting r
                    WHERE r.site = %(site)s AND r.reverses = m.posting)
 ORDER BY g.n, m.recorded_at DESC
