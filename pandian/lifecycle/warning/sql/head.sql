-- The state and header of one document.
SELECT state, header FROM lifecycle_document WHERE site = %(site)s AND id = %(id)s
