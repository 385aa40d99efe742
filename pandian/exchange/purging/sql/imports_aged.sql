-- Imports that ended before an instant and whose kept rows are all of one site, oldest first, with
-- the goods that their rows name.
SELECT encode(sha256(convert_to('imports|' || i.id::text, 'UTF8')), 'hex') AS digest, i.layout,
       i.finished_at AS at, r.bytes, r.goods
  FROM exchange_import i
 CROSS JOIN LATERAL (
       SELECT sum(octet_length(x.raw))::bigint AS bytes,
              bool_and(x.site = %(site)s) AS here,
              jsonb_agg(DISTINCT jsonb_build_array(x.item, coalesce(x.lot, ''))) AS goods
         FROM exchange_row x WHERE x.import = i.id OFFSET 0) AS r
 WHERE i.state <> 'running' AND i.finished_at < %(before)s AND r.here
 ORDER BY i.finished_at, i.id
 LIMIT %(limit)s
