-- Lines whose book was another one when the ledger posted them than when they were judged.
SELECT s.ref AS line FROM ledger_statement s
  JOIN counting_line l ON l.site = %(site)s AND l.plan = %(plan)s AND l.id = s.ref
  JOIN ledger_assertion a
    ON a.site = %(site)s AND a.posting = %(posting)s AND a.ref = s.ref
 WHERE a.book <> l.book
