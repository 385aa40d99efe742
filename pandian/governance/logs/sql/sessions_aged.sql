-- Sessions of browsers that expired before an instant, oldest first.
SELECT encode(sha256(convert_to('sessions|' || x.session_key, 'UTF8')), 'hex') AS digest,
       octet_length(x.session_data)::bigint AS bytes, x.expire_date AS at,
       left(encode(sha256(convert_to('sessions|' || x.session_key, 'UTF8')), 'hex'), 12) AS what
  FROM django_session AS x
 WHERE x.expire_date < %(before)s
 ORDER BY x.expire_date, x.session_key
 LIMIT %(limit)s
