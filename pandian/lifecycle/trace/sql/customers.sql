-- The recall list 召回名单: who got how much of some goods, and what became of it there.  Issued and
-- returned are the moves to and from @customer, by the documents that made them (a reversal takes
-- away what it reverses); used, destroyed and missing are the replies of customers to recalls.
-- Found by keys from the goods: the cost grows with their moves, not with the ledger.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), holding AS MATERIALIZED (
    SELECT DISTINCT h.site, h.id, h.item, h.lot, h.serial FROM key k
     CROSS JOIN LATERAL (
           SELECT x.* FROM ledger_holding x
             JOIN catalog_place_view p ON p.id = x.place AND p.kind = 'customer'
            WHERE x.site = k.site AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) OFFSET 0) AS h
), move AS MATERIALIZED (
    SELECT h.site, h.item, h.lot, h.serial, m.posting, m.quantity, m.out, m.effective_at
      FROM holding h CROSS JOIN LATERAL (
           SELECT x.posting, x.quantity, true AS out, x.effective_at FROM ledger_move x
            WHERE x.site = h.site AND x.target = h.id
           UNION ALL
           SELECT x.posting, x.quantity, false, x.effective_at FROM ledger_move x
            WHERE x.site = h.site AND x.source = h.id OFFSET 0) AS m
), posting AS MATERIALIZED (
    SELECT q.site, q.posting, p.reverses, coalesce(p.reverses, q.posting) AS first,
           CASE WHEN p.reverses IS NULL THEN p.cause ELSE (SELECT o.cause FROM ledger_posting o
             WHERE o.site = q.site AND o.id = p.reverses) END AS cause
      FROM (SELECT DISTINCT m.site, m.posting FROM move m) AS q
     CROSS JOIN LATERAL (SELECT x.reverses, x.cause FROM ledger_posting x
            WHERE x.site = q.site AND x.id = q.posting OFFSET 0) AS p
), paper AS MATERIALIZED (
    SELECT p.site, p.posting, p.reverses, d.kind, d.number, d.created_at,
           coalesce(d.header->>'customer', p.cause->>'customer', '') AS customer,
           coalesce(d.header->>'address', p.cause->>'address', '') AS address,
           coalesce(d.header->>'contact', p.cause->>'contact', '') AS contact,
           coalesce(p.cause->>'document', '') AS named
      FROM posting p
      LEFT JOIN LATERAL (SELECT x.document FROM lifecycle_event x
            WHERE x.site = p.site AND x.id = p.first OFFSET 0) AS e ON true
      LEFT JOIN LATERAL (SELECT x.kind, x.number, x.header, x.created_at FROM lifecycle_document x
            WHERE x.site = p.site AND x.id = e.document OFFSET 0) AS d ON true
), moved AS MATERIALIZED (
    SELECT p.customer, m.item, m.lot, m.serial,
           sum(CASE WHEN m.out AND p.reverses IS NULL THEN m.quantity
                    WHEN NOT m.out AND p.reverses IS NOT NULL THEN -m.quantity ELSE 0 END)
               AS issued,
           sum(CASE WHEN NOT m.out AND p.reverses IS NULL THEN m.quantity
                    WHEN m.out AND p.reverses IS NOT NULL THEN -m.quantity ELSE 0 END)
               AS returned,
           min(m.effective_at) FILTER (WHERE m.out AND p.reverses IS NULL) AS first_at,
           max(m.effective_at) FILTER (WHERE m.out AND p.reverses IS NULL) AS last_at,
           (array_agg(p.address ORDER BY m.effective_at DESC) FILTER (WHERE p.address <> ''))[1]
               AS address,
           (array_agg(p.contact ORDER BY m.effective_at DESC) FILTER (WHERE p.contact <> ''))[1]
               AS contact,
           (array_agg(p.named ORDER BY m.effective_at DESC)
               FILTER (WHERE m.out AND p.reverses IS NULL))[1] AS named
      FROM move m JOIN paper p ON p.site = m.site AND p.posting = m.posting
     GROUP BY p.customer, m.item, m.lot, m.serial
), named AS MATERIALIZED (
    SELECT k.item, k.lot, k.serial, i.code AS item_code, coalesce(l.code, '') AS lot_code,
           coalesce(s.code, '') AS serial_code
      FROM unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
      JOIN catalog_item_view i ON i.id = k.item
      LEFT JOIN catalog_lot_view l ON l.id = k.lot
      LEFT JOIN catalog_serial_view s ON s.id = k.serial
), line AS MATERIALIZED (
    SELECT DISTINCT x.site, x.document, x.line, n.item, x.lot, x.serial FROM named n
     CROSS JOIN unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN LATERAL (
           SELECT l.site, l.document, l.line, l.lot, l.serial FROM lifecycle_line l
             JOIN lifecycle_document d ON d.site = l.site AND d.id = l.document
              AND d.kind = 'recall'
            WHERE l.site = site.id AND l.item = n.item_code
              AND (n.lot_code = '' OR l.lot = n.lot_code)
              AND (n.serial_code = '' OR l.serial = n.serial_code) OFFSET 0) AS x
), reply AS MATERIALIZED (
    SELECT a.place AS customer, l.item,
           coalesce((SELECT t.id FROM catalog_lot_view t
                      WHERE t.item = l.item AND t.code = coalesce(nullif(a.lot, ''), l.lot)), 0)
               AS lot,
           coalesce((SELECT t.id FROM catalog_serial_view t
                      WHERE t.item = l.item AND t.code = coalesce(nullif(a.serial, ''), l.serial)),
                    0) AS serial,
           sum(a.quantity) FILTER (WHERE a.measure = 'used_there') AS used,
           sum(a.quantity) FILTER (WHERE a.measure = 'destroyed_there') AS destroyed,
           sum(a.quantity) FILTER (WHERE a.measure = 'missing_there') AS missing
      FROM line l
     CROSS JOIN LATERAL (SELECT x.* FROM lifecycle_amount x
            WHERE x.site = l.site AND x.document = l.document AND x.line = l.line
              AND x.measure IN ('used_there', 'destroyed_there', 'missing_there') OFFSET 0) AS a
     GROUP BY 1, 2, 3, 4
), whole AS (
    SELECT coalesce(m.customer, r.customer) AS customer, coalesce(m.item, r.item) AS item,
           coalesce(m.lot, r.lot) AS lot, coalesce(m.serial, r.serial) AS serial,
           coalesce(m.issued, 0)::bigint AS issued, coalesce(m.returned, 0)::bigint AS returned,
           coalesce(r.used, 0)::bigint AS used, coalesce(r.destroyed, 0)::bigint AS destroyed,
           coalesce(r.missing, 0)::bigint AS missing, m.first_at, m.last_at, m.address, m.contact,
           m.named
      FROM moved m FULL JOIN reply r ON r.customer = m.customer AND r.item = m.item
       AND r.lot = m.lot AND r.serial = m.serial
)
SELECT w.customer, coalesce(c.name, '') AS name, coalesce(c.name_en, '') AS name_en,
       coalesce(w.address, '') AS address, coalesce(w.contact, '') AS contact, i.code AS item,
       coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial, w.issued, w.returned, w.used,
       w.destroyed, w.missing,
       w.issued - w.returned - w.used - w.destroyed - w.missing AS outstanding, w.first_at,
       w.last_at, coalesce(w.named, '') AS document
  FROM whole w
  JOIN catalog_item_view i ON i.id = w.item
  LEFT JOIN catalog_lot_view l ON l.id = w.lot
  LEFT JOIN catalog_serial_view s ON s.id = w.serial
  LEFT JOIN catalog_party_view c ON c.code = w.customer
 WHERE w.issued <> 0 OR w.returned <> 0 OR w.used + w.destroyed + w.missing <> 0
 ORDER BY outstanding DESC, w.customer, i.code, l.code, s.code
 LIMIT %(limit)s
