-- Take a chunk of understood rows into the staging table.
COPY exchange_row (import, file, row, outcome, site, document, kind, effective_at, precision,
                   item, lot, serial, status, owner, source, target, quantity, unit,
                   target_status, party, cause, raw)
FROM STDIN
