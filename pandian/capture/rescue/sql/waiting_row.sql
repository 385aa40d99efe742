-- One observation with its place, what it is understood as, and when that was decided.
SELECT s.code AS site, o.id, r.tray, r.reason, o.person, o.task, o.place_code AS place,
       coalesce(z.code, '') AS zone, coalesce(o.code, '') AS code, o.entry,
       coalesce(i.code, o.item_code, '') AS item, coalesce(i.name, '') AS item_name,
       coalesce(l.code, o.lot_code, '') AS lot, coalesce(n.code, o.serial_code, '') AS serial,
       o.mode, o.quantity, coalesce(o.unit, i.unit, '') AS unit, o.factor, o.condition, o.note,
       o.extra AS photos, o.observed_at, o.received_at, r.resolved_at AS seen,
       EXISTS (SELECT 1 FROM capture_observation u
                WHERE u.site = o.site AND u.undoes = o.id
                  AND (u.person = o.person OR u.install = o.install OR u.supervisor)) AS undone
  FROM capture_observation o
  JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = o.site
  LEFT JOIN catalog_place_view p ON p.site = o.site AND p.code = o.place_code
  LEFT JOIN catalog_place_view z ON z.site = o.site AND z.id = p.parent
  LEFT JOIN catalog_item_view i ON i.id = r.item
  LEFT JOIN catalog_lot_view l ON l.id = r.lot
  LEFT JOIN catalog_serial_view n ON n.id = r.serial
 WHERE o.id = %(id)s AND (%(person)s::text IS NULL OR o.person = %(person)s)
