-- What moved each holding between two instants, newest first, at most so many: two index probes
-- per holding.  Counts, compensations, and postings that were reversed or reverse explain nothing;
-- neither do lines that a document has corrected, nor the half of it that took them back.
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%(holdings)s::bigint[], %(since)s::timestamptz[],
                         %(until)s::timestamptz[]) AS g (holding, since, until)
), leg AS MATERIALIZED (
    SELECT g.holding, x.* FROM given g CROSS JOIN LATERAL (
        (SELECT m.recorded_at, m.posting, m.line, -m.quantity AS delta, m.effective_at
           FROM ledger_move m
          WHERE m.site = %(site)s AND m.source = g.holding AND m.effective_at > g.since
            AND m.effective_at <= g.until AND m.recorded_at > g.since
          ORDER BY m.effective_at DESC LIMIT %(limit)s)
        UNION ALL
        (SELECT m.recorded_at, m.posting, m.line, m.quantity, m.effective_at
           FROM ledger_move m
          WHERE m.site = %(site)s AND m.target = g.holding AND m.effective_at > g.since
            AND m.effective_at <= g.until AND m.recorded_at > g.since
          ORDER BY m.effective_at DESC LIMIT %(limit)s)) AS x
)
SELECT l.holding, l.posting, l.line, l.delta::bigint AS delta, l.effective_at, p.kind, p.device,
       coalesce(p.cause->>'document', '') AS document, coalesce(p.cause->>'id', '') AS paper
  FROM leg l
  CROSS JOIN LATERAL (
       SELECT q.kind, q.device, q.cause, q.reverses FROM ledger_posting q
        WHERE q.site = %(site)s AND q.id = l.posting OFFSET 0) AS p
 WHERE p.kind NOT IN ('count_adjustment', 'heal', 'shortage', 'reversal')
   AND NOT p.cause ? 'detective' AND NOT (p.cause ? 'corrects' AND l.line = 1)
   AND NOT EXISTS (SELECT 1 FROM lifecycle_correction_view c
                    WHERE c.site = %(site)s AND c.posting = l.posting AND c.line = l.line)
   AND NOT EXISTS (SELECT 1 FROM ledger_posting r
                    WHERE r.site = %(site)s AND r.reverses = l.posting)
 ORDER BY l.holding, l.effective_at DESC, l.posting, l.line
