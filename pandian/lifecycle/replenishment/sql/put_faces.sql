-- Write pick faces; the same place and item again has the new limits.
INSERT INTO lifecycle_pick_face (site, place, item, minimum, maximum)
SELECT %(site)s, g.place, g.item, g.minimum, g.maximum
  FROM unnest(%(places)s::text[], %(items)s::text[], %(minima)s::bigint[], %(maxima)s::bigint[])
       AS g (place, item, minimum, maximum)
    ON CONFLICT (site, place, item)
       DO UPDATE SET minimum = excluded.minimum, maximum = excluded.maximum
