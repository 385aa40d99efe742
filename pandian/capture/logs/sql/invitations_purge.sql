-- Invitations of phones of a site that expired before an instant: taken away.
-- Only what a purge of two people names comes here.
DELETE FROM capture_enrolment AS x
 WHERE x.site = %(site)s AND x.expires_at < %(before)s
   AND sha256(convert_to('invitations|' || x.id::text, 'UTF8')) = ANY (%(digests)s::bytea[])
RETURNING pg_column_size(x.*)::bigint AS bytes
