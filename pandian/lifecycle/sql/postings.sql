-- The postings of a document that stand, newest first: what was reversed already stands no more,
-- but what put it back does.
SELECT p.posting AS id
  FROM lifecycle_event e
 CROSS JOIN LATERAL unnest(e.postings) WITH ORDINALITY AS p (posting, n)
 WHERE e.site = %(site)s AND e.document = %(document)s AND e.action <> 'reverse'
   AND NOT EXISTS (SELECT FROM ledger_posting r
                    WHERE r.site = e.site AND r.reverses = p.posting)
 ORDER BY e.seq DESC, p.n DESC
