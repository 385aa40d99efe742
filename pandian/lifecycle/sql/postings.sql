-- The postings of a document that stand, newest first.
SELECT p.posting AS id
  FROM lifecycle_event e
 CROSS JOIN LATERAL unnest(e.postings) WITH ORDINALITY AS p (posting, n)
 WHERE e.site = %(site)s AND e.document = %(document)s AND e.action <> 'reverse'
 ORDER BY e.seq DESC, p.n DESC
