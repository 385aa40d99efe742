-- What real counts found wrong in the span, each with the look before it: adjustments that counts
-- posted (with what late paper healed of them since), and differences whose cause was repaired by
-- its document (those stand in the book from the cause's own instant on).  With the words people
-- said; `said` is the difference as it was decided.  Lines found right after several words come
-- too: a word among them may have been wrong.
WITH found AS (
    SELECT a.id, a.holding, a.at, a.counted - a.book + coalesce((
               SELECT sum(e.quantity) FROM ledger_heal e
                WHERE e.site = a.site AND e.assertion = a.id), 0)::bigint AS quantity,
           a.counted - a.book AS said, w.rounds AS words, false AS repaired
      FROM ledger_assertion a
      LEFT JOIN LATERAL (
          SELECT l.rounds FROM counting_line l
           WHERE l.site = a.site AND l.id = a.ref AND l.posting = a.posting OFFSET 0) AS w ON true
     WHERE a.site = %(site)s AND a.at >= %(since)s AND a.at < %(until)s
       AND NOT EXISTS (SELECT FROM ledger_retraction r
                        WHERE r.site = a.site AND r.assertion = a.id)
    UNION ALL
    SELECT -l.id, l.holding, l.observed_at, r.variance, r.variance, l.rounds, true
      FROM counting_reason r
      JOIN counting_line l ON l.site = r.site AND l.id = r.line AND l.observed_at IS NOT NULL
     WHERE r.site = %(site)s AND r.posting IS NOT NULL
       AND l.observed_at >= %(since)s AND l.observed_at < %(until)s AND l.variance = 0
       AND NOT EXISTS (SELECT FROM ledger_posting g
                        WHERE g.site = r.site AND g.reverses = r.posting)
)
SELECT f.id, f.holding, f.quantity, f.said, f.words, f.repaired,
       coalesce(floor(extract(epoch FROM b.at)), 0)::bigint AS low,
       floor(extract(epoch FROM f.at))::bigint AS high
  FROM found f
  LEFT JOIN LATERAL (
      SELECT a.at FROM ledger_assertion a
       WHERE a.site = %(site)s AND a.holding = f.holding AND a.at < f.at
         AND NOT EXISTS (SELECT FROM ledger_retraction r
                          WHERE r.site = a.site AND r.assertion = a.id)
       ORDER BY a.at DESC LIMIT 1 OFFSET 0) AS b ON true
 WHERE f.quantity <> 0 OR f.said = 0 AND jsonb_array_length(f.words) > 1
 ORDER BY f.at, f.id
