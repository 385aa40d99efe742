-- Back to index probes, for an import that runs inside a longer transaction.
SET LOCAL enable_nestloop = on
