-- Where some goods stand now, over the sites of the scope; on the road at the site that sent them.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), road AS MATERIALIZED (
    SELECT unnest(ARRAY[r.a_place, r.b_place]) AS place
      FROM ledger_roads(%(sites)s::integer[]) AS r
), holding AS MATERIALIZED (
    SELECT DISTINCT h.* FROM key k
     CROSS JOIN LATERAL (
           SELECT x.* FROM ledger_holding x
            WHERE x.site = k.site AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) AND x.physical OFFSET 0) AS h
), stands AS (
    SELECT h.site, h.place, h.item, h.lot, h.serial, h.status, h.owner, b.on_hand AS quantity
      FROM holding h
     CROSS JOIN LATERAL (SELECT x.on_hand FROM ledger_balance x
            WHERE x.site = h.site AND x.holding = h.id AND x.on_hand <> 0 OFFSET 0) AS b
     WHERE h.place <> ALL (ARRAY(SELECT r.place FROM road r))
    UNION ALL
    SELECT t.site, t.place, t.item, t.lot, t.serial, t.status, t.owner, t.sent - t.taken
      FROM (SELECT DISTINCT k.item FROM key k) AS i
     CROSS JOIN LATERAL ledger_transit(%(sites)s::integer[], i.item, NULL, false) AS t
     WHERE EXISTS (SELECT FROM key k
                    WHERE k.site = t.site AND k.item = t.item AND (k.lot = 0 OR k.lot = t.lot)
                      AND (k.serial = 0 OR k.serial = t.serial))
)
SELECT t.code AS site, p.code AS place, p.kind AS place_kind, i.code AS item,
       coalesce(l.code, '') AS lot, l.expires_on, coalesce(s.code, '') AS serial, h.status,
       coalesce(o.code, '') AS owner, h.quantity
  FROM stands h
  JOIN governance_site_view t ON t.id = h.site
  JOIN catalog_place_view p ON p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view l ON l.id = h.lot
  LEFT JOIN catalog_serial_view s ON s.id = h.serial
  LEFT JOIN catalog_party_view o ON o.id = h.owner
 ORDER BY t.code, p.sequence, p.code, i.code, l.code, s.code, h.status
