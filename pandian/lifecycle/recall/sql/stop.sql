-- What a recall stops, at all sites at once: every unit that stands anywhere, by site, place and
-- status, with what it becomes.  Goods on the way are taken as both sides of their transfers
-- together: what is not received yet is stopped at the sender, and where more was received in a
-- status than was sent in it, the receiver's side is set right.  Balances are locked in order.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), holding AS MATERIALIZED (
    SELECT DISTINCT h.site, h.id FROM key k
     CROSS JOIN LATERAL (
           SELECT x.site, x.id FROM ledger_holding x
            WHERE x.site = k.site AND x.item = k.item AND x.physical
              AND (k.lot = 0 OR x.lot = k.lot) AND (k.serial = 0 OR x.serial = k.serial)
              AND (x.status = ANY (%(stopped)s::text[])) OFFSET 0) AS h
), locked AS MATERIALIZED (
    SELECT b.site, b.holding, b.on_hand FROM ledger_balance b
     WHERE (b.site, b.holding) IN (SELECT h.site, h.id FROM holding h)
     ORDER BY b.site, b.holding FOR NO KEY UPDATE
), stock AS MATERIALIZED (
    SELECT b.site, b.holding, b.on_hand, h.place, h.item, h.lot, h.serial, h.status, h.owner,
           p.code, p.kind = 'in_transit' AS moving
      FROM locked b
     CROSS JOIN LATERAL (SELECT x.* FROM ledger_holding x
            WHERE x.site = b.site AND x.id = b.holding OFFSET 0) AS h
     CROSS JOIN LATERAL (SELECT x.code, x.kind FROM catalog_place_view x
            WHERE x.id = h.place OFFSET 0) AS p
     WHERE b.on_hand <> 0
), way AS MATERIALIZED (
    SELECT s.*, sum(s.on_hand) OVER (PARTITION BY s.item, s.lot, s.serial, s.status, s.owner)
               AS net,
           sum(s.on_hand) OVER (PARTITION BY s.item, s.lot, s.serial, s.status, s.owner,
               s.on_hand > 0 ORDER BY s.site, s.holding) - s.on_hand AS before
      FROM stock s WHERE s.moving
), chosen AS (
    SELECT s.site, s.code, s.item, s.lot, s.serial, s.owner, s.status AS from_status,
           'recalled' AS to_status, s.on_hand AS quantity, s.holding
      FROM stock s WHERE NOT s.moving AND s.on_hand > 0
    UNION ALL
    SELECT w.site, w.code, w.item, w.lot, w.serial, w.owner,
           CASE WHEN w.net > 0 THEN w.status ELSE 'recalled' END,
           CASE WHEN w.net > 0 THEN 'recalled' ELSE w.status END,
           least(abs(w.on_hand), abs(w.net) - abs(w.before)), w.holding
      FROM way w
     WHERE sign(w.net) = sign(w.on_hand) AND abs(w.before) < abs(w.net)
)
SELECT t.code AS site, c.site AS site_id, c.code AS place, i.code AS item,
       coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial, coalesce(o.code, '') AS owner,
       c.from_status, c.to_status, c.code AS target, c.quantity::bigint AS quantity
  FROM chosen c
  JOIN governance_site_view t ON t.id = c.site
  JOIN catalog_item_view i ON i.id = c.item
  LEFT JOIN catalog_lot_view l ON l.id = c.lot
  LEFT JOIN catalog_serial_view s ON s.id = c.serial
  LEFT JOIN catalog_party_view o ON o.id = c.owner
 ORDER BY c.site, c.holding
