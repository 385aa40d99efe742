-- Bodies that phones of a site sent and that were refused before an instant, oldest first.
SELECT encode(sha256(convert_to('refused|' || x.id::text, 'UTF8')), 'hex') AS digest,
       octet_length(x.body)::bigint AS bytes, x.received_at AS at,
       concat_ws(' ', x.actor, x.result, x.given_id) AS what
  FROM capture_quarantine AS x
 WHERE x.site = %(site)s AND x.received_at < %(before)s
 ORDER BY x.received_at, x.id::text
 LIMIT %(limit)s
