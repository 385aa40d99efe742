-- The sale that a return names.
SELECT state, header ->> 'customer' AS customer FROM lifecycle_document
 WHERE site = %(site)s AND id = %(id)s AND kind = 'issue'
