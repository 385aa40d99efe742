-- Observations that no rule can use yet, oldest first, as they were sent; rows that another
-- transaction decides about are left to it.
SELECT o.site, o.id, o.body, o.seq, o.task, o.visit, o.place_code, o.code, o.item_code,
       o.lot_code, o.serial_code, o.status_code, o.owner_code, o.mode, o.quantity, o.unit,
       o.factor, o.device_at, o.observed_at, o.undoes, o.entry, r.tray, r.reason
  FROM capture_resolution r
  JOIN capture_observation o ON o.site = r.site AND o.id = r.observation
 WHERE r.tray = 'unresolved' AND r.site = ANY (%(sites)s::int[])
   AND (r.site, r.observation) > (%(after_site)s, %(after)s)
 ORDER BY r.site, r.observation
 LIMIT %(limit)s
   FOR UPDATE OF r SKIP LOCKED
