-- Lines of which another document of the kind posted just this much of the item and lot within a
-- day, from the same supplier: the newest such document.
SELECT g.line, t.kind, t.number
  FROM unnest(%(lines)s::integer[], %(items)s::text[], %(lots)s::text[], %(quantities)s::bigint[])
       AS g (line, item, lot, quantity)
  CROSS JOIN LATERAL (
       SELECT d.kind, d.number FROM lifecycle_line n
         JOIN lifecycle_document d ON d.site = n.site AND d.id = n.document
         JOIN lifecycle_amount a ON a.site = n.site AND a.document = n.document AND a.line = n.line
         JOIN lifecycle_event e ON e.site = a.site AND e.id = a.event
        WHERE n.site = %(site)s AND n.item = g.item AND n.document <> %(document)s
          AND d.kind = %(kind)s AND d.state NOT IN ('reversed', 'cancelled')
          AND d.header->>'supplier' IS NOT DISTINCT FROM %(supplier)s::text
          AND a.posted AND a.quantity = g.quantity
          AND coalesce(nullif(a.lot, ''), n.lot) = g.lot
          AND e.at > %(since)s
        ORDER BY e.at DESC LIMIT 1) AS t
