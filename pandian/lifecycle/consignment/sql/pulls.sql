-- Consigned goods whose lots end within some days, with the shelf of the same site (not their own)
-- that used most of the item since an instant.
WITH shelf AS MATERIALIZED (
    SELECT p.site, p.id, p.code, s.code AS site_code,
           (%(now)s::timestamptz AT TIME ZONE s.time_zone)::date AS today
      FROM catalog_place_view p JOIN governance_site_view s ON s.id = p.site
     WHERE p.site = ANY (%(sites)s::integer[]) AND p.kind = 'consignment_site'
), ending AS MATERIALIZED (
    SELECT f.site, f.site_code, f.code AS place, f.today, i.code AS item,
           coalesce(t.code, '') AS lot, coalesce(r.code, '') AS serial,
           b.on_hand AS quantity, coalesce(t.expires_on, e.expires_on) AS expires_on
      FROM shelf f
      JOIN ledger_holding h ON h.site = f.site AND h.place = f.id
      JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
      JOIN catalog_item_view i ON i.id = h.item
      LEFT JOIN catalog_lot_view t ON t.id = h.lot
      LEFT JOIN catalog_serial_view r ON r.id = h.serial
      LEFT JOIN catalog_lot_view e ON e.id = r.lot
     WHERE coalesce(t.expires_on, e.expires_on) <= f.today + %(days)s::integer
), used AS MATERIALIZED (
    SELECT d.site, l.item, l.source AS place, sum(a.quantity) AS units
      FROM lifecycle_document d
      JOIN lifecycle_amount a ON a.site = d.site AND a.document = d.id AND a.measure = 'used'
       AND a.posted
      JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
      JOIN shelf f ON f.site = d.site AND f.code = l.source
     WHERE d.site = ANY (%(sites)s::integer[]) AND d.kind = 'usage' AND d.changed_at >= %(since)s
     GROUP BY d.site, l.item, l.source HAVING sum(a.quantity) > 0
)
SELECT n.site_code AS site, n.place, n.item, n.lot, n.serial, n.quantity, n.expires_on,
       n.expires_on - n.today AS days, coalesce(better.place, '') AS "to",
       coalesce(better.units, 0)::bigint AS used_there
  FROM ending n
  LEFT JOIN LATERAL (
       SELECT u.place, u.units FROM used u
        WHERE u.site = n.site AND u.item = n.item AND u.place <> n.place
          AND n.expires_on >= n.today
          AND u.units > coalesce((SELECT o.units FROM used o WHERE o.site = n.site
                                     AND o.item = n.item AND o.place = n.place), 0)
        ORDER BY u.units DESC, u.place LIMIT 1) better ON true
 ORDER BY n.expires_on, n.site_code, n.place, n.item, n.lot, n.serial
