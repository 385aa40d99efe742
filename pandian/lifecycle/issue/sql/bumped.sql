-- The orders whose claims gave way to an event of another document.
SELECT DISTINCT c.document
  FROM lifecycle_claim c
  JOIN lifecycle_document d ON d.site = c.site AND d.id = c.document AND d.kind = %(kind)s
 WHERE c.site = %(site)s AND c.event = %(event)s AND c.document <> %(document)s
   AND c.quantity < 0
 ORDER BY c.document
