-- Tries to sign in before an instant: taken away.
-- Only what a purge of two people names comes here.
DELETE FROM governance_login_attempt AS x
 WHERE x.at < %(before)s
   AND sha256(convert_to('sign_ins|' || x.id::text, 'UTF8')) = ANY (%(digests)s::bytea[])
RETURNING pg_column_size(x.*)::bigint AS bytes
