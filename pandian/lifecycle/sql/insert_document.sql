-- Write the head of a new document.
INSERT INTO lifecycle_document (site, id, kind, number, state, version, header, follows, replaces,
                                request, created_by, created_at, changed_by, changed_at)
VALUES (%(site)s, %(id)s, %(kind)s, %(number)s, %(state)s, 1, %(header)s::jsonb, %(follows)s,
        %(replaces)s, %(request)s, %(actor)s, %(now)s, %(actor)s, %(now)s)
