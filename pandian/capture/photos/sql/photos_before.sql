-- Photos of a site that came before an instant, oldest first.
SELECT encode(sha256, 'hex') AS digest, octet_length(content)::bigint AS bytes, received_at
  FROM capture_photo
 WHERE site = %(site)s AND received_at < %(before)s
 ORDER BY received_at, sha256
 LIMIT %(limit)s
