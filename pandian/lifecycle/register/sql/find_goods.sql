-- Documents about an item, a lot or both, newest first, from a cursor on: first the documents whose
-- lines or facts name them (by index), then their heads by key.
WITH named AS MATERIALIZED (
    SELECT l.site, l.document FROM lifecycle_line l
     WHERE l.site = ANY (%(sites)s::integer[])
       AND (%(item)s::text = '' OR l.item = %(item)s) AND (%(lot)s::text = '' OR l.lot = %(lot)s)
    UNION
    SELECT a.site, a.document FROM lifecycle_amount a
     WHERE %(lot)s::text <> '' AND a.site = ANY (%(sites)s::integer[]) AND a.lot = %(lot)s
       AND (%(item)s::text = '' OR EXISTS (
            SELECT FROM lifecycle_line l
             WHERE l.site = a.site AND l.document = a.document AND l.line = a.line
               AND l.item = %(item)s))
), head AS MATERIALIZED (
    SELECT d.* FROM named n
     CROSS JOIN LATERAL (
        SELECT d.* FROM lifecycle_document d
         WHERE d.site = n.site AND d.id = n.document OFFSET 0) d
     WHERE d.kind = ANY (%(kinds)s::text[])
       AND (%(state)s::text = '' OR d.state = %(state)s)
       AND (%(number)s::bigint IS NULL OR d.number = %(number)s)
       AND (%(before)s::timestamptz IS NULL OR d.created_at <= %(before)s)
       AND (%(party)s::text = '' OR d.header @> ANY (%(parties)s::jsonb[]))
       AND (NOT %(open)s OR (d.kind, d.state) IN (
            SELECT o.kind, o.state
              FROM unnest(%(open_kinds)s::text[], %(open_states)s::text[]) AS o (kind, state)))
       AND (%(at)s::timestamptz IS NULL OR (d.created_at, d.id) < (%(at)s, %(after)s::uuid))
     ORDER BY d.created_at DESC, d.id DESC
     LIMIT %(limit)s
)
SELECT s.code AS site, d.id, d.kind, d.number, d.state, d.version, d.header, d.created_by,
       d.created_at, d.changed_at, l.lines::integer AS lines, coalesce(l.item, '') AS item
  FROM head d
  JOIN governance_site_view s ON s.id = d.site
 CROSS JOIN LATERAL (
        SELECT count(*) AS lines, min(l.item) FILTER (WHERE l.line = 1) AS item
          FROM lifecycle_line l WHERE l.site = d.site AND l.document = d.id OFFSET 0) l
 ORDER BY d.created_at DESC, d.id DESC
