-- Doubts that the ledger raised about posted lines since the bookmark.
SELECT d.id, d.posting AS late, d.quantity, d.holding, a.ref AS line, a.posting, a.at
  FROM ledger_doubt d
  JOIN ledger_assertion a ON a.site = d.site AND a.id = d.assertion
 WHERE d.site = %(site)s AND d.id > %(after)s
 ORDER BY d.id
