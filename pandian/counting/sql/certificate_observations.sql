-- All observations of a plan's lines, as seen and as understood.
SELECT o.id, o.person, o.install, o.seq, o.task, o.mode, o.quantity, o.unit, o.base, o.code,
       o.place_code AS place, coalesce(i.code, '') AS item, coalesce(t.code, '') AS lot,
       coalesce(n.code, '') AS serial, o.observed_at, o.uncertainty_ms, o.received_at, o.tray,
       o.undoes,
       EXISTS (SELECT 1 FROM counting_late x WHERE x.site = o.site AND x.plan = %(plan)s
                AND x.observation = o.id) AS late
  FROM capture_observation_view o
  LEFT JOIN catalog_item_view i ON i.id = o.item
  LEFT JOIN catalog_lot_view t ON t.id = o.lot
  LEFT JOIN catalog_serial_view n ON n.id = o.serial
 WHERE o.site = %(site)s
   AND (o.task IN (SELECT id FROM counting_task WHERE site = %(site)s AND plan = %(plan)s)
        OR o.id IN (SELECT unnest(observations) FROM counting_line
                     WHERE site = %(site)s AND plan = %(plan)s))
 ORDER BY o.observed_at, o.id
