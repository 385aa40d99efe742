-- One generation of production 生产谱系: goods made from these (`forward`), or the goods that these
-- were made from.  What one document, or else one posting, fed into production and got out of it
-- belong together.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), made AS MATERIALIZED (
    SELECT DISTINCT h.site, h.id, h.item, h.lot, h.serial FROM key k
     CROSS JOIN LATERAL (
           SELECT x.* FROM ledger_holding x
             JOIN catalog_place_view p ON p.id = x.place AND p.kind = 'production'
            WHERE x.site = k.site AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) OFFSET 0) AS h
), work AS MATERIALIZED (
    SELECT DISTINCT h.site, h.item, h.lot, h.serial, m.posting FROM made h
     CROSS JOIN LATERAL (
           SELECT x.posting FROM ledger_move x
            WHERE %(forward)s AND x.site = h.site AND x.target = h.id
           UNION ALL
           SELECT x.posting FROM ledger_move x
            WHERE NOT %(forward)s AND x.site = h.site AND x.source = h.id OFFSET 0) AS m
), standing AS MATERIALIZED (
    SELECT w.*, e.document, p.kind, p.recorded_at, coalesce(p.cause->>'document', '') AS named
      FROM work w
      JOIN ledger_posting p ON p.site = w.site AND p.id = w.posting
      LEFT JOIN lifecycle_event e ON e.site = w.site AND e.id = w.posting
     WHERE p.reverses IS NULL AND NOT EXISTS (
           SELECT FROM ledger_posting r WHERE r.site = w.site AND r.reverses = w.posting)
), beside AS MATERIALIZED (
    SELECT DISTINCT s.site, s.item, s.lot, s.serial, s.document, s.named, b.posting
      FROM standing s
     CROSS JOIN LATERAL (
           SELECT s.posting
            UNION
           SELECT unnest(e.postings) FROM lifecycle_event e
            WHERE e.site = s.site AND e.document = s.document AND e.action <> 'reverse'
            OFFSET 0) AS b
)
SELECT DISTINCT ON (b.site, b.item, b.lot, b.serial, h.item, h.lot, h.serial, b.named)
       t.code AS site, b.item AS from_item, b.lot AS from_lot, b.serial AS from_serial,
       h.item, h.lot, h.serial, b.named AS document, m.effective_at AS at
  FROM beside b
  JOIN governance_site_view t ON t.id = b.site
  JOIN ledger_posting q ON q.site = b.site AND q.id = b.posting
 CROSS JOIN LATERAL (
       SELECT CASE WHEN %(forward)s THEN x.source ELSE x.target END AS holding, x.effective_at
         FROM ledger_move x
        WHERE x.site = q.site AND x.recorded_at = q.recorded_at AND x.posting = q.id
          AND NOT EXISTS (SELECT FROM ledger_posting r
                           WHERE r.site = q.site AND r.reverses = q.id) OFFSET 0) AS m
  JOIN ledger_holding h ON h.site = b.site AND h.id = m.holding
  JOIN catalog_place_view p ON p.id = h.place AND p.kind = 'production'
 WHERE (h.item, h.lot, h.serial) <> (b.item, b.lot, b.serial)
 ORDER BY b.site, b.item, b.lot, b.serial, h.item, h.lot, h.serial, b.named, m.effective_at
