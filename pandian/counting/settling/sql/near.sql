-- Moves of the same holding that lie within the uncertainty of a statement that differs.  Paper was
-- written after what it tells, so a count after the writing is surely after the move.
WITH off AS MATERIALIZED (
    SELECT s.stated, s.holding, s.ms, s.at - make_interval(secs => s.ms / 1000.0) AS since,
           s.at + make_interval(secs => s.ms / 1000.0) AS until
      FROM counting_stated s WHERE s.holding <> 0 AND s.book <> s.counted
), asked AS (
    SELECT array_agg(stated ORDER BY stated) AS stated, array_agg(ms ORDER BY stated) AS ms,
           array_agg(holding ORDER BY stated) AS holding,
           array_agg(since ORDER BY stated) AS since, array_agg(until ORDER BY stated) AS until
      FROM off
)
INSERT INTO counting_near (stated, posting, effective_at, quantity, "precision")
SELECT a.stated[m.n], m.posting, m.effective_at, m.quantity, m.precision
  FROM asked a
 CROSS JOIN LATERAL ledger_near(%(site)s, %(zone)s, a.holding, a.since, a.until) AS m
  JOIN ledger_posting d ON d.site = %(site)s AND d.id = m.posting
 WHERE d.recorded_at >= a.since[m.n] AND (m.precision > 0 OR a.ms[m.n] > 0)
   AND (m.precision <> 1 OR (date_trunc('minute', m.effective_at) <= a.until[m.n]
        AND date_trunc('minute', m.effective_at) + interval '60 s' > a.since[m.n]))
