-- Tasks that phones of a site had taken, ended before an instant, oldest first.
SELECT encode(sha256(convert_to('leases|' || x.id::text, 'UTF8')), 'hex') AS digest,
       pg_column_size(x.*)::bigint AS bytes, x.ended_at AS at,
       concat_ws(' ', x.person, x.install::text) AS what
  FROM capture_lease AS x
 WHERE x.site = %(site)s AND x.ended_at IS NOT NULL
   AND x.ended_at < %(before)s
 ORDER BY x.ended_at, x.id::text
 LIMIT %(limit)s
