-- Register readers, or change them.
INSERT INTO capture_rfid_reader (site, code, kind, antennas, margin_cdbm, put_by, put_at)
SELECT g.site, g.code, g.kind, g.antennas::jsonb, g.margin_cdbm, %(person)s, %(now)s
  FROM unnest(%(sites)s::int[], %(codes)s::text[], %(kinds)s::text[], %(antennas)s::text[],
              %(margins)s::int[]) AS g (site, code, kind, antennas, margin_cdbm)
 ORDER BY g.site, g.code
    ON CONFLICT (site, code) DO UPDATE
   SET kind = excluded.kind, antennas = excluded.antennas, margin_cdbm = excluded.margin_cdbm,
       put_by = excluded.put_by, put_at = excluded.put_at
 WHERE (capture_rfid_reader.kind, capture_rfid_reader.antennas, capture_rfid_reader.margin_cdbm)
       IS DISTINCT FROM (excluded.kind, excluded.antennas, excluded.margin_cdbm)
RETURNING site, code, xmax = 0 AS created
