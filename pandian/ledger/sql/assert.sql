-- State the counted lines of the temporary table and post their differences.
SELECT * FROM ledger_assert(%(site)s, %(id)s, 'count_adjustment', %(cause)s, %(actor)s,
                            %(device)s, %(request)s)
