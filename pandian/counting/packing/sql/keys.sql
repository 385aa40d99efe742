-- What recounts ask for: names only, never the book.
SELECT k.task, c.code AS place, i.code AS item, i.name, t.code AS lot, n.code AS serial, i.unit
  FROM counting_task_key k
  JOIN catalog_place_view c ON c.site = k.site AND c.id = k.place
  JOIN catalog_item_view i ON i.id = k.item
  LEFT JOIN catalog_lot_view t ON t.id = k.lot
  LEFT JOIN catalog_serial_view n ON n.id = k.serial
 WHERE k.site = %(site)s AND k.task = ANY (%(tasks)s::uuid[])
 ORDER BY k.task, c.sequence, c.code, i.code, lot, serial
