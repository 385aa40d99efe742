-- Which document was undone by a posting, with which others, and where it stood before: the posting
-- that it reverses bears the id of the event that made it.
SELECT e.id AS event, e.document, e.from_state, e.postings
  FROM ledger_posting q
 CROSS JOIN LATERAL (SELECT y.document FROM lifecycle_event y
        WHERE y.site = q.site AND y.id = q.reverses OFFSET 0) AS b
 CROSS JOIN LATERAL (SELECT y.* FROM lifecycle_event y
        WHERE y.site = q.site AND y.document = b.document AND y.action = 'reverse'
          AND y.postings @> ARRAY[q.id] OFFSET 0) AS e
 WHERE q.site = %(site)s AND q.id = %(posting)s
