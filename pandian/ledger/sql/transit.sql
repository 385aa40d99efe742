-- Open shipments at an instant (NULL = now), at either end of whose road stands one of some sites,
-- by what is on the road: sent, and taken in by then.
SELECT s.code AS site, o.code AS other, p.code AS place, i.code AS item,
       coalesce(l.code, '') AS lot, coalesce(n.code, '') AS serial, t.status,
       coalesce(w.code, '') AS owner, t.sent, t.taken
  FROM ledger_transit(%(sites)s::integer[], %(item)s::bigint, %(as_of)s::timestamptz, true) AS t
  JOIN governance_site_view s ON s.id = t.site
  JOIN governance_site_view o ON o.id = t.other
  JOIN catalog_place_view p ON p.site = t.site AND p.id = t.place
  JOIN catalog_item_view i ON i.id = t.item
  LEFT JOIN catalog_lot_view l ON l.id = t.lot
  LEFT JOIN catalog_serial_view n ON n.id = t.serial
  LEFT JOIN catalog_party_view w ON w.id = t.owner
 WHERE (%(place)s::text IS NULL OR p.code = %(place)s)
   AND (%(lot)s::text IS NULL OR l.code = %(lot)s)
   AND (%(serial)s::text IS NULL OR n.code = %(serial)s)
   AND (%(status)s::text IS NULL OR t.status = %(status)s)
   AND (%(owner)s::text IS NULL OR coalesce(w.code, '') = %(owner)s)
 ORDER BY s.code, o.code, i.code, l.code, n.code, t.status, w.code
