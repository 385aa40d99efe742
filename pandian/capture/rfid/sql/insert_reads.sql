-- Store reads as evidence; one that is known (pass, EPC, antenna, first instant) is left alone.
INSERT INTO capture_rfid_read (site, pass, epc, antenna, first_at, last_at, rssi_cdbm, count,
       place)
SELECT %(site)s, %(pass)s, g.epc, g.antenna, g.first_at, g.last_at, g.rssi_cdbm, g.count, g.place
  FROM unnest(%(epcs)s::text[], %(antennas)s::int[], %(firsts)s::timestamptz[],
              %(lasts)s::timestamptz[], %(rssis)s::int[], %(counts)s::int[], %(places)s::text[])
       AS g (epc, antenna, first_at, last_at, rssi_cdbm, count, place)
 ORDER BY g.epc, g.antenna, g.first_at
    ON CONFLICT (site, pass, epc, antenna, first_at) DO NOTHING
RETURNING count
