-- Hand the lines that post themselves to the ledger.
INSERT INTO ledger_statement (ref, holding, at, uncertainty_ms, counted)
SELECT l.id, l.holding, l.stated_at, l.uncertainty_ms, l.counted FROM counting_line l
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.posting IS NULL AND l.ready
   AND l.verdict IN ('matched', 'accepted') AND l.stated_at IS NOT NULL AND l.holding <> 0
   AND l.id <> ALL (%(skipped)s::bigint[])
