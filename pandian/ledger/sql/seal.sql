-- Seal the postings of one site.
SELECT ledger_seal_site(%(site)s, %(window)s) AS sealed
