-- Ask a person to look at lots that an observation opened; one open question a lot and place.
INSERT INTO capture_label_task (site, kind, observation, place, item, lot, opened_by, opened_at)
SELECT %(site)s, 'new_lot', g.observation, g.place, g.item, g.lot, %(actor)s, %(now)s
  FROM unnest(%(observations)s::uuid[], %(places)s::bigint[], %(items)s::bigint[],
              %(lots)s::bigint[]) AS g (observation, place, item, lot)
 ORDER BY g.item, g.lot
    ON CONFLICT (site, kind, item, lot, serial, place) WHERE state = 'open' DO NOTHING
