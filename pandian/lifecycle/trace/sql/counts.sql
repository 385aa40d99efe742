-- What counts stated of some goods: one row per statement, with what the book had at its instant.
WITH key AS MATERIALIZED (
    SELECT site.id AS site, k.item, k.lot, k.serial
      FROM unnest(%(sites)s::integer[]) AS site (id)
     CROSS JOIN unnest(%(items)s::bigint[], %(lots)s::bigint[], %(serials)s::bigint[])
           AS k (item, lot, serial)
), holding AS MATERIALIZED (
    SELECT DISTINCT h.site, h.id, h.place, h.item, h.lot, h.serial, h.status, h.owner FROM key k
     CROSS JOIN LATERAL (
           SELECT x.* FROM ledger_holding x
            WHERE x.site = k.site AND x.item = k.item AND (k.lot = 0 OR x.lot = k.lot)
              AND (k.serial = 0 OR x.serial = k.serial) OFFSET 0) AS h
), stated AS MATERIALIZED (
    SELECT h.*, a.at, a.recorded_at, a.counted, a.book, a.posting FROM holding h
     CROSS JOIN LATERAL (
           SELECT x.at, x.recorded_at, x.counted, x.book, x.posting FROM ledger_assertion x
            WHERE x.site = h.site AND x.holding = h.id
              AND NOT EXISTS (SELECT FROM ledger_retraction r
                               WHERE r.site = x.site AND r.assertion = x.id) OFFSET 0) AS a
     ORDER BY a.at LIMIT %(limit)s
)
SELECT t.code AS site, a.at, a.recorded_at, q.kind, q.cause, q.actor, q.device, p.code AS place,
       p.kind AS place_kind, i.code AS item, coalesce(l.code, '') AS lot,
       coalesce(s.code, '') AS serial, a.status, coalesce(o.code, '') AS owner, a.counted, a.book,
       a.posting, c.number AS seal
  FROM stated a
  JOIN governance_site_view t ON t.id = a.site
  JOIN ledger_posting q ON q.site = a.site AND q.id = a.posting
  JOIN catalog_place_view p ON p.id = a.place
  JOIN catalog_item_view i ON i.id = a.item
  LEFT JOIN catalog_lot_view l ON l.id = a.lot
  LEFT JOIN catalog_serial_view s ON s.id = a.serial
  LEFT JOIN catalog_party_view o ON o.id = a.owner
  LEFT JOIN ledger_seal_item c ON c.site = a.site AND c.posting = a.posting
 ORDER BY a.at
