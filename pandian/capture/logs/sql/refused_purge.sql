-- Bodies that phones of a site sent and that were refused before an instant: taken away.
-- Only what a purge of two people names comes here.
DELETE FROM capture_quarantine AS x
 WHERE x.site = %(site)s AND x.received_at < %(before)s
   AND sha256(convert_to('refused|' || x.id::text, 'UTF8')) = ANY (%(digests)s::bytea[])
RETURNING octet_length(x.body)::bigint AS bytes
