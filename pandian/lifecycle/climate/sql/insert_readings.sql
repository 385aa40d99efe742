-- Keep readings; those known under their id are left alone.
INSERT INTO lifecycle_reading (site, id, place, read_at, temperature, humidity, coldest, warmest,
                               driest, wettest, outside, note, person, device, recorded_at)
SELECT %(site)s, g.id, g.place, g.read_at, g.temperature, g.humidity, c.coldest, c.warmest,
       c.driest, c.wettest, coalesce(string_to_array(nullif(g.outside, ''), ','), '{}'), g.note,
       %(person)s, %(device)s, %(now)s
  FROM unnest(%(ids)s::uuid[], %(places)s::text[], %(instants)s::timestamptz[],
              %(temperatures)s::integer[], %(humidities)s::integer[], %(outside)s::text[],
              %(notes)s::text[])
       AS g (id, place, read_at, temperature, humidity, outside, note)
  JOIN lifecycle_climate c ON c.site = %(site)s AND c.place = g.place
    ON CONFLICT (site, id) DO NOTHING
RETURNING id
