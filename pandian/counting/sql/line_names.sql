-- What people call lines: place, item, lot, serial.
SELECT l.id, concat_ws(' ', p.code, i.code, t.code, n.code) AS name
  FROM counting_line l
  JOIN catalog_place_view p ON p.site = l.site AND p.id = l.place
  JOIN catalog_item_view i ON i.id = l.item
  LEFT JOIN catalog_lot_view t ON t.id = l.lot
  LEFT JOIN catalog_serial_view n ON n.id = l.serial
 WHERE l.site = %(site)s AND l.plan = %(plan)s AND l.id = ANY (%(lines)s::bigint[])
