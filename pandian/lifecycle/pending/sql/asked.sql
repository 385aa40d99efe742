-- What the document behind each posting asked for of one item and lot, where just one line does.
SELECT g.posting, g.item, g.lot, e.document, coalesce(l.asked, 0)::bigint AS asked
  FROM unnest(%(postings)s::uuid[], %(items)s::text[], %(lots)s::text[]) AS g (posting, item, lot)
  CROSS JOIN LATERAL (
       SELECT v.document FROM lifecycle_event v
        WHERE v.site = %(site)s AND v.id = g.posting OFFSET 0) AS e
  CROSS JOIN LATERAL (
       SELECT CASE WHEN count(*) = 1 THEN max(n.asked) END AS asked FROM lifecycle_line n
        WHERE n.site = %(site)s AND n.document = e.document AND n.item = g.item
          AND n.lot IN ('', g.lot) OFFSET 0) AS l
