-- The stored rows of these ids, as they were sent, with their tray.
SELECT o.site, o.id, o.body, o.seq, o.task, o.visit, o.place_code, o.code, o.item_code,
       o.lot_code, o.serial_code, o.status_code, o.owner_code, o.mode, o.quantity, o.unit,
       o.factor, o.device_at, o.undoes, o.entry, coalesce(r.tray, '') AS tray
  FROM unnest(%(sites)s::int[], %(ids)s::uuid[]) AS given (site, id)
  JOIN capture_observation o ON o.site = given.site AND o.id = given.id
  LEFT JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
