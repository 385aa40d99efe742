-- The tags of one pass as they are understood now: what waits first, then by place and item.
SELECT t.epc, t.observation, t.place, coalesce(i.code, '') AS item,
       coalesce(i.name, '') AS item_name, coalesce(n.code, '') AS serial, r.tray, r.reason,
       t.count, t.rssi_cdbm, t.last_at
  FROM capture_rfid_tag t
  JOIN capture_resolution r ON r.site = t.site AND r.observation = t.observation
  LEFT JOIN catalog_item_view i ON i.id = r.item
  LEFT JOIN catalog_serial_view n ON n.id = r.serial
 WHERE t.site = %(site)s AND t.pass = %(pass)s
 ORDER BY r.tray = '', r.tray, t.place, i.code, n.code, t.epc
 LIMIT %(limit)s
