-- Items whose posting is stopped at a site, with the broken invariant.
SELECT item, invariant FROM ledger_freeze WHERE site = %(site)s
