-- What waits in the trays (a rejected row waits no longer), newest first; what its author or a
-- lead took back waits no longer either.
SELECT s.code AS site, o.id, r.tray, r.reason, o.person, o.task, o.place_code AS place,
       coalesce(o.code, '') AS code, coalesce(o.item_code, '') AS item,
       coalesce(o.lot_code, '') AS lot, coalesce(o.serial_code, '') AS serial, o.mode,
       o.quantity, coalesce(o.unit, '') AS unit, o.observed_at, o.received_at, o.note
  FROM capture_resolution r
  JOIN capture_observation o ON o.site = r.site AND o.id = r.observation
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = r.site
 WHERE r.tray <> '' AND (r.tray = %(tray)s OR (%(tray)s = '' AND r.tray <> 'rejected'))
   AND NOT EXISTS (SELECT 1 FROM capture_observation u
                    WHERE u.site = o.site AND u.undoes IS NOT NULL AND u.undoes = o.id
                      AND (u.person = o.person OR u.install = o.install OR u.supervisor))
   AND (%(person)s::text IS NULL OR o.person = %(person)s)
 ORDER BY o.received_at DESC, o.id
 LIMIT %(limit)s
