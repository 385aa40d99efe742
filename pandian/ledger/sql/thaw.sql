-- Allow one item again.
DELETE FROM ledger_freeze WHERE site = %(site)s AND item = %(item)s
