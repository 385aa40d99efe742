-- All postings of a plan with their digests and seals.
SELECT p.id, p.kind, p.actor, p.recorded_at, p.lines, encode(p.digest, 'hex') AS digest,
       i.number AS seal
  FROM ledger_posting p
  LEFT JOIN ledger_seal_item i ON i.site = p.site AND i.posting = p.id
 WHERE p.site = %(site)s AND p.id IN (SELECT posting FROM counting_line
       WHERE site = %(site)s AND plan = %(plan)s AND posting IS NOT NULL)
 ORDER BY p.recorded_at, p.id
