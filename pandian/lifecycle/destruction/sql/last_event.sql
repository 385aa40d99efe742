-- The last time an action was done to a document.
SELECT id, payload, at FROM lifecycle_event
 WHERE site = %(site)s AND document = %(document)s AND action = %(action)s
 ORDER BY seq DESC LIMIT 1
