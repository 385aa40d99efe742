-- What a destruction destroyed: by item, lot and serial, with names and dates as they are now.
SELECT l.line, l.item, i.name, i.name_en, i.unit, a.lot, a.serial, t.made_on, t.expires_on,
       l.owner, sum(a.quantity)::bigint AS quantity
  FROM lifecycle_amount a
  JOIN lifecycle_line l ON l.site = a.site AND l.document = a.document AND l.line = a.line
  JOIN catalog_item_view i ON i.code = l.item
  LEFT JOIN catalog_lot_view t ON t.item = i.id AND t.code = a.lot
 WHERE a.site = %(site)s AND a.document = %(document)s AND a.measure = 'destroyed'
 GROUP BY l.line, l.item, i.name, i.name_en, i.unit, a.lot, a.serial, t.made_on, t.expires_on,
          l.owner
 ORDER BY l.line, a.lot, a.serial
