-- Refresh the planner's statistics of masters and ledger from a small sample, in one transaction:
-- enough that a table of many thousand rows is not taken for an empty one.
SET LOCAL default_statistics_target = 10;
ANALYZE catalog_item, catalog_place, catalog_lot, kernel_fact, ledger_assertion, ledger_balance,
        ledger_doubt, ledger_heal, ledger_holding, ledger_move, ledger_posting, ledger_retraction,
        ledger_seal, ledger_seal_item, ledger_snapshot
