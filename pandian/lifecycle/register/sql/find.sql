-- Documents by what is known of them, newest first, from a cursor on, each with its first item.
SELECT s.code AS site, d.id, d.kind, d.number, d.state, d.version, d.header, d.created_by,
       d.created_at, d.changed_at, coalesce(l.lines, 0)::integer AS lines,
       coalesce(l.item, '') AS item
  FROM (
        SELECT * FROM lifecycle_document d
         WHERE d.site = ANY (%(sites)s::integer[]) AND d.kind = ANY (%(kinds)s::text[])
           AND (%(state)s::text = '' OR d.state = %(state)s)
           AND (%(number)s::bigint IS NULL OR d.number = %(number)s)
           AND (%(before)s::timestamptz IS NULL OR d.created_at <= %(before)s)
           AND (%(party)s::text = '' OR d.header @> ANY (%(parties)s::jsonb[]))
           AND (NOT %(open)s OR (d.kind, d.state) IN (
                SELECT o.kind, o.state
                  FROM unnest(%(open_kinds)s::text[], %(open_states)s::text[])
                       AS o (kind, state)))
           AND (%(at)s::timestamptz IS NULL OR (d.created_at, d.id) < (%(at)s, %(after)s::uuid))
         ORDER BY d.created_at DESC, d.id DESC
         LIMIT %(limit)s) d
  JOIN governance_site_view s ON s.id = d.site
  LEFT JOIN LATERAL (
        SELECT count(*) AS lines, min(l.item) FILTER (WHERE l.line = 1) AS item
          FROM lifecycle_line l WHERE l.site = d.site AND l.document = d.id OFFSET 0) l ON true
 ORDER BY d.created_at DESC, d.id DESC
