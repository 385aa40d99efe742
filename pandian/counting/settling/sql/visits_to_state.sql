-- Closed visits of first counts and of proofs that the ledger does not know yet, at places where
-- every line is final and no scan waits to be recognised; with all that was seen there.
SELECT v.id AS visit, v.place, v.closed_at AS at,
       coalesce(array_agg(DISTINCT l.holding) FILTER (WHERE l.holding > 0), '{}') AS seen,
       coalesce(array_agg(DISTINCT l.item) FILTER (WHERE l.holding = 0), '{}') AS seen_items
  FROM counting_visit v
  JOIN counting_task t ON t.site = v.site AND t.id = v.task AND t.kind IN ('count', 'proof')
  LEFT JOIN counting_line l ON l.site = v.site AND l.plan = v.plan AND l.place = v.place
 WHERE v.site = %(site)s AND v.plan = %(plan)s AND v.complete AND v.asserted_at IS NULL
   AND v.judged_at IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM counting_line o
                    WHERE o.site = v.site AND o.plan = v.plan AND o.place = v.place
                      AND o.posting IS NULL AND o.verdict <> 'rejected'
                      AND NOT (o.verdict = 'matched' AND o.stated_at IS NULL))
   AND NOT EXISTS (SELECT 1 FROM capture_seen_view s
                    WHERE s.site = v.site AND s.place = v.place AND s.tray = 'unresolved'
                      AND s.task IN (SELECT id FROM counting_task
                                      WHERE site = v.site AND plan = v.plan))
 GROUP BY v.id, v.place, v.closed_at
