-- Take photos away for good.  Only what a purge of two people names comes here.
DELETE FROM capture_photo
 WHERE site = %(site)s AND sha256 = ANY (%(digests)s::bytea[])
RETURNING octet_length(content)::bigint AS bytes
