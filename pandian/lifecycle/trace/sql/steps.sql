-- Steps of documents about some goods that moved nothing: announced, ordered, claimed, told,
-- closed; the documents that these follow are among them (from the receipt back to the order).
WITH RECURSIVE named AS MATERIALIZED (
    SELECT i.code AS item, coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial
      FROM unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
      JOIN catalog_item_view i ON i.id = k.item
      LEFT JOIN catalog_lot_view l ON l.id = k.lot
      LEFT JOIN catalog_serial_view s ON s.id = k.serial
), about AS (
    SELECT x.site, x.document FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN named n
     CROSS JOIN LATERAL (
           SELECT l.site, l.document FROM lifecycle_line l
            WHERE l.site = site.id AND l.item = n.item AND (n.lot = '' OR l.lot = n.lot)
              AND (n.serial = '' OR l.serial = n.serial) OFFSET 0) AS x
    UNION
    SELECT k.site, k.document FROM unnest(%(paper_sites)s::integer[], %(papers)s::uuid[])
           AS k (site, document)
    UNION
    SELECT d.site, d.follows FROM about a
      JOIN lifecycle_document d ON d.site = a.site AND d.id = a.document
     WHERE d.follows IS NOT NULL
)
SELECT t.code AS site, e.at, d.kind, d.number, e.document AS document_id, e.action, e.actor,
       e.device, e.signers, e.from_state, e.to_state, coalesce(d.header->>'customer',
       d.header->>'supplier', '') AS party
  FROM about a
  JOIN lifecycle_document d ON d.site = a.site AND d.id = a.document
  JOIN lifecycle_event e ON e.site = a.site AND e.document = a.document
   AND cardinality(e.postings) = 0
  JOIN governance_site_view t ON t.id = a.site
 ORDER BY e.at, e.seq
 LIMIT %(limit)s
