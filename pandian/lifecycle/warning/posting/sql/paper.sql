-- The kind and the state of one document.
SELECT kind, state FROM lifecycle_document WHERE site = %(site)s AND id = %(id)s
