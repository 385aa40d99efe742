-- Resolve stock keys to holdings, opening the new ones, in the order given.
SELECT ledger_open_holdings(%(site)s, %(places)s::bigint[], %(items)s::bigint[],
       %(lots)s::bigint[], %(serials)s::bigint[], %(statuses)s::text[],
       %(owners)s::bigint[]) AS ids
