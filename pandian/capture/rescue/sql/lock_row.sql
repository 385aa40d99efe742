-- Lock one observation's opinion for a decision, with what was sent.
SELECT o.site, o.id, o.seq, o.task, o.visit, o.place_code, o.code, o.item_code, o.lot_code,
       o.serial_code, o.status_code, o.owner_code, o.mode, o.quantity, o.unit, o.factor,
       o.device_at, o.observed_at, o.undoes, o.entry
  FROM capture_resolution r
  JOIN capture_observation o ON o.site = r.site AND o.id = r.observation
 WHERE r.observation = %(id)s
   FOR UPDATE OF r
