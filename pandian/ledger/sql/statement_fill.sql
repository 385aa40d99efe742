-- Fill the counted lines from arrays.
INSERT INTO ledger_statement (ref, holding, at, uncertainty_ms, counted)
SELECT * FROM unnest(%(refs)s::bigint[], %(holdings)s::bigint[], %(instants)s::timestamptz[],
                     %(uncertainties)s::integer[], %(counted)s::bigint[])
