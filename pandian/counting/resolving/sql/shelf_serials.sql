-- Where the books have these serials at a site.
SELECT n.item, n.code AS serial, min(p.code) AS place
  FROM unnest(%(items)s::bigint[], %(serials)s::text[]) AS g (item, serial)
  JOIN catalog_serial_view n ON n.item = g.item AND n.code = g.serial
  JOIN ledger_holding h ON h.site = %(site)s AND h.item = n.item AND h.serial = n.id
   AND h.physical
  JOIN ledger_balance b ON b.site = h.site AND b.holding = h.id AND b.on_hand > 0
  JOIN catalog_place_view p ON p.site = h.site AND p.id = h.place
 GROUP BY n.item, n.code
