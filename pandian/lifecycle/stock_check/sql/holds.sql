-- The holds that were proposed for what a round found.
SELECT DISTINCT d.number
  FROM lifecycle_event e
  JOIN lifecycle_raised r ON r.site = e.site AND r.source = 'stock_check'
   AND r.key LIKE e.id::text || '%%'
  JOIN lifecycle_document d ON d.site = r.site AND d.id = r.document
 WHERE e.site = %(site)s AND e.document = %(document)s
 ORDER BY d.number
