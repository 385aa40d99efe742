-- Events whose posted facts are not what their postings moved (a reversal: the opposite; a
-- correction moves its wrong line back before it enters it again).
SELECT e.document::text || ' #' || e.seq || ': ' || a.quantity || ' <> ' || m.quantity AS broken,
       ARRAY (SELECT DISTINCT l.item FROM lifecycle_line l
               WHERE l.site = e.site AND l.document = e.document) AS items,
       '{}'::text[] AS places
  FROM lifecycle_event e
 CROSS JOIN LATERAL (
        SELECT coalesce(sum(x.quantity), 0) AS quantity FROM lifecycle_amount x
         WHERE x.site = e.site AND x.event = e.id AND x.posted) a
 CROSS JOIN LATERAL (
        SELECT coalesce(sum(CASE e.action WHEN 'reverse' THEN -1 ELSE 1 END
                            * (t.quantity - 2 * coalesce(c.wrong, 0))), 0) AS quantity
          FROM ledger_posting p
         CROSS JOIN LATERAL (
               SELECT sum(x.quantity) AS quantity FROM ledger_move x
                WHERE x.site = p.site AND x.recorded_at = p.recorded_at
                  AND x.posting = p.id) AS t
          LEFT JOIN lifecycle_correction c
            ON c.site = p.site AND c.event = coalesce(p.reverses, p.id)
         WHERE p.site = e.site AND p.id = ANY (e.postings)) m
 WHERE e.site = ANY (%(sites)s::integer[]) AND a.quantity <> m.quantity
 ORDER BY e.document, e.seq
 LIMIT 100
