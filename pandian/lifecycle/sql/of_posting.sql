-- The document that made a posting: the posting has the id of its event; a recall notes its own.
SELECT d.kind, d.number FROM lifecycle_event e
  JOIN lifecycle_document d ON d.site = e.site AND d.id = e.document
 WHERE e.site = ANY (%(sites)s::integer[]) AND e.id = ANY (%(ids)s::uuid[])
UNION ALL
SELECT d.kind, d.number FROM lifecycle_recall_posting r
  JOIN lifecycle_document d ON d.site = r.recall_site AND d.id = r.recall
 WHERE r.site = ANY (%(sites)s::integer[]) AND r.posting = ANY (%(ids)s::uuid[])
 LIMIT 1
