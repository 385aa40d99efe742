-- How many moves a replay of a site from an instant on would read.
SELECT count(*) AS moves FROM ledger_move WHERE site = %(site)s AND effective_at >= %(since)s
