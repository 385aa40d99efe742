-- Book at the instant for many (holding, instant) pairs.
SELECT n, holding, at, book
  FROM ledger_book(%(site)s, %(holdings)s::bigint[], %(instants)s::timestamptz[]) ORDER BY n
