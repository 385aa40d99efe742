-- Bring a document to its next state and version.
UPDATE lifecycle_document
   SET state = %(state)s, version = version + 1, changed_by = %(actor)s, changed_at = %(now)s
 WHERE site = %(site)s AND id = %(id)s
