-- The readers of sites, by code.
SELECT s.code AS site, r.code, r.kind, r.antennas, r.margin_cdbm, r.last_seen_at
  FROM capture_rfid_reader r
  JOIN unnest(%(sites)s::int[], %(codes)s::text[]) AS s (id, code) ON s.id = r.site
 WHERE %(reader)s::text IS NULL OR r.code = %(reader)s
 ORDER BY s.code, r.code
 LIMIT %(limit)s
