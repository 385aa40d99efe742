-- The temporary table through which counted lines come in, emptied: several counts may share a
-- transaction.
CREATE TEMPORARY TABLE IF NOT EXISTS ledger_statement (
    ref bigint NOT NULL, holding bigint NOT NULL, at timestamptz NOT NULL,
    uncertainty_ms integer NOT NULL, counted bigint NOT NULL
) ON COMMIT DELETE ROWS;
DELETE FROM ledger_statement
