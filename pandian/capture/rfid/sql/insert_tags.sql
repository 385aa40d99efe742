-- Note what each EPC of a pass was taken for.
INSERT INTO capture_rfid_tag (site, pass, epc, observation, place, ambiguous, count, rssi_cdbm,
       last_at)
SELECT %(site)s, %(pass)s, g.epc, g.observation, g.place, g.ambiguous, g.count, g.rssi_cdbm,
       g.last_at
  FROM unnest(%(epcs)s::text[], %(observations)s::uuid[], %(places)s::text[],
              %(ambiguous)s::boolean[], %(counts)s::bigint[], %(rssis)s::int[],
              %(lasts)s::timestamptz[])
       AS g (epc, observation, place, ambiguous, count, rssi_cdbm, last_at)
 ORDER BY g.epc
    ON CONFLICT (site, pass, epc) DO NOTHING
