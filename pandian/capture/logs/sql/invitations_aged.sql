-- Invitations of phones of a site that expired before an instant, oldest first.
SELECT encode(sha256(convert_to('invitations|' || x.id::text, 'UTF8')), 'hex') AS digest,
       pg_column_size(x.*)::bigint AS bytes, x.expires_at AS at,
       concat_ws(' ', x.person, x.created_by) AS what
  FROM capture_enrolment AS x
 WHERE x.site = %(site)s AND x.expires_at < %(before)s
 ORDER BY x.expires_at, x.id::text
 LIMIT %(limit)s
