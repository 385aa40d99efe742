-- Stock rows, grouped by what was asked for, at an instant (NULL = now), one page by keyset.
WITH narrow AS MATERIALIZED (
    -- with an item or a place given few holdings are asked for: their books are probed
    SELECT h.site, array_agg(h.id) AS ids
      FROM ledger_holding h
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
     WHERE (%(item)s::bigint IS NOT NULL OR %(place)s::text IS NOT NULL)
       AND %(as_of)s::timestamptz IS NOT NULL
       AND h.site = ANY (%(sites)s::integer[]) AND h.physical
       AND (%(item)s::bigint IS NULL OR h.item = %(item)s)
       AND (%(place)s::text IS NULL OR p.code = %(place)s)
     GROUP BY h.site
), quantity AS (
    SELECT b.site, b.holding, b.on_hand AS quantity, b.short
      FROM ledger_balance b
     WHERE %(as_of)s::timestamptz IS NULL AND b.site = ANY (%(sites)s::integer[])
       AND (b.on_hand <> 0 OR b.short <> 0)
    UNION ALL
    SELECT n.site, k.holding, k.book + CASE WHEN b.short_at <= k.at THEN b.short ELSE 0 END, 0
      FROM narrow n
      CROSS JOIN LATERAL ledger_book(n.site, n.ids,
           array_fill(%(as_of)s::timestamptz, ARRAY[cardinality(n.ids)])) AS k
      JOIN ledger_balance b ON b.site = n.site AND b.holding = k.holding
    UNION ALL
    SELECT site.id, a.holding, a.quantity, 0
      FROM unnest(%(sites)s::integer[]) AS site (id)
      CROSS JOIN LATERAL ledger_as_of(site.id, %(as_of)s::timestamptz) AS a
     WHERE %(as_of)s::timestamptz IS NOT NULL
       AND %(item)s::bigint IS NULL AND %(place)s::text IS NULL
), grouped AS (
    SELECT h.site,
           CASE WHEN %(by_place)s THEN h.place ELSE 0 END AS place,
           CASE WHEN %(by_item)s THEN h.item ELSE 0 END AS item,
           CASE WHEN %(by_lot)s THEN h.lot ELSE 0 END AS lot,
           CASE WHEN %(by_serial)s THEN h.serial ELSE 0 END AS serial,
           CASE WHEN %(by_status)s THEN h.status ELSE '' END AS status,
           CASE WHEN %(by_owner)s THEN h.owner ELSE 0 END AS owner,
           CASE WHEN %(by_kind)s THEN p.kind ELSE '' END AS kind,
           sum(q.quantity)::bigint AS quantity, sum(q.short)::bigint AS short
      FROM quantity q
      JOIN ledger_holding h ON h.site = q.site AND h.id = q.holding
      JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
      LEFT JOIN catalog_lot_view l ON l.id = h.lot
      LEFT JOIN catalog_serial_view s ON s.id = h.serial
     WHERE (q.quantity <> 0 OR q.short <> 0)
       AND (%(place)s::text IS NULL OR p.code = %(place)s)
       AND (%(item)s::bigint IS NULL OR h.item = %(item)s)
       AND (%(lot)s::text IS NULL OR l.code = %(lot)s)
       AND (%(serial)s::text IS NULL OR s.code = %(serial)s)
       AND (%(status)s::text IS NULL OR h.status = %(status)s)
       AND (%(kind)s::text IS NULL OR p.kind = %(kind)s)
       AND (%(owner)s::text IS NULL OR coalesce(
           (SELECT o.code FROM catalog_party_view o WHERE o.id = h.owner), '') = %(owner)s)
     GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    HAVING sum(q.quantity) <> 0 OR sum(q.short) <> 0
), named AS (
    SELECT t.code AS site, coalesce(p.sequence, 0) AS sequence, coalesce(p.code, '') AS place,
           coalesce(i.code, '') AS item, coalesce(i.name, '') AS item_name,
           coalesce(i.unit, '') AS unit, coalesce(l.code, '') AS lot, l.expires_on,
           coalesce(s.code, '') AS serial, g.status, coalesce(o.code, '') AS owner,
           g.quantity, g.short, g.kind
      FROM grouped g
      JOIN governance_site_view t ON t.id = g.site
      LEFT JOIN catalog_place_view p ON p.site = g.site AND p.id = g.place
      LEFT JOIN catalog_item_view i ON i.id = g.item
      LEFT JOIN catalog_lot_view l ON l.id = g.lot
      LEFT JOIN catalog_serial_view s ON s.id = g.serial
      LEFT JOIN catalog_party_view o ON o.id = g.owner
)
SELECT * FROM named
 WHERE %(after)s::text[] IS NULL
    OR ARRAY[site, place, item, lot, serial, status, owner, kind] COLLATE "C"
       > %(after)s::text[] COLLATE "C"
 ORDER BY ARRAY[site, place, item, lot, serial, status, owner, kind] COLLATE "C"
 LIMIT %(limit)s
