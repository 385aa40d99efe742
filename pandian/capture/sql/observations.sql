-- Stored observations with their present resolution, newest first.
SELECT s.code AS site, o.id, o.person, o.install, o.seq, o.task, o.visit, o.place_code AS place,
       coalesce(i.code, o.item_code, '') AS item, coalesce(i.name, '') AS item_name,
       coalesce(l.code, o.lot_code, '') AS lot, coalesce(n.code, o.serial_code, '') AS serial,
       o.mode, o.quantity, coalesce(o.unit, i.unit, '') AS unit, r.base, o.observed_at,
       o.uncertainty_ms, o.received_at, r.tray,
       EXISTS (SELECT 1 FROM capture_observation u
                WHERE u.site = o.site AND u.undoes = o.id
                  AND (u.person = o.person OR u.install = o.install OR u.supervisor)) AS undone,
       coalesce(o.code, '') AS code, o.note
  FROM capture_observation o
  JOIN capture_resolution r ON r.site = o.site AND r.observation = o.id
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = o.site
  LEFT JOIN catalog_item_view i ON i.id = r.item
  LEFT JOIN catalog_lot_view l ON l.id = r.lot
  LEFT JOIN catalog_serial_view n ON n.id = r.serial
 WHERE (%(tasks)s::uuid[] IS NULL OR o.task = ANY (%(tasks)s::uuid[]))
   AND (%(ids)s::uuid[] IS NULL OR o.id = ANY (%(ids)s::uuid[]))
   AND (%(person)s::text IS NULL OR o.person = %(person)s)
 ORDER BY o.observed_at DESC, o.id DESC
 LIMIT %(limit)s
