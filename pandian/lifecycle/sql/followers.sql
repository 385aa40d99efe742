-- The living documents that took over goods of a document.
SELECT kind, number FROM lifecycle_document
 WHERE site = %(site)s AND follows = %(document)s AND state NOT IN ('cancelled', 'reversed')
 ORDER BY kind, number
