-- Write what observations are understood as; a later opinion replaces the earlier one.
INSERT INTO capture_resolution (site, observation, install, seq, task, person, supervisor, mode,
       observed_at, uncertainty_ms, received_at, undoes, place, item, lot, serial, status, owner,
       base, tray, reason, resolved_at)
SELECT g.site, g.id, o.install, o.seq, o.task, o.person, o.supervisor, o.mode, o.observed_at,
       o.uncertainty_ms, o.received_at, o.undoes, g.place, g.item, g.lot, g.serial, g.status,
       g.owner, g.base, g.tray, g.reason, %(now)s
  FROM unnest(%(sites)s::int[], %(ids)s::uuid[], %(places)s::bigint[], %(items)s::bigint[],
              %(lots)s::bigint[], %(serials)s::bigint[], %(statuses)s::text[],
              %(owners)s::bigint[], %(bases)s::bigint[], %(trays)s::text[], %(reasons)s::text[])
       AS g (site, id, place, item, lot, serial, status, owner, base, tray, reason)
  JOIN capture_observation o
    ON o.site = g.site AND o.id = g.id AND o.site = ANY (%(sites)s::int[])
   AND o.id = ANY (%(ids)s::uuid[])
 ORDER BY g.site, g.id
    ON CONFLICT (site, observation) DO UPDATE
   SET place = excluded.place, item = excluded.item, lot = excluded.lot,
       serial = excluded.serial, status = excluded.status, owner = excluded.owner,
       base = excluded.base, tray = excluded.tray, reason = excluded.reason,
       resolved_at = excluded.resolved_at
