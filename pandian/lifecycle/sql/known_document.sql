-- A document by its id, with the hash of the request that made it.
SELECT id, kind, number, state, version, request FROM lifecycle_document
 WHERE site = %(site)s AND id = %(id)s
