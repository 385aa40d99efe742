-- State closed visits.
SELECT ledger_assert_places(%(site)s, %(visits)s::uuid[], %(places)s::bigint[],
       %(instants)s::timestamptz[], %(items)s::text[], %(seen)s::text[],
       %(seen_items)s::text[]) AS entered
