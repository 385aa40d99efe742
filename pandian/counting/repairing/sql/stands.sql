-- Counted lines as repairs see them: stock keys by codes, how they stand and who counted them.
SELECT l.id AS line, p.code AS place, i.code AS item, coalesce(t.code, '') AS lot,
       coalesce(n.code, '') AS serial, l.status, coalesce(w.code, '') AS owner, l.variance,
       l.observed_at, l.uncertainty_ms, l.verdict, l.posting, l.people,
       l.value
  FROM counting_line l
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  LEFT JOIN catalog_serial_view n ON n.id = l.serial
  LEFT JOIN catalog_party_view w ON w.id = l.owner
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.id = ANY (%(lines)s::bigint[])
