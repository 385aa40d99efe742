-- The postings of a destruction, with the digests that the ledger seals.
SELECT q.id, q.kind, q.actor, q.recorded_at, q.lines, encode(q.digest, 'hex') AS digest
  FROM lifecycle_event e
 CROSS JOIN LATERAL unnest(e.postings) AS p (id)
  JOIN ledger_posting q ON q.site = e.site AND q.id = p.id
 WHERE e.site = %(site)s AND e.document = %(document)s
 ORDER BY e.seq, q.id
