-- Take a dense snapshot.
SELECT ledger_take_snapshot(%(site)s, %(at)s) AS taken
