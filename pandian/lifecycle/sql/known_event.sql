-- An event by its id, with its document as it stands now: a replay is answered from it.
SELECT e.document, e.request, e.postings, d.kind, d.number, d.state, d.version
  FROM lifecycle_event e
  JOIN lifecycle_document d ON d.site = e.site AND d.id = e.document
 WHERE e.site = %(site)s AND e.id = %(id)s
