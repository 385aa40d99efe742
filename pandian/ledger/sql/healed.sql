-- What these late postings healed: the compensating posting, the holding, the instant.
SELECT * FROM ledger_healed(%(site)s, %(ids)s::uuid[])
