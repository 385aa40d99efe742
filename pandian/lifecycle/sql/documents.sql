-- Documents of the sites seen, newest first, from a cursor on.
SELECT s.code AS site, d.id, d.kind, d.number, d.state, d.version, d.header, d.follows, d.replaces,
       d.created_by, d.created_at, d.changed_by, d.changed_at
  FROM lifecycle_document d
  JOIN governance_site_view s ON s.id = d.site
 WHERE d.site = ANY (%(sites)s::integer[])
   AND (%(kind)s::text IS NULL OR d.kind = %(kind)s)
   AND (%(state)s::text IS NULL OR d.state = %(state)s)
   AND (%(id)s::uuid IS NULL OR d.id = %(id)s)
   AND (%(at)s::timestamptz IS NULL OR (d.created_at, d.id) < (%(at)s, %(after)s::uuid))
 ORDER BY d.created_at DESC, d.id DESC
 LIMIT %(limit)s
