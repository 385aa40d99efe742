-- The lines that a reversal swaps: the posting's own, and for a withdrawn count also what was
-- healed for its statements.  The window repeats what the old paper could say about its instant.
SELECT m.source, m.target, m.quantity, m.effective_at,
       CASE m."precision" WHEN 1 THEN date_trunc('minute', m.effective_at)
            WHEN 2 THEN date_trunc('day', m.effective_at AT TIME ZONE %(zone)s)
                        AT TIME ZONE %(zone)s
            ELSE m.effective_at END AS since,
       CASE m."precision" WHEN 1 THEN date_trunc('minute', m.effective_at)
                                      + interval '59.999999 s'
            WHEN 2 THEN (date_trunc('day', m.effective_at AT TIME ZONE %(zone)s)
                         + interval '1 day') AT TIME ZONE %(zone)s - interval '1 us'
            ELSE m.effective_at END AS until
  FROM ledger_posting p
  JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at AND m.posting = p.id
 WHERE p.site = %(site)s AND p.id = %(id)s
UNION ALL
SELECT m.source, m.target, m.quantity, m.effective_at, m.effective_at, m.effective_at
  FROM ledger_assertion a
  JOIN ledger_heal h ON h.site = a.site AND h.assertion = a.id
  JOIN ledger_posting p ON p.site = h.site AND p.id = h.posting
  JOIN ledger_move m ON m.site = p.site AND m.recorded_at = p.recorded_at
   AND m.posting = h.posting AND m.line = h.line
 WHERE a.site = %(site)s AND a.posting = %(id)s AND %(withdraw)s
