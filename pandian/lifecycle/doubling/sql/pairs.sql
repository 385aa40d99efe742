-- Documents that look typed twice, each beside the one that it repeats: whether both posted just
-- the same lines, and what else decides.  Each row is found by its keys.
WITH ask AS MATERIALIZED (
    SELECT * FROM unnest(%(documents)s::uuid[], %(twins)s::uuid[])
             WITH ORDINALITY AS a (document, twin, n)
), paper AS MATERIALIZED (
    SELECT DISTINCT p.id FROM ask a CROSS JOIN LATERAL (VALUES (a.document), (a.twin)) AS p (id)
), moved AS MATERIALIZED (
    SELECT p.id, m.source, m.target, m.quantity, m.effective_at
      FROM paper p
     CROSS JOIN LATERAL (SELECT y.postings FROM lifecycle_event y
            WHERE y.site = %(site)s AND y.document = p.id AND y.action <> 'reverse'
           OFFSET 0) AS e
     CROSS JOIN LATERAL unnest(e.postings) AS b (posting)
     CROSS JOIN LATERAL (SELECT y.recorded_at FROM ledger_posting y
            WHERE y.site = %(site)s AND y.id = b.posting
              AND NOT EXISTS (SELECT FROM ledger_posting r
                               WHERE r.site = y.site AND r.reverses = y.id) OFFSET 0) AS q
     CROSS JOIN LATERAL (SELECT y.* FROM ledger_move y
            WHERE y.site = %(site)s AND y.recorded_at = q.recorded_at
              AND y.posting = b.posting OFFSET 0) AS m
), brought AS MATERIALIZED (
    SELECT m.id, e.holding, sum(e.quantity)::bigint AS needed
      FROM moved m
     CROSS JOIN LATERAL (VALUES (m.target, m.quantity), (m.source, -m.quantity))
           AS e (holding, quantity)
     WHERE m.id = ANY (%(documents)s::uuid[])
     GROUP BY m.id, e.holding HAVING sum(e.quantity) > 0
), gone AS MATERIALIZED (
    SELECT b.id, b.holding, p.code || ' ' || i.code AS what, l.left, b.needed
      FROM brought b
     CROSS JOIN LATERAL (
           SELECT (x.on_hand - coalesce((
                  SELECT sum(c.quantity) FROM lifecycle_claim c
                   WHERE c.site = %(site)s AND c.holding = b.holding
                     AND c.document <> b.id), 0))::bigint AS left
             FROM ledger_balance x WHERE x.site = %(site)s AND x.holding = b.holding OFFSET 0) AS l
     CROSS JOIN LATERAL (SELECT y.place, y.item FROM ledger_holding y
            WHERE y.site = %(site)s AND y.id = b.holding OFFSET 0) AS h
     CROSS JOIN LATERAL (SELECT y.code FROM catalog_place_view y
            WHERE y.site = %(site)s AND y.id = h.place OFFSET 0) AS p
     CROSS JOIN LATERAL (SELECT y.code FROM catalog_item_view y WHERE y.id = h.item OFFSET 0) AS i
     WHERE l.left < b.needed
)
SELECT a.document, d.kind, d.number, d.state, d.version, a.twin, t.number AS twin_number,
       t.kind AS twin_kind, t.state AS twin_state,
       (SELECT max(m.effective_at) FROM moved m WHERE m.id = a.document) AS effective_at,
       d.kind = t.kind
       AND d.header ->> 'supplier' IS NOT DISTINCT FROM t.header ->> 'supplier'
       AND d.header ->> 'customer' IS NOT DISTINCT FROM t.header ->> 'customer'
       AND EXISTS (SELECT FROM moved m WHERE m.id = a.document)
       AND NOT EXISTS (
           (SELECT m.source, m.target, m.quantity FROM moved m WHERE m.id = a.document
            EXCEPT ALL
            SELECT m.source, m.target, m.quantity FROM moved m WHERE m.id = a.twin)
           UNION ALL
           (SELECT m.source, m.target, m.quantity FROM moved m WHERE m.id = a.twin
            EXCEPT ALL
            SELECT m.source, m.target, m.quantity FROM moved m WHERE m.id = a.document)) AS same,
       coalesce(s.signed, false) AS signed, coalesce(s.proved, false) AS proved,
       coalesce(s.corrected, false) AS corrected,
       ARRAY(SELECT f.kind || ' ' || f.number FROM lifecycle_document f
              WHERE f.site = %(site)s AND f.follows = a.document
                AND f.state NOT IN ('cancelled', 'reversed')
              ORDER BY f.kind, f.number) AS followers,
       ARRAY(SELECT g.what FROM gone g WHERE g.id = a.document ORDER BY g.holding) AS gone,
       ARRAY(SELECT g.left FROM gone g WHERE g.id = a.document ORDER BY g.holding) AS gone_left,
       ARRAY(SELECT g.needed FROM gone g WHERE g.id = a.document ORDER BY g.holding)
           AS gone_needed,
       EXISTS (SELECT FROM (SELECT sum(c.quantity) AS claimed FROM lifecycle_claim c
                             WHERE c.site = %(site)s AND c.document = a.document
                             GROUP BY c.holding) AS own WHERE own.claimed > 0) AS claims
  FROM ask a
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_document y
        WHERE y.site = %(site)s AND y.id = a.document OFFSET 0) AS d
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_document y
        WHERE y.site = %(site)s AND y.id = a.twin OFFSET 0) AS t
 CROSS JOIN LATERAL (
       SELECT bool_or(cardinality(y.signatures) > 0) AS signed,
              bool_or(coalesce(y.payload#>'{evidence,proofs}', '[]'::jsonb)
                      NOT IN ('[]'::jsonb, 'null'::jsonb)) AS proved,
              bool_or(y.action = 'correct') AS corrected
         FROM lifecycle_event y
        WHERE y.site = %(site)s AND y.document = a.document OFFSET 0) AS s
 ORDER BY a.n
