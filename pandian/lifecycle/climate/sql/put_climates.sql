-- Write limits; the same place again has the new ones.
INSERT INTO lifecycle_climate (site, place, coldest, warmest, driest, wettest, monitored)
SELECT %(site)s, g.place, g.coldest, g.warmest, g.driest, g.wettest, g.monitored
  FROM unnest(%(places)s::text[], %(coldest)s::integer[], %(warmest)s::integer[],
              %(driest)s::integer[], %(wettest)s::integer[], %(monitored)s::boolean[])
       AS g (place, coldest, warmest, driest, wettest, monitored)
    ON CONFLICT (site, place) DO UPDATE
   SET coldest = excluded.coldest, warmest = excluded.warmest, driest = excluded.driest,
       wettest = excluded.wettest, monitored = excluded.monitored
