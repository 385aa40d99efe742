-- Sessions of browsers that expired before an instant: taken away.
-- Only what a purge of two people names comes here.
DELETE FROM django_session AS x
 WHERE x.expire_date < %(before)s
   AND sha256(convert_to('sessions|' || x.session_key, 'UTF8')) = ANY (%(digests)s::bytea[])
RETURNING octet_length(x.session_data)::bigint AS bytes
