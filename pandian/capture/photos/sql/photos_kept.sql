-- Which of these photos are kept at a site.
SELECT sha256 FROM capture_photo
 WHERE site = %(site)s AND sha256 = ANY (%(digests)s::bytea[])
