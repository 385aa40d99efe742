-- Tasks that phones of a site had taken, ended before an instant: taken away.
-- Only what a purge of two people names comes here.
DELETE FROM capture_lease AS x
 WHERE x.site = %(site)s AND x.ended_at IS NOT NULL
   AND x.ended_at < %(before)s
   AND sha256(convert_to('leases|' || x.id::text, 'UTF8')) = ANY (%(digests)s::bytea[])
RETURNING pg_column_size(x.*)::bigint AS bytes
