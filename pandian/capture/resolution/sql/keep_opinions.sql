-- Keep what these observations are understood as now, before another opinion takes its place.
INSERT INTO capture_opinion (site, observation, place, item, lot, serial, status, owner, base,
       tray, reason, resolved_at, act, actor, note, ref, ended_at)
SELECT r.site, r.observation, r.place, r.item, r.lot, r.serial, r.status, r.owner, r.base, r.tray,
       r.reason, r.resolved_at, %(act)s, %(actor)s, %(note)s, %(ref)s, %(now)s
  FROM unnest(%(sites)s::int[], %(ids)s::uuid[]) AS g (site, id)
  JOIN capture_resolution r ON r.site = g.site AND r.observation = g.id
 ORDER BY r.site, r.observation
