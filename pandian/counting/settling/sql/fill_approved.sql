-- Hand the approved lines to the ledger.
INSERT INTO ledger_statement (ref, holding, at, uncertainty_ms, counted)
SELECT l.id, l.holding, l.stated_at, l.uncertainty_ms, l.counted FROM counting_line l
 WHERE l.site = %(site)s AND l.id = ANY (%(lines)s::bigint[])
