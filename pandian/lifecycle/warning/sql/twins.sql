-- Lines of which another document of the kind posted just this much of the item and lot a short
-- while ago, between the same partners and places: the newest such document.  It begins with the
-- events of that while, so its cost is that of a while's work and not of the whole history.
WITH recent AS MATERIALIZED (
    SELECT e.id, e.document, e.at FROM lifecycle_event e
     WHERE e.site = %(site)s AND e.at > %(since)s AND e.document <> %(document)s
), told AS MATERIALIZED (
    SELECT r.at, r.document, x.line, x.measure, x.quantity, x.lot, x.source, x.place
      FROM recent r
      CROSS JOIN LATERAL (
           SELECT a.line, a.measure, a.quantity, a.lot, a.source, a.place FROM lifecycle_amount a
            WHERE a.site = %(site)s AND a.event = r.id AND a.posted AND a.serial = ''
              AND a.measure = ANY (%(measures)s::text[])
              AND a.quantity = ANY (%(quantities)s::bigint[]) OFFSET 0) AS x
), paired AS MATERIALIZED (
    SELECT t.*, x.kind, x.number, x.item, coalesce(nullif(t.lot, ''), x.line_lot) AS held,
           coalesce(nullif(t.source, ''), x.line_source) AS taken
      FROM told t
      CROSS JOIN LATERAL (
           SELECT d.kind, d.number, n.item, n.lot AS line_lot, n.source AS line_source
             FROM lifecycle_document d
             JOIN lifecycle_line n ON n.site = d.site AND n.document = d.id AND n.line = t.line
            WHERE d.site = %(site)s AND d.id = t.document AND d.kind = %(kind)s
              AND d.state NOT IN ('reversed', 'cancelled')
              AND d.header->>'supplier' IS NOT DISTINCT FROM %(supplier)s::text
              AND d.header->>'customer' IS NOT DISTINCT FROM %(customer)s::text OFFSET 0) AS x
)
SELECT DISTINCT ON (g.line) g.line, p.kind, p.number
  FROM unnest(%(lines)s::integer[], %(measures)s::text[], %(items)s::text[], %(lots)s::text[],
              %(sources)s::text[], %(places)s::text[], %(quantities)s::bigint[])
       AS g (line, measure, item, lot, source, place, quantity)
  JOIN paired p ON p.item = g.item AND p.quantity = g.quantity AND p.measure = g.measure
   AND p.held = g.lot AND p.taken = g.source AND (g.place = '' OR p.place = g.place)
 ORDER BY g.line, p.at DESC
