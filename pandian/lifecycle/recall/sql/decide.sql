-- What a decision does with recalled goods at all sites: released goods are accepted where they
-- stand (not in red zones); others are carried to the first red place of their site.  Goods on
-- the way, in process, in trays and at hospitals wait until they are back.
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
              AND x.status = 'recalled' OFFSET 0) AS h
), locked AS MATERIALIZED (
    SELECT b.site, b.holding, b.on_hand FROM ledger_balance b
     WHERE (b.site, b.holding) IN (SELECT h.site, h.id FROM holding h)
     ORDER BY b.site, b.holding FOR NO KEY UPDATE
), red AS MATERIALIZED (
    SELECT site.id AS site, (SELECT min(p.code) FROM catalog_place_view p
            WHERE p.site = site.id AND p.kind = 'rejected_area' AND p.active) AS code
      FROM unnest(%(sites)s::integer[]) AS site (id)
)
SELECT t.code AS site, b.site AS site_id, p.code AS place, i.code AS item,
       coalesce(l.code, '') AS lot, coalesce(s.code, '') AS serial, coalesce(o.code, '') AS owner,
       'recalled' AS from_status,
       CASE WHEN %(released)s THEN 'accepted' ELSE 'rejected' END AS to_status,
       CASE WHEN %(released)s OR p.kind = 'rejected_area' THEN p.code ELSE red.code END AS target,
       b.on_hand AS quantity
  FROM locked b
  JOIN red ON red.site = b.site
  JOIN governance_site_view t ON t.id = b.site
 CROSS JOIN LATERAL (SELECT x.* FROM ledger_holding x
        WHERE x.site = b.site AND x.id = b.holding OFFSET 0) AS h
  JOIN catalog_place_view p ON p.id = h.place
  JOIN catalog_item_view i ON i.id = h.item
  LEFT JOIN catalog_lot_view l ON l.id = h.lot
  LEFT JOIN catalog_serial_view s ON s.id = h.serial
  LEFT JOIN catalog_party_view o ON o.id = h.owner
 WHERE b.on_hand > 0 AND CASE WHEN %(released)s THEN p.kind NOT IN ('rejected_area', 'in_transit')
       ELSE p.kind = 'rejected_area' OR p.kind = ANY (%(carried)s::text[]) END
 ORDER BY b.site, b.holding
