-- Stock rows, grouped by what was asked for, at an instant (NULL = now), one page by keyset.
-- With an item or a place few holdings are asked for and each is probed by key; else whole sets are
-- joined.  The caller switches scans or loops off accordingly, so that no plan leans on statistics.
-- An end of a road says nothing by itself: what is on the road comes from ledger_transit.
WITH road AS MATERIALIZED (
    SELECT unnest(ARRAY[r.a_place, r.b_place]) AS place
      FROM ledger_roads(%(sites)s::integer[]) AS r
), chosen AS MATERIALIZED (
    SELECT h.site, h.id, h.place, h.item, h.lot, h.serial, h.status, h.owner
      FROM ledger_holding h
      JOIN catalog_place_view p ON p.id = h.place
     WHERE (%(item)s::bigint IS NOT NULL OR %(place)s::text IS NOT NULL)
       AND h.site = ANY (%(sites)s::integer[]) AND h.physical
       AND (%(item)s::bigint IS NULL OR h.item = %(item)s)
       AND (%(place)s::text IS NULL OR p.code = %(place)s)
), probed AS MATERIALIZED (
    SELECT c.*, b.on_hand, b.short, b.short_at
      FROM chosen c
     CROSS JOIN LATERAL (
           SELECT b.on_hand, b.short, b.short_at FROM ledger_balance b
            WHERE b.site = c.site AND b.holding = c.id OFFSET 0) b
), quantity AS (
    SELECT c.site, c.place, c.item, c.lot, c.serial, c.status, c.owner,
           c.on_hand AS quantity, c.short, false AS moving
      FROM probed c
     WHERE %(as_of)s::timestamptz IS NULL
    UNION ALL
    -- books come in the order of what was asked: they are laid beside it, not joined to it
    SELECT g.site, k.place, k.item, k.lot, k.serial, k.status, k.owner,
           k.book + CASE WHEN k.short_at <= k.at THEN k.short ELSE 0 END, 0, false
      FROM (SELECT site, array_agg(id ORDER BY id) AS ids, array_agg(place ORDER BY id) AS places,
                   array_agg(item ORDER BY id) AS items, array_agg(lot ORDER BY id) AS lots,
                   array_agg(serial ORDER BY id) AS serials,
                   array_agg(status ORDER BY id) AS statuses,
                   array_agg(owner ORDER BY id) AS owners, array_agg(short ORDER BY id) AS shorts,
                   array_agg(short_at ORDER BY id) AS shorts_at
              FROM probed WHERE %(as_of)s::timestamptz IS NOT NULL GROUP BY site) g
     CROSS JOIN LATERAL ROWS FROM (
           ledger_book(g.site, g.ids,
                       array_fill(%(as_of)s::timestamptz, ARRAY[cardinality(g.ids)])),
           unnest(g.places, g.items, g.lots, g.serials, g.statuses, g.owners, g.shorts,
                  g.shorts_at)) AS k (n, holding, at, book, place, item, lot, serial, status,
                                      owner, short, short_at)
    UNION ALL
    SELECT h.site, h.place, h.item, h.lot, h.serial, h.status, h.owner, b.on_hand, b.short,
           false
      FROM ledger_balance b
      JOIN ledger_holding h ON h.site = b.site AND h.id = b.holding
     WHERE %(item)s::bigint IS NULL AND %(place)s::text IS NULL
       AND %(as_of)s::timestamptz IS NULL AND b.site = ANY (%(sites)s::integer[])
       AND (b.on_hand <> 0 OR b.short <> 0)
    UNION ALL
    SELECT h.site, h.place, h.item, h.lot, h.serial, h.status, h.owner, a.quantity, 0,
           false
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN LATERAL ledger_as_of(site.id, %(as_of)s::timestamptz) AS a
      JOIN ledger_holding h ON h.site = site.id AND h.id = a.holding
     WHERE %(item)s::bigint IS NULL AND %(place)s::text IS NULL
       AND %(as_of)s::timestamptz IS NOT NULL
    UNION ALL
    SELECT t.site, t.place, t.item, t.lot, t.serial, t.status, t.owner, t.sent - t.taken, 0, true
      FROM ledger_transit(%(sites)s::integer[], %(item)s::bigint, %(as_of)s::timestamptz,
                          false) AS t
     WHERE t.site = ANY (%(sites)s::integer[])
       AND (%(kind)s::text IS NULL OR %(kind)s::text = 'in_transit')
       AND (%(place)s::text IS NULL OR left(%(place)s::text, 8) = 'TRANSIT-')
), grouped AS (
    SELECT q.site,
           CASE WHEN %(by_place)s THEN q.place ELSE 0 END AS place,
           CASE WHEN %(by_item)s THEN q.item ELSE 0 END AS item,
           CASE WHEN %(by_lot)s THEN q.lot ELSE 0 END AS lot,
           CASE WHEN %(by_serial)s THEN q.serial ELSE 0 END AS serial,
           CASE WHEN %(by_status)s THEN q.status ELSE '' END AS status,
           CASE WHEN %(by_owner)s THEN q.owner ELSE 0 END AS owner,
           CASE WHEN %(by_kind)s THEN p.kind ELSE '' END AS kind,
           sum(q.quantity)::bigint AS quantity, sum(q.short)::bigint AS short
      FROM quantity q
      JOIN catalog_place_view p ON p.id = q.place
      LEFT JOIN catalog_lot_view l ON l.id = q.lot
      LEFT JOIN catalog_serial_view s ON s.id = q.serial
     WHERE (q.quantity <> 0 OR q.short <> 0)
       AND (q.moving OR p.kind <> 'in_transit'
            OR q.place <> ALL (ARRAY(SELECT r.place FROM road r)))
       AND (%(place)s::text IS NULL OR p.code = %(place)s)
       AND (%(lot)s::text IS NULL OR l.code = %(lot)s)
       AND (%(serial)s::text IS NULL OR s.code = %(serial)s)
       AND (%(status)s::text IS NULL OR q.status = %(status)s)
       AND (%(kind)s::text IS NULL OR p.kind = %(kind)s)
       AND (%(owner)s::text IS NULL OR coalesce(
           (SELECT o.code FROM catalog_party_view o WHERE o.id = q.owner), '') = %(owner)s)
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
      LEFT JOIN catalog_place_view p ON p.id = g.place
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
