-- What these late postings healed: the compensating posting, the holding, the instant.
SELECT h.late, h.posting, a.holding, a.at, h.quantity
  FROM ledger_heal h
  JOIN ledger_assertion a ON a.site = h.site AND a.id = h.assertion
 WHERE h.site = %(site)s AND h.late = ANY (%(ids)s::uuid[])
 ORDER BY h.late, h.line
