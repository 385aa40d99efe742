-- Posted lines with their documents, and all that decides whether these may correct them.  Every
-- row is found by its keys.  The k-th line of a document's posting is its k-th posted fact.
SELECT g.n::integer AS n, d.id AS document, d.kind, d.number, d.state, d.version, d.follows,
       coalesce(e.payload->>'corrected', e.action) AS action,
       coalesce((e.payload->>'root')::uuid, e.id) AS root,
       l.line, l.item, l.lot, l.serial, l.status, l.owner, l.asked, l.source, l.target,
       l.source_line, l.attributes,
       a.measure, a.quantity, a.lot AS fact_lot, a.serial AS fact_serial, a.source AS fact_source,
       a.place AS fact_place,
       sp.code AS move_source, tp.code AS move_target, sh.status AS move_status,
       th.status AS move_target_status, m.quantity AS moved, m.effective_at,
       q.kind AS posting_kind, r.signed, r.proved,
       EXISTS (SELECT 1 FROM (SELECT sum(c.quantity) AS claimed FROM lifecycle_claim c
                               WHERE c.site = %(site)s AND c.document = d.id
                               GROUP BY c.holding) AS own WHERE own.claimed > 0) AS claims,
       EXISTS (SELECT 1 FROM lifecycle_correction x WHERE x.site = %(site)s
                  AND x.posting = g.posting AND x.line = g.line) AS corrected,
       ARRAY(SELECT f.kind || ' ' || f.number FROM lifecycle_document f
              WHERE f.site = %(site)s AND f.follows = d.id
                AND f.state NOT IN ('cancelled', 'reversed')
                AND EXISTS (SELECT 1 FROM lifecycle_line o
                             WHERE o.site = f.site AND o.document = f.id
                               AND o.source_line = l.line)
              ORDER BY f.kind, f.number) AS followers,
       (SELECT b.on_hand - coalesce((SELECT sum(c.quantity) FROM lifecycle_claim c
                                      WHERE c.site = b.site AND c.holding = b.holding
                                        AND c.document <> d.id), 0)
          FROM ledger_balance b WHERE b.site = %(site)s
           AND b.holding = CASE WHEN g."right" < m.quantity THEN m.target ELSE m.source END
       )::bigint AS left_there
  FROM unnest(%(postings)s::uuid[], %(lines)s::integer[], %(rights)s::bigint[])
       WITH ORDINALITY AS g (posting, line, "right", n)
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_event y
                      WHERE y.site = %(site)s AND y.id = g.posting OFFSET 0) AS e
 CROSS JOIN LATERAL (SELECT y.recorded_at, y.kind FROM ledger_posting y
                      WHERE y.site = %(site)s AND y.id = g.posting OFFSET 0) AS q
 CROSS JOIN LATERAL (SELECT y.* FROM ledger_move y
                      WHERE y.site = %(site)s AND y.recorded_at = q.recorded_at
                        AND y.posting = g.posting AND y.line = g.line OFFSET 0) AS m
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_document y
                      WHERE y.site = %(site)s AND y.id = e.document OFFSET 0) AS d
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_amount y
                      WHERE y.site = %(site)s AND y.event = e.id AND y.posted
                      ORDER BY y.n OFFSET g.line - 1 LIMIT 1) AS a
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_line y
                      WHERE y.site = %(site)s AND y.document = d.id AND y.line = a.line
                     OFFSET 0) AS l
 CROSS JOIN LATERAL (SELECT cardinality(y.signatures) > 0 AS signed,
                            coalesce(y.payload#>'{evidence,proofs}', '[]'::jsonb)
                            NOT IN ('[]'::jsonb, 'null'::jsonb) AS proved
                       FROM lifecycle_event y
                      WHERE y.site = %(site)s
                        AND y.id = coalesce((e.payload->>'root')::uuid, e.id) OFFSET 0) AS r
 CROSS JOIN LATERAL (SELECT y.place, y.status FROM ledger_holding y
                      WHERE y.site = %(site)s AND y.id = m.source OFFSET 0) AS sh
 CROSS JOIN LATERAL (SELECT y.place, y.status FROM ledger_holding y
                      WHERE y.site = %(site)s AND y.id = m.target OFFSET 0) AS th
 CROSS JOIN LATERAL (SELECT y.code FROM catalog_place_view y
                      WHERE y.site = %(site)s AND y.id = sh.place OFFSET 0) AS sp
 CROSS JOIN LATERAL (SELECT y.code FROM catalog_place_view y
                      WHERE y.site = %(site)s AND y.id = th.place OFFSET 0) AS tp
 WHERE e.action <> 'reverse'
 ORDER BY g.n
